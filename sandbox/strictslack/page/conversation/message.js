// One message: who, when, what, and what hangs below it (files, reactions, replies).
import { api } from "../base/api.js";
import { drawBlocks } from "../blocks/blocks.js";
import { dateOf, dividerDay, exactMoment, nearDay, timeOfDay } from "../base/dates.js";
import { h, picture } from "../base/dom.js";
import { emojiCharacter } from "../text/emoji.js";
import { fileCard } from "../base/files.js";
import { icon } from "../base/icons.js";
import { mrkdwn, textObject } from "../text/mrkdwn.js";
import { avatar, avatarOf } from "../base/people.js";
import { author, personName, store } from "../base/store.js";
import { Surface } from "../blocks/surface.js";

const surfaces = new Map();

/** The same message keeps its surface while it is redrawn: what was typed or is busy in it stays. */
function surfaceOf(message, channel, where) {
  const key = `${store.me}/${channel}/${message.ts}/${where}`;
  if (!surfaces.has(key)) surfaces.set(key, new Surface("message", { type: "message", channel, ts: message.ts }, channel));
  return surfaces.get(key);
}

export function forgetSurfaces() {
  surfaces.clear();
}

/** @param list the message list it stands in: {channel, thread, where, dismiss} */
export function drawMessage(message, list) {
  const who = author(message);
  const when = dateOf(message.ts);
  const about = message.is_ephemeral ? ", only visible to you" : "";
  const body = h("div", { class: "message-body" },
    message.is_ephemeral ? ephemeralNote(message, list) : null,
    broadcastNote(message, list),
    h("div", { class: "message-head" },
      h("strong", { class: "author", title: who.user?.title || null }, who.name),
      who.isApp ? h("span", { class: "badge" }, "APP") : null,
      timeLink(message, list, when)),
    content(message, list),
    (message.files ?? []).map((file) => fileCard(file)),
    (message.attachments ?? []).map((one) => attachment(one, message, list)),
    reactions(message, list),
    list.thread ? null : replies(message, list));
  const article = h("article", { tabindex: "-1", "aria-label": `${who.name}, ${timeOfDay(when)}${about}`, "data-focus": "message" },
    h("div", { class: "gutter" }, messageAvatar(message, who), h("time", { class: "compact-time", "aria-hidden": "true", title: exactMoment(when) }, timeOfDay(when).replace(/ [AP]M$/, ""))),
    body);
  return h("li", { class: message.is_ephemeral ? "message ephemeral" : "message", data: { ts: message.ts } }, article);
}

function messageAvatar(message, who) {
  const character = message.icons?.emoji && emojiCharacter(message.icons.emoji);
  if (character) return h("span", { class: "avatar drawn", "aria-hidden": "true" }, character);
  const image = message.icons?.url ?? message.icons?.image_64;
  if (image) return picture(image, "", { class: "avatar" });
  return avatar({ name: who.name, color: who.color, isApp: who.isApp });
}

function timeLink(message, list, when) {
  const time = h("time", { datetime: when.toISOString() }, timeOfDay(when));
  if (message.is_ephemeral) return h("span", { class: "time", title: exactMoment(when) }, time);
  const address = list.thread ? `#/${store.me}/${list.channel}/t/${list.thread}` : `#/${store.me}/${list.channel}`;
  return h("a", { class: "time", href: address, title: exactMoment(when), tabindex: "-1" }, time);
}

function ephemeralNote(message, list) {
  return h("div", { class: "ephemeral-note" }, icon("eye", 14), h("span", {}, "Only visible to you"),
    h("button", { type: "button", class: "link-button", "data-focus": "dismiss", on: { click: () => list.dismiss(message.ts) } }, "Dismiss"));
}

function broadcastNote(message, list) {
  if (list.thread || !isBroadcast(message)) return null;
  return h("div", { class: "quiet small" }, "replied to ", h("a", { href: `#/${store.me}/${list.channel}/t/${message.thread_ts}` }, "a thread"));
}

export function isBroadcast(message) {
  return Boolean(message.reply_broadcast) || message.subtype === "thread_broadcast";
}

function content(message, list) {
  const edited = message.edited ? h("span", { class: "edited", title: exactMoment(dateOf(message.edited.ts)) }, "(edited)") : null;
  if (message.blocks?.length) {
    const surface = surfaceOf(message, list.channel, list.where);
    return [drawBlocks(message.blocks, surface), edited];
  }
  if (!message.text) return edited;
  const isNotice = /^(tombstone|(channel|group)_(join|leave|topic|purpose|archive|unarchive|name))/.test(message.subtype ?? "");
  return h("div", { class: isNotice ? "text notice" : "text" }, mrkdwn(message.text), edited ? [" ", edited] : null);
}

function attachment(one, message, list) {
  const color = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" }[one.color] ?? (one.color ? `#${String(one.color).replace("#", "")}` : null);
  const safe = /^#[0-9a-f]{3,8}$/i.test(color ?? "") ? color : null;
  const inside = one.blocks?.length
    ? drawBlocks(one.blocks, surfaceOf(message, list.channel, `${list.where}/attachment-${one.id ?? one.fallback ?? ""}`))
    : [
      one.pretext ? h("div", {}, mrkdwn(one.pretext)) : null,
      one.title ? h("strong", {}, textObject(one.title, { plain: true })) : null,
      one.text ? h("div", {}, mrkdwn(one.text)) : null,
      one.fields?.length ? h("div", { class: "fields" }, one.fields.map((field) => h("div", { class: "field" }, h("strong", {}, field.title), h("br"), mrkdwn(field.value ?? "")))) : null,
      one.footer ? h("small", { class: "quiet" }, one.footer) : null,
    ];
  return h("div", { class: "attachment", style: safe ? { "--bar": safe } : {} }, inside);
}

function reactions(message, list) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map((reaction) => {
    const mine = (reaction.users ?? []).includes(store.me);
    const names = (reaction.users ?? []).map(personName).join(", ");
    return h("button", {
      type: "button", class: mine ? "reaction mine" : "reaction", "aria-pressed": String(mine), title: `${names} reacted with :${reaction.name}:`,
      "aria-label": `${reaction.name.replaceAll("_", " ")}, ${reaction.count} ${reaction.count === 1 ? "reaction" : "reactions"}`,
      "data-focus": `reaction/${reaction.name}`,
      on: { click: () => api.react({ user: store.me, channel: list.channel, ts: message.ts, name: reaction.name }) },
    }, h("span", { class: "emoji" }, emojiCharacter(reaction.name) ?? `:${reaction.name}:`), h("span", {}, String(reaction.count)));
  }));
}

function replies(message, list) {
  if (!message.reply_count) return null;
  const last = message.latest_reply ? dateOf(message.latest_reply) : null;
  const when = last ? `Last reply ${nearDay(last) ?? dividerDay(last)} at ${timeOfDay(last)}` : "View thread";
  return h("a", { class: "replies", href: `#/${store.me}/${list.channel}/t/${message.ts}`, "data-focus": "replies" },
    h("span", { class: "reply-people" }, (message.reply_users ?? []).slice(0, 4).map((id) => avatarOf(store.users.get(id) ?? { id }, "tiny"))),
    h("span", { class: "reply-count" }, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`),
    h("span", { class: "reply-when" }, when));
}
