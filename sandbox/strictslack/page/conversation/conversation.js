// The middle column when a channel or direct message is open: header, messages, composer.
import { api } from "../base/api.js";
import { Composer } from "./composer.js";
import { h } from "../base/dom.js";
import { icon } from "../base/icons.js";
import { MessageList } from "./messages.js";
import { openMenu } from "../base/popup.js";
import { avatarOf } from "../base/people.js";
import { mrkdwn } from "../text/mrkdwn.js";
import { toast } from "../base/live.js";
import { address, go } from "../base/route.js";
import { appOfBot, channelTitle, directChannel, personName, store } from "../base/store.js";

export class Conversation {
  constructor(channelId) {
    this.channel = store.channels.get(channelId);
    const title = channelTitle(this.channel);
    this.list = new MessageList({ channel: channelId, label: `Messages in ${title}`, empty: welcome(this.channel) });
    this.note = h("div", { class: "loading", role: "status" }, "Loading…");
    this.composer = this.channel.is_archived || this.channel.is_member === false ? null : new Composer({ channel: channelId, label: `Message ${title}`, sent: () => this.list.toEnd() });
    this.element = h("div", { class: "conversation" }, conversationHeader(this.channel), this.list.element, this.note, this.composer?.element ?? closed(this.channel));
  }

  async load() {
    await this.list.fetch();
    this.note.remove();
  }

  focus() {
    // On a phone this would open the keyboard over what one came to read.
    if (window.matchMedia("(pointer: coarse)").matches) return;
    this.composer?.box.focus({ preventScroll: true });
  }

  end() {
    this.list.end();
  }
}

export function conversationHeader(channel, tabs = null) {
  const app = channel.is_im ? appOfBot(channel.user) : null;
  const user = channel.is_im ? store.users.get(channel.user) : null;
  const drawing = channel.is_im ? avatarOf(user, "small") : channel.is_private ? icon("lock", 18) : null;
  const members = channel.members ?? [];
  const about = channel.is_im ? user?.title : channel.topic;
  return h("header", { class: "place-header" },
    h("div", { class: "place-names" }, h("h1", {}, drawing, h("span", {}, channelTitle(channel)), app ? h("span", { class: "badge" }, "APP") : null), about ? h("p", { class: "topic", title: about }, mrkdwn(about)) : null),
    tabs ?? (app?.has_home ? appTabs(app, channel, "messages") : null),
    channel.is_im ? null : h("button", { type: "button", class: "members", title: "Who is here", "aria-haspopup": "menu", on: { click: (event) => showMembers(event.currentTarget, members) } },
      h("span", { class: "member-faces" }, members.slice(0, 3).map((id) => avatarOf(store.users.get(id) ?? { id }, "tiny"))), h("span", {}, String(members.length)), h("span", { class: "visually-hidden" }, " members")));
}

export function appTabs(app, channel, current) {
  const one = (name, href) => (href ? h("a", { href, class: "tab", "aria-current": current === name.toLowerCase() ? "page" : null }, name) : null);
  return h("nav", { class: "tabs", "aria-label": app.name }, one("Home", app.has_home ? address({ user: store.me, app: app.id }) : null), one("Messages", channel ? address({ user: store.me, channel: channel.id }) : null));
}

function showMembers(anchor, members) {
  openMenu(anchor, members.map((id) => {
    const user = store.users.get(id);
    const write = async () => {
      const channel = await openDirect(id);
      if (channel) go({ user: store.me, channel: channel.id });
    };
    return { label: personName(id), description: user?.title || (user?.is_bot ? "App" : null), icon: avatarOf(user ?? { id }, "small"), run: write };
  }), { label: "Members" });
}

/** The direct message with somebody, opened where there was none yet. */
export async function openDirect(userId) {
  const known = directChannel(userId);
  if (known) return known;
  const answer = await api.direct({ user: store.me, users: [userId] });
  if (!answer.ok) {
    toast(answer.error, { isProblem: true });
    return null;
  }
  store.channels.set(answer.channel.id, answer.channel);
  return answer.channel;
}

function welcome(channel) {
  const title = channelTitle(channel);
  if (channel.is_im) {
    const isSelf = channel.user === store.me;
    const words = isSelf ? "This is your own space: notes and links only you can see." : "This is the very beginning of your conversation. Say hello!";
    return h("div", { class: "welcome" }, avatarOf(store.users.get(channel.user), "large"), h("h2", {}, title), h("p", {}, words));
  }
  return h("div", { class: "welcome" }, h("span", { class: "welcome-mark" }, icon(channel.is_private ? "lock" : "hash", 30)), h("h2", {}, title),
    h("p", {}, channel.topic ? mrkdwn(channel.topic) : "This is the very beginning of the channel."),
    h("p", { class: "quiet only-empty" }, "Nothing has been said here yet. Write the first message, or type ", h("kbd", {}, "/"), " to see what the apps here can do."));
}

function closed(channel) {
  if (channel.is_archived) return h("div", { class: "closed-note" }, "This channel is archived: it can be read, but nobody can write in it.");
  const join = async () => {
    const answer = await api.join({ user: store.me, channel: channel.id });
    if (!answer.ok) toast(answer.error, { isProblem: true });
  };
  return h("div", { class: "closed-note" }, `You are not in ${channelTitle(channel)} yet.`, h("button", { type: "button", class: "button primary", on: { click: join } }, "Join channel"));
}
