// The panel at the right: one message and its replies.
import { api } from "./api.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./messages.js";
import { address } from "./route.js";
import { channelTitle, store } from "./store.js";

export class Thread {
  constructor(channelId, ts) {
    Object.assign(this, { channel: channelId, ts });
    const channel = store.channels.get(channelId);
    this.list = new MessageList({ channel: channelId, thread: ts, label: "Thread" });
    this.composer = channel?.is_archived || channel?.is_member === false ? null : new Composer({ channel: channelId, thread: ts, label: "Reply to thread" });
    this.heading = h("h2", { tabindex: "-1" }, "Thread");
    this.element = h("div", { class: "thread" },
      h("header", { class: "place-header" },
        h("div", { class: "place-names" }, this.heading, h("p", { class: "topic" }, channelTitle(channel))),
        h("a", { class: "icon-button", href: address({ user: store.me, channel: channelId }), role: "button", "aria-label": "Close thread", title: "Close thread (Esc)" }, icon("close"))),
      this.list.scroller,
      this.composer?.element ?? null);
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      window.location.hash = address({ user: store.me, channel: channelId });
    });
  }

  async load() {
    const { messages } = await api.messages(store.me, this.channel, this.ts);
    this.list.load(messages);
  }

  focus() {
    (this.composer?.box ?? this.heading).focus({ preventScroll: true });
  }

  end() {
    this.list.end();
  }
}
