// The left column: channels, direct messages and apps, with what is unread.
import { h } from "../base/dom.js";
import { icon } from "../base/icons.js";
import { avatarOf } from "../base/people.js";
import { address } from "../base/route.js";
import { appOfBot, channelTitle, directChannel, store } from "../base/store.js";

export function drawSidebar(nav, route) {
  const channels = [...store.channels.values()].filter((one) => !one.is_im && !one.is_mpim && !one.is_archived);
  channels.sort((one, other) => one.name.localeCompare(other.name));
  const direct = [...store.channels.values()].filter((one) => one.is_mpim || (one.is_im && !appOfBot(one.user)));
  direct.sort((one, other) => channelTitle(one).localeCompare(channelTitle(other)));
  nav.replaceChildren(
    group("Channels", channels.map((channel) => channelLink(channel, route))),
    group("Direct messages", direct.map((channel) => channelLink(channel, route)), "Nobody has written yet."),
    group("Apps", store.apps.map((app) => appLink(app, route)), "No app is installed."));
}

function group(title, links, whenEmpty) {
  const id = `sidebar-${title.toLowerCase().replace(" ", "-")}`;
  if (!links.length && !whenEmpty) return "";
  return h("section", { "aria-labelledby": id }, h("h2", { id }, title),
    links.length ? h("ul", {}, links.map((one) => h("li", {}, one))) : h("p", { class: "sidebar-empty" }, whenEmpty));
}

/** The name of the link stays the name of the channel; what is unread is its description. */
function entry(href, isCurrent, unread, quiet, ...content) {
  return h("a", {
    href, class: ["entry", unread && !isCurrent ? "unread" : "", quiet ? "quiet-entry" : ""].filter(Boolean).join(" "), "aria-current": isCurrent ? "page" : null,
    "aria-description": unread && !isCurrent ? `${unread} unread` : null,
  }, ...content, unread && !isCurrent ? h("span", { class: "count", "aria-hidden": "true" }, unread > 99 ? "99+" : String(unread)) : null);
}

function channelLink(channel, route) {
  const isCurrent = route.channel === channel.id;
  const drawing = channel.is_im ? avatarOf(store.users.get(channel.user), "tiny") : icon(channel.is_private ? "lock" : channel.is_mpim ? "people" : "hash", 16);
  const name = channel.is_im || channel.is_mpim ? channelTitle(channel) : channel.name;
  return entry(address({ user: store.me, channel: channel.id }), isCurrent, channel.unread, channel.is_member === false, drawing, h("span", { class: "entry-name" }, name));
}

function appLink(app, route) {
  const channel = directChannel(app.bot_user_id);
  const isCurrent = route.app === app.id || (channel && route.channel === channel.id);
  const href = app.has_home || !channel ? address({ user: store.me, app: app.id }) : address({ user: store.me, channel: channel.id });
  const status = app.connected ? null : h("span", { class: "offline", title: "The app is not connected", role: "img", "aria-label": "not connected" });
  return entry(href, isCurrent, channel?.unread, false, avatarOf({ ...store.users.get(app.bot_user_id), real_name: app.name, is_bot: true }, "tiny"), h("span", { class: "entry-name" }, app.name), status);
}

/** The unread count of everything, for the title of the browser's tab. */
export function unreadTotal(route) {
  return [...store.channels.values()].reduce((sum, channel) => sum + (channel.id === route.channel ? 0 : (channel.unread ?? 0)), 0);
}
