// The message box. Enter sends, Shift+Enter breaks the line; a failure keeps the words and says why.
import { api } from "./api.js";
import { Completion } from "./completion.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { pickEmoji } from "./picker.js";
import { openMenu } from "./popup.js";
import { store } from "./store.js";
import { toast } from "./live.js";

const drafts = new Map();

export class Composer {
  constructor({ channel, thread = null, label, sent }) {
    Object.assign(this, { channel, thread, sent, key: `${store.me}/${channel}/${thread ?? ""}` });
    const id = freshId("composer");
    this.problem = h("p", { class: "composer-problem", role: "alert" });
    this.box = h("textarea", { id, rows: 1, placeholder: label, "aria-describedby": `${id}-keys`, value: drafts.get(this.key) ?? "" });
    this.completion = new Completion(this.box, { commands: !thread });
    this.sendButton = h("button", { type: "button", class: "send-button", "aria-label": "Send", title: "Send (Enter)", on: { click: () => this.send() } }, icon("send", 18));
    const shortcuts = h("button", { type: "button", class: "icon-button", "aria-label": "Shortcuts", title: "Shortcuts and commands", "aria-haspopup": "menu", on: { click: (event) => this.menu(event.currentTarget) } }, icon("plus", 18));
    const smile = h("button", { type: "button", class: "icon-button", "aria-label": "Emoji", title: "Emoji", on: { click: (event) => pickEmoji(event.currentTarget, (name) => this.insert(`:${name}: `)) } }, icon("smile", 18));
    this.element = h("div", { class: "composer" },
      this.problem,
      this.completion.list,
      h("div", { class: "composer-box" },
        h("label", { for: id, class: "visually-hidden" }, label),
        this.box,
        h("div", { class: "composer-bar" }, thread ? null : shortcuts, smile, h("span", { class: "composer-space" }), this.sendButton)),
      h("p", { id: `${id}-keys`, class: "composer-keys" }, h("kbd", {}, "Enter"), " to send, ", h("kbd", {}, "Shift+Enter"), " for a new line", thread ? "" : [", ", h("kbd", {}, "/"), " for commands"]));
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.keydown(event));
    this.changed();
  }

  changed() {
    drafts.set(this.key, this.box.value);
    this.sendButton.disabled = !this.box.value.trim();
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight || 22, 220)}px`;
  }

  keydown(event) {
    if (this.completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
  }

  insert(text) {
    this.box.setRangeText(text, this.box.selectionStart, this.box.selectionEnd, "end");
    this.changed();
    this.box.focus();
  }

  async send() {
    const typed = this.box.value.trim();
    if (!typed || this.element.getAttribute("aria-busy") === "true") return;
    this.problem.textContent = "";
    this.element.setAttribute("aria-busy", "true");
    this.box.value = "";
    this.changed();
    const answer = await api.send({ user: store.me, channel: this.channel, text: typed, ...(this.thread ? { thread_ts: this.thread } : {}) });
    this.element.removeAttribute("aria-busy");
    if (answer.ok) {
      this.sent?.(answer);
      return;
    }
    this.problem.textContent = answer.error || "That could not be sent.";
    if (!this.box.value) this.box.value = typed;
    this.changed();
  }

  menu(anchor) {
    const global = store.shortcuts.filter((shortcut) => shortcut.type === "global").map((shortcut) => ({
      label: shortcut.name, icon: icon("bolt", 16),
      run: async () => {
        const answer = await api.shortcut({ user: store.me, callback_id: shortcut.callback_id });
        if (!answer.ok) toast(answer.error, { isProblem: true });
      },
    }));
    const commands = store.commands.map((one) => ({
      label: one.command, description: one.description,
      run: () => {
        this.box.value = `${one.command} `;
        this.changed();
        this.box.focus();
      },
    }));
    const items = [...global, ...(global.length && commands.length ? [null] : []), ...commands];
    openMenu(anchor, items.length ? items : [{ label: "No app here offers shortcuts or commands." }], { label: "Shortcuts", end: false });
  }
}
