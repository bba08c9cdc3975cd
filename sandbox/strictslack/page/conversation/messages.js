// A list of messages, of a channel or of a thread. A change touches the one message it is about and, at most,
// the day line and the grouping of its neighbour: a thousand messages cost no more than ten.
import { api } from "../base/api.js";
import { dateOf, dayKey, dividerDay } from "../base/dates.js";
import { h, replaceKeepingFocus } from "../base/dom.js";
import { icon } from "../base/icons.js";
import { drawMessage } from "./message.js";
import { MessageTools } from "./tools.js";
import { author, store } from "../base/store.js";

const together = 5 * 60; // seconds in which messages of one author stand under one name

export class MessageList {
  constructor({ channel, thread = null, label, empty }) {
    Object.assign(this, { channel, thread, where: thread ? "thread" : "channel", records: [], byTs: new Map(), lastTop: 0 });
    this.list = h("ol", { class: "messages", "aria-label": label });
    this.before = h("div", { class: "before-messages" }, empty ?? null);
    this.scroller = h("div", { class: "scroller" }, this.before, this.list);
    this.pill = h("button", { type: "button", class: "jump-pill", hidden: true, on: { click: () => this.toEnd() } });
    this.element = h("div", { class: "message-place" }, this.scroller, this.pill);
    this.tools = new MessageTools(this);
    this.atEnd = true;
    this.scroller.addEventListener("scroll", () => this.noteEnd(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.move(event));
    this.list.addEventListener("focusin", (event) => this.rove(event.target.closest("article")));
    // Pictures, previews and fonts arrive late and make the list taller; whoever reads the end stays there.
    this.watcher = new ResizeObserver(() => this.atEnd && this.toEnd());
    this.watcher.observe(this.list);
    this.watcher.observe(this.scroller);
  }

  end() {
    this.watcher.disconnect();
    this.tools.end();
  }

  /** Only moving up leaves the end: a list that grows below the reader does not. */
  noteEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < 60) this.atEnd = true;
    else if (scrollTop < this.lastTop - 2) this.atEnd = false;
    this.lastTop = scrollTop;
    if (this.atEnd) this.pill.hidden = true;
  }

  toEnd() {
    this.atEnd = true;
    this.pill.hidden = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Asks for the messages; what the stream tells meanwhile is put in afterwards, or it would be lost. */
  async fetch() {
    const meanwhile = (this.meanwhile = []);
    try {
      const { messages } = await api.messages(store.me, this.channel, this.thread ?? undefined);
      if (this.meanwhile === meanwhile) this.load(messages);
    } finally {
      if (this.meanwhile === meanwhile) {
        this.meanwhile = null;
        for (const apply of meanwhile) apply();
      }
    }
  }

  load(messages) {
    this.records = messages.map((message) => ({ message, node: drawMessage(message, this), divider: null }));
    this.records.sort((one, other) => compare(one.message.ts, other.message.ts));
    this.byTs = new Map(this.records.map((record) => [record.message.ts, record]));
    this.list.replaceChildren(...this.records.map((record) => record.node));
    this.records.forEach((_, index) => this.dress(index));
    this.showEmpty();
    this.rove(this.records.at(-1)?.node.querySelector("article"));
    this.toEnd();
  }

  showEmpty() {
    this.scroller.classList.toggle("empty", !this.records.length);
  }

  /** Puts a message in its place, or draws it again where it stands. True when it is new. */
  upsert(message) {
    if (this.meanwhile) {
      this.meanwhile.push(() => this.upsert(message));
      return !this.byTs.has(message.ts);
    }
    const known = this.byTs.get(message.ts);
    if (known) {
      this.redraw(known, message);
      return false;
    }
    const wasAtEnd = this.atEnd;
    let index = this.records.length;
    while (index > 0 && compare(this.records[index - 1].message.ts, message.ts) > 0) index -= 1;
    const record = { message, node: drawMessage(message, this), divider: null };
    const next = this.records[index];
    this.list.insertBefore(record.node, next ? (next.divider ?? next.node) : null);
    this.records.splice(index, 0, record);
    this.byTs.set(message.ts, record);
    this.dress(index);
    this.dress(index + 1);
    this.showEmpty();
    if (index === this.records.length - 1 && !this.list.contains(document.activeElement)) this.rove(record.node.querySelector("article"));
    if (wasAtEnd) this.toEnd();
    else if (next === undefined) this.tellBelow(message);
    return true;
  }

  /** Whoever reads further up is not torn away, but is told that something came. */
  tellBelow(message) {
    this.pill.replaceChildren(message.is_ephemeral ? "An answer for you, below" : "New messages below", icon("down", 14));
    this.pill.hidden = false;
  }

  redraw(record, message) {
    if (JSON.stringify(record.message) === JSON.stringify(message)) return;
    const fresh = drawMessage(message, this);
    fresh.querySelector("article").tabIndex = record.node.querySelector("article").tabIndex;
    this.tools.leave(record.node);
    replaceKeepingFocus(record.node, fresh);
    record.node = fresh;
    record.message = message;
    this.dress(this.records.indexOf(record));
  }

  remove(ts) {
    if (this.meanwhile) {
      this.meanwhile.push(() => this.remove(ts));
      return;
    }
    const record = this.byTs.get(ts);
    if (!record) return;
    const index = this.records.indexOf(record);
    const hadFocus = record.node.contains(document.activeElement);
    this.tools.leave(record.node);
    record.node.remove();
    record.divider?.remove();
    this.records.splice(index, 1);
    this.byTs.delete(ts);
    this.dress(index);
    this.showEmpty();
    const near = this.records[Math.min(index, this.records.length - 1)]?.node.querySelector("article");
    this.rove(near);
    if (hadFocus) near?.focus({ preventScroll: true });
  }

  /** Takes an ephemeral message away; it was the person's alone, so nobody else notices. */
  dismiss(ts) {
    this.remove(ts);
    api.remove({ user: store.me, channel: this.channel, ts });
  }

  /** The day line above a message, and whether it stands under the name of the one before. */
  dress(index) {
    const record = this.records[index];
    if (!record) return;
    const before = this.records[index - 1];
    const day = dayKey(dateOf(record.message.ts));
    const isNewDay = !before || dayKey(dateOf(before.message.ts)) !== day;
    const afterParent = this.thread && index === 1;
    record.divider?.remove();
    record.divider = afterParent ? this.replyLine() : isNewDay && !this.thread ? dayLine(record.message) : null;
    if (record.divider) this.list.insertBefore(record.divider, record.node);
    const isCompact = before && !record.divider && sameBreath(before.message, record.message);
    record.node.classList.toggle("compact", Boolean(isCompact));
    if (this.thread && index > 0) this.countReplies();
  }

  replyLine() {
    this.replyWords = h("span", {});
    return h("li", { class: "line replies-line" }, this.replyWords);
  }

  countReplies() {
    const count = this.records.filter((record) => !record.message.is_ephemeral).length - 1;
    if (this.replyWords) this.replyWords.textContent = `${count} ${count === 1 ? "reply" : "replies"}`;
  }

  /** One message is in the tab order; the arrows move among them. */
  rove(article) {
    if (!article) return;
    if (this.current?.isConnected && this.current !== article) this.current.tabIndex = -1;
    article.tabIndex = 0;
    this.current = article;
  }

  move(event) {
    if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key) || event.target.tagName !== "ARTICLE") return;
    event.preventDefault();
    const at = this.records.findIndex((record) => record.node.contains(event.target));
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: this.records.length - 1 }[event.key];
    const article = this.records[to]?.node.querySelector("article");
    article?.focus();
    article?.scrollIntoView({ block: "nearest" });
  }
}

function compare(one, other) {
  return Number.parseFloat(one) - Number.parseFloat(other) || String(one).localeCompare(String(other));
}

function sameBreath(before, message) {
  if (Boolean(before.is_ephemeral) !== Boolean(message.is_ephemeral) || /_(join|leave|topic)/.test(before.subtype ?? "")) return false;
  return author(before).key === author(message).key && Number.parseFloat(message.ts) - Number.parseFloat(before.ts) < together;
}

function dayLine(message) {
  return h("li", { class: "line day-line" }, h("span", {}, dividerDay(dateOf(message.ts))));
}
