// The message box. Enter sends, Shift+Enter breaks the line; a failure keeps the words and says why.
import { api } from "../base/api.js";
import { Completion } from "./completion.js";
import { freshId, h } from "../base/dom.js";
import { base64Of } from "../base/files.js";
import { icon } from "../base/icons.js";
import { pickEmoji } from "../text/picker.js";
import { openMenu } from "../base/popup.js";
import { store } from "../base/store.js";
import { toast } from "../base/live.js";

const drafts = new Map();

export class Composer {
  constructor({ channel, thread = null, label, sent }) {
    Object.assign(this, { channel, thread, sent, user: store.me, files: [], key: `${store.me}/${channel}/${thread ?? ""}` });
    const id = freshId("composer");
    this.problem = h("p", { class: "composer-problem", role: "alert" });
    this.box = h("textarea", { id, rows: 1, placeholder: label, "aria-describedby": `${id}-keys`, value: drafts.get(this.key) ?? "" });
    this.completion = new Completion(this.box, { commands: !thread });
    this.sendButton = h("button", { type: "button", class: "send-button", "aria-label": "Send", title: "Send (Enter)", on: { click: () => this.send() } }, icon("send", 18));
    const shortcuts = h("button", { type: "button", class: "icon-button", "aria-label": "Shortcuts", title: "Shortcuts and commands", "aria-haspopup": "menu", on: { click: (event) => this.menu(event.currentTarget) } }, icon("plus", 18));
    const smile = h("button", { type: "button", class: "icon-button", "aria-label": "Emoji", title: "Emoji", on: { click: (event) => pickEmoji(event.currentTarget, (name) => this.insert(`:${name}: `)) } }, icon("smile", 18));
    const chooser = h("input", { type: "file", multiple: true, class: "visually-hidden", tabindex: "-1", "aria-label": "Files to attach", on: { change: () => this.attach([...chooser.files]) } });
    const clip = h("button", { type: "button", class: "icon-button", "aria-label": "Attach a file", title: "Attach a file", on: { click: () => chooser.click() } }, icon("clip", 18));
    this.fileList = h("div", { class: "composer-files" });
    this.aloud = thread ? h("input", { type: "checkbox" }) : null;
    this.element = h("div", { class: "composer" },
      this.problem,
      this.completion.list,
      h("div", { class: "composer-box" },
        h("label", { for: id, class: "visually-hidden" }, label),
        this.box, this.fileList, chooser,
        this.aloud ? h("label", { class: "composer-aloud" }, this.aloud, " Also send to the channel") : null,
        h("div", { class: "composer-bar" }, thread ? null : shortcuts, clip, smile, h("span", { class: "composer-space" }), this.sendButton)),
      h("p", { id: `${id}-keys`, class: "composer-keys" }, h("kbd", {}, "Enter"), " to send, ", h("kbd", {}, "Shift+Enter"), " for a new line", thread ? "" : [", ", h("kbd", {}, "/"), " for commands"]));
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.keydown(event));
    this.changed();
  }

  changed() {
    drafts.set(this.key, this.box.value);
    this.sendButton.disabled = !this.box.value.trim() && !this.files.length;
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

  /** What is sent goes out in the order it was typed, and nobody waits for an app before typing on. */
  send() {
    const typed = this.box.value.trim();
    const files = this.files.map((file) => file.id);
    const broadcast = Boolean(this.aloud?.checked);
    if (!typed && !files.length) return;
    this.problem.textContent = "";
    this.completion.close();
    this.box.value = "";
    this.files = [];
    if (this.aloud) this.aloud.checked = false;
    this.drawFiles();
    this.changed();
    this.sent?.(); // one sees what one says, and what answers it
    this.sending = (this.sending ?? Promise.resolve()).then(() => this.deliver(typed, files, broadcast));
  }

  async deliver(typed, files, broadcast) {
    this.element.setAttribute("aria-busy", "true");
    const answer = await api.send({
      user: this.user, channel: this.channel, text: typed,
      ...(this.thread ? { thread_ts: this.thread, broadcast } : {}), ...(files.length ? { files } : {}),
    });
    this.element.removeAttribute("aria-busy");
    if (answer.ok) return;
    // A command that failed is told by Slackbot in the channel; only what never got there is told here.
    const isTold = typed.startsWith("/") && !answer.refused;
    if (!isTold) this.problem.textContent = answer.error || "That could not be sent.";
    if (!this.box.value) this.box.value = typed;
    this.changed();
  }

  async attach(chosen) {
    for (const file of chosen) {
      const answer = await api.upload({ user: this.user, filename: file.name, base64: await base64Of(file) });
      if (answer.ok) this.files.push(answer.file);
      else this.problem.textContent = answer.error;
    }
    this.drawFiles();
    this.changed();
    this.box.focus();
  }

  drawFiles() {
    this.fileList.replaceChildren(...this.files.map((file) => h("span", { class: "chip" }, file.name,
      h("button", { type: "button", "aria-label": `Remove ${file.name}`, on: { click: () => {
        this.files = this.files.filter((one) => one !== file);
        this.drawFiles();
        this.changed();
      } } }, icon("close", 12)))));
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
