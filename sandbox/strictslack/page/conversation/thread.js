// The panel at the right: one message and its replies.
import { Composer } from "./composer.js";
import { h } from "../base/dom.js";
import { icon } from "../base/icons.js";
import { MessageList } from "./messages.js";
import { address } from "../base/route.js";
import { appOfBot, channelTitle, store } from "../base/store.js";

export class Thread {
  constructor(channelId, ts) {
    Object.assign(this, { channel: channelId, ts });
    const channel = store.channels.get(channelId);
    this.list = new MessageList({ channel: channelId, thread: ts, label: "Thread" });
    this.composer = channel?.is_archived || channel?.is_member === false ? null : new Composer({ channel: channelId, thread: ts, label: "Reply to thread", sent: () => this.list.toEnd() });
    this.status = h("p", { class: "thread-status", role: "status" });
    this.prompts = h("div", { class: "thread-prompts" });
    this.heading = h("h2", { tabindex: "-1" }, "Thread");
    this.element = h("div", { class: "thread" },
      h("header", { class: "place-header" },
        h("div", { class: "place-names" }, this.heading, h("p", { class: "topic" }, channelTitle(channel))),
        h("a", { class: "icon-button", href: address({ user: store.me, channel: channelId }), role: "button", "aria-label": "Close thread", title: "Close thread (Esc)" }, icon("close"))),
      this.list.element,
      this.prompts,
      this.status,
      this.composer?.element ?? null);
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      window.location.hash = address({ user: store.me, channel: channelId });
    });
  }

  /** An assistant at work: what it says it is doing, its name for the thread, and things to ask it. */
  showStatus(status) {
    this.status.textContent = status ? `${this.appName()} ${status}` : "";
  }

  showTitle(title) {
    this.heading.textContent = title || "Thread";
  }

  showPrompts({ title, prompts }) {
    this.prompts.replaceChildren(title ? h("p", { class: "quiet small" }, title) : "", ...prompts.map((one) => h("button", { type: "button", class: "button", on: { click: () => {
      this.prompts.replaceChildren();
      this.composer.box.value = one.message;
      this.composer.send();
    } } }, one.title)));
  }

  appName() {
    const channel = store.channels.get(this.channel);
    return appOfBot(channel?.user)?.name ?? "The app";
  }

  async load() {
    await this.list.fetch();
  }

  focus() {
    (this.composer?.box ?? this.heading).focus({ preventScroll: true });
  }

  end() {
    this.list.end();
  }
}
