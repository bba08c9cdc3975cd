// The list above the message box: slash commands, people after "@", channels after "#", emoji after ":".
import { freshId, h } from "../base/dom.js";
import { findEmoji } from "../text/emoji.js";
import { icon } from "../base/icons.js";
import { avatarOf } from "../base/people.js";
import { channelTitle, people, store } from "../base/store.js";

const most = 8;

/** What the words before the cursor ask for: {from, options: [{insert, title, about, drawing}]}, or null. */
export function offers(text, cursor, { commands = true } = {}) {
  const before = text.slice(0, cursor);
  const command = commands && /^\/(\S*)$/.exec(before);
  if (command) return { from: 0, label: "Slash commands", options: commandOptions(command[1]) };
  const started = /(^|[\s(])([@#:])([\p{L}\p{N}._+-]*(?: [\p{L}\p{N}._-]*)?)$/u.exec(before);
  if (!started) return null;
  const [, , mark, words] = started;
  const from = cursor - words.length - 1;
  if (mark === "@") return { from, label: "People", options: peopleOptions(words) };
  if (mark === "#") return { from, label: "Channels", options: channelOptions(words) };
  if (words.length < 2 || words.includes(" ")) return null;
  return { from, label: "Emoji", options: findEmoji(words, most).map((one) => ({ insert: one.character, title: `:${one.name}:`, about: "", drawing: h("span", { class: "emoji" }, one.character) })) };
}

function commandOptions(words) {
  return store.commands.filter((one) => one.command.slice(1).startsWith(words.toLowerCase())).map((one) => ({
    insert: one.command, title: `${one.command} ${one.usage_hint ?? ""}`.trim(), about: one.description ?? "", drawing: icon("bolt", 18), source: appName(one.app),
  }));
}

function appName(app) {
  return store.apps.find((one) => one.id === app)?.name ?? app ?? "";
}

function peopleOptions(words) {
  const wanted = words.toLowerCase();
  const bots = [...store.users.values()].filter((user) => user.is_bot && !user.deleted);
  const found = [...people(), ...bots].filter((user) => [user.real_name, user.name].some((name) => startsSomewhere(name, wanted)));
  const options = found.map((user) => ({ insert: `@${user.name}`, title: user.real_name || user.name, about: [`@${user.name}`, user.title || (user.is_bot ? "App" : "")].filter(Boolean).join(" · "), drawing: avatarOf(user, "tiny") }));
  const ranges = [["here", "Everybody active in this channel"], ["channel", "Everybody in this channel"]].filter(([name]) => wanted && name.startsWith(wanted));
  return [...options, ...ranges.map(([name, about]) => ({ insert: `@${name}`, title: `@${name}`, about, drawing: icon("people", 18) }))].slice(0, most);
}

function channelOptions(words) {
  const wanted = words.toLowerCase();
  return [...store.channels.values()].filter((channel) => !channel.is_im && !channel.is_mpim && channel.name?.includes(wanted)).slice(0, most)
    .map((channel) => ({ insert: `#${channel.name}`, title: channelTitle(channel), about: channel.topic ?? "", drawing: icon(channel.is_private ? "lock" : "hash", 18) }));
}

function startsSomewhere(name, wanted) {
  const lower = (name ?? "").toLowerCase();
  return lower.startsWith(wanted) || lower.split(" ").some((word) => word.startsWith(wanted));
}

/** Binds the list to a message box. Returns whether it took a key, so that Enter does not send as well. */
export class Completion {
  constructor(box, options = {}) {
    Object.assign(this, { box, options, shown: null, at: 0 });
    this.list = h("div", { id: freshId("completion"), class: "completion", role: "listbox", "aria-label": "Suggestions", hidden: true });
    box.setAttribute("aria-autocomplete", "list");
    box.addEventListener("input", () => this.look());
    box.addEventListener("click", () => this.look());
    box.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.index));
    });
  }

  look() {
    const found = offers(this.box.value, this.box.selectionStart, this.options);
    if (!found?.options.length) {
      this.close();
      return;
    }
    this.shown = found;
    this.at = 0;
    this.draw();
  }

  draw() {
    this.list.setAttribute("aria-label", this.shown.label);
    this.list.replaceChildren(h("div", { class: "completion-title", role: "presentation" }, this.shown.label), ...this.shown.options.map((option, index) =>
      h("div", { id: `${this.list.id}-${index}`, role: "option", class: "completion-option", "aria-selected": String(index === this.at), data: { index } },
        option.drawing, h("span", { class: "completion-words" }, h("strong", {}, option.title), option.about ? h("span", {}, option.about) : null),
        option.source ? h("span", { class: "completion-source" }, option.source) : null)));
    this.list.hidden = false;
    this.box.setAttribute("aria-controls", this.list.id);
    this.mark();
  }

  mark() {
    [...this.list.querySelectorAll("[role=option]")].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === this.at));
      if (index === this.at) option.scrollIntoView({ block: "nearest" });
    });
    this.box.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
  }

  close() {
    this.shown = null;
    this.list.hidden = true;
    this.box.removeAttribute("aria-activedescendant");
    this.box.removeAttribute("aria-controls");
  }

  key(event) {
    if (!this.shown || event.isComposing) return false;
    const count = this.shown.options.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + count) % count;
      this.mark();
    } else if (event.key === "Tab" || event.key === "Enter") {
      // A name or command that is already typed in full is sent; anything shorter is completed first.
      const typed = this.box.value.slice(this.shown.from, this.box.selectionStart);
      if (event.key === "Enter" && typed === this.shown.options[this.at].insert) return false;
      this.take(this.at);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  take(index) {
    const option = this.shown.options[index];
    const { from } = this.shown;
    const after = this.box.value.slice(this.box.selectionStart);
    this.box.value = `${this.box.value.slice(0, from)}${option.insert} ${after.replace(/^ /, "")}`;
    const cursor = from + option.insert.length + 1;
    this.box.setSelectionRange(cursor, cursor);
    this.close();
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
