// What can be done to a message: the small bar that appears on it, its menu, and editing in place.
// One bar serves the whole list and moves to the message under the pointer or the keyboard.
import { api } from "../base/api.js";
import { ask } from "../elements/confirm.js";
import { h } from "../base/dom.js";
import { icon } from "../base/icons.js";
import { pickEmoji } from "../text/picker.js";
import { openMenu } from "../base/popup.js";
import { appById, store } from "../base/store.js";
import { toast } from "../base/live.js";
import { decode } from "../text/typed.js";

export class MessageTools {
  constructor(list) {
    this.list = list;
    this.react = tool("Add reaction", "smile", (event) => this.pick(event.currentTarget));
    this.reply = tool("Reply in thread", "reply", () => this.openThread());
    this.more = tool("More actions", "more", (event) => this.menu(event.currentTarget));
    this.more.setAttribute("aria-haspopup", "menu");
    this.bar = h("div", { class: "message-tools", role: "group", "aria-label": "Message actions" }, this.react, this.reply, this.more);
    list.list.addEventListener("pointerover", (event) => this.come(event.target));
    list.list.addEventListener("focusin", (event) => this.come(event.target));
    list.list.addEventListener("pointerleave", () => this.rest());
  }

  end() {
    this.bar.remove();
  }

  come(target) {
    const node = target.closest?.(".message");
    // While the bar itself is in use, a passing pointer does not take it away.
    if (!node || node === this.node || this.bar.contains(document.activeElement) || node.querySelector(".edit-message")) return;
    this.node = node;
    this.record = this.list.byTs.get(node.dataset.ts);
    if (!this.record) return;
    const isOwnToSee = this.record.message.is_ephemeral;
    this.bar.hidden = isOwnToSee;
    this.reply.hidden = Boolean(this.list.thread);
    node.querySelector("article").append(this.bar);
  }

  rest() {
    if (this.bar.contains(document.activeElement) || this.node?.contains(document.activeElement)) return;
    this.bar.remove();
    this.node = null;
  }

  leave(node) {
    if (this.node !== node) return;
    this.bar.remove();
    this.node = null;
  }

  get place() {
    return { user: store.me, channel: this.list.channel, ts: this.record.message.ts };
  }

  openThread() {
    const { message } = this.record;
    window.location.hash = `#/${store.me}/${this.list.channel}/t/${message.thread_ts ?? message.ts}`;
  }

  pick(anchor) {
    const { place } = this;
    pickEmoji(anchor, async (name) => report(await api.react({ ...place, name })));
  }

  menu(anchor) {
    const { message } = this.record;
    const { place } = this;
    const shortcuts = store.shortcuts.filter((shortcut) => shortcut.type === "message").map((shortcut) => ({
      label: shortcut.name, icon: icon("bolt", 16), description: appById(shortcut.app)?.name ?? null,
      run: async () => report(await api.shortcut({ user: place.user, callback_id: shortcut.callback_id, channel: place.channel, message_ts: place.ts })),
    }));
    const own = message.user === store.me && !message.bot_id;
    const items = [
      this.list.thread ? undefined : { label: "Reply in thread", icon: icon("reply", 16), run: () => this.openThread() },
      { label: "Copy link", icon: icon("right", 16), run: () => this.copyLink(message) },
      ...(shortcuts.length ? [null, ...shortcuts] : []),
      ...(own ? [null, { label: "Edit message", icon: icon("edit", 16), run: () => this.edit() }, { label: "Delete message", icon: icon("trash", 16), danger: true, run: () => this.remove(place) }] : []),
    ].filter((item) => item !== undefined);
    openMenu(anchor, items, { label: "More actions" });
  }

  async copyLink(message) {
    const thread = message.thread_ts ?? message.ts;
    const address = `${window.location.origin}/#/${store.me}/${this.list.channel}/t/${thread}`;
    try {
      await navigator.clipboard.writeText(address);
      toast("Link copied.");
    } catch {
      toast(address);
    }
  }

  async remove(place) {
    const sure = await ask({ title: "Delete message", text: "Are you sure you want to delete this message? This cannot be undone.", yes: "Delete", no: "Cancel", danger: true });
    if (sure) report(await api.remove(place));
  }

  edit() {
    const { record, place } = this;
    const article = record.node.querySelector("article");
    const text = record.node.querySelector(".text, .blocks");
    if (!text || article.querySelector(".edit-message")) return;
    const box = h("textarea", { "aria-label": "Edit message", rows: 2, class: "text-input", value: decode(record.message.text) });
    const finish = () => {
      form.remove();
      text.hidden = false;
      article.focus({ preventScroll: true });
    };
    const save = async () => {
      const answer = await api.edit({ ...place, text: box.value.trim() });
      if (report(answer)) finish();
    };
    const form = h("div", { class: "edit-message" }, box,
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", on: { click: finish } }, "Cancel"),
        h("button", { type: "button", class: "button primary", on: { click: save } }, "Save")));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") finish();
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        save();
      }
      event.stopPropagation();
    });
    this.leave(record.node);
    text.hidden = true;
    text.after(form);
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }
}

function tool(label, drawing, run) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click: run } }, icon(drawing, 18));
}

function report(answer) {
  if (!answer.ok) toast(answer.error || "That did not work.", { isProblem: true });
  return answer.ok;
}
