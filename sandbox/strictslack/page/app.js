// The page as a whole: who is acted for, what is open, and what a change means for it.
import { api, Refusal, Stream } from "./base/api.js";
import { Conversation, openDirect } from "./conversation/conversation.js";
import { h } from "./base/dom.js";
import { Home } from "./places/home.js";
import { Inspector } from "./places/inspector.js";
import { prepareKeys } from "./base/keys.js";
import { announce, prepareLive, toast } from "./base/live.js";
import { forgetSurfaces, isBroadcast } from "./conversation/message.js";
import { Modals } from "./places/modal.js";
import { mrkdwn } from "./text/mrkdwn.js";
import { preparePress, unlessPressed } from "./base/press.js";
import { readRoute, go } from "./base/route.js";
import { drawSidebar, unreadTotal } from "./places/sidebar.js";
import { appById, author, channelTitle, fill, store } from "./base/store.js";
import { Thread } from "./conversation/thread.js";
import { drawTop, prepareTop } from "./places/top.js";

const places = Object.fromEntries(["sidebar", "main", "thread", "inspector"].map((id) => [id, document.getElementById(id)]));
const open = { route: {}, middle: null, thread: null, stream: null };
let modals;
let inspector;

async function start() {
  prepareLive();
  preparePress();
  modals = new Modals({ channelHere: () => open.route.channel });
  inspector = new Inspector(places.inspector, prepareTop({ choose: actAs, enter: enterWorkspace }));
  window.addEventListener("hashchange", follow);
  prepareKeys(places);
  await follow();
  inspector.restore();
}

/** Brings the page to where the address says it is, one way after the other; the page says where it has arrived. */
function follow() {
  delete document.body.dataset.place;
  const way = (open.way ?? Promise.resolve()).catch(() => {}).then(arriveAtAddress).then(() => {
    if (open.way === way) document.body.dataset.place = window.location.hash;
  });
  open.way = way;
  return way;
}

async function arriveAtAddress() {
  try {
    const route = readRoute();
    if (route.user !== store.me || !store.me) await enter(route.user);
    const now = readRoute();
    if (now.user === route.user) await show(complete(now)); // otherwise somebody else was chosen meanwhile, whose way comes next
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    showProblem(problem.message);
  }
}

/** Becomes a person: their channels, their open modals, their stream. */
async function enter(wanted) {
  open.stream?.end();
  closeThread();
  closeMiddle();
  forgetSurfaces();
  const last = wanted ?? localStorage.getItem("acting-as");
  let state;
  try {
    state = await api.state(last ?? undefined);
  } catch (problem) {
    if (!(problem instanceof Refusal) || !last) throw problem;
    state = await api.state(undefined); // somebody who is not here any more
  }
  fill(state);
  localStorage.setItem("acting-as", store.me);
  drawTop();
  listen(state.cursor);
  const { views } = await api.views(store.me);
  modals.show(views);
}

function listen(cursor) {
  open.stream?.end();
  open.stream = new Stream(store.me, cursor, {
    change,
    lost: () => document.body.classList.add("offline-page"),
    back: () => {
      document.body.classList.remove("offline-page");
      catchUp();
    },
  });
}

/** After the connection was gone the sandbox may have been started anew: everything shown is asked for again. */
async function catchUp() {
  try {
    const state = await api.state(store.me);
    const isNewLife = Number(state.cursor) < Number(open.stream.cursor);
    fill(state);
    drawTop();
    refreshSidebar();
    if (isNewLife) listen(state.cursor);
    modals.show((await api.views(store.me)).views);
    await Promise.all([open.middle?.load(), open.thread?.load()]);
  } catch {
    // The next turn of the stream tries again.
  }
}

/** The address a person meant: somebody, and a place that exists for them. */
function complete(route) {
  const full = { ...route, user: store.me };
  if (full.app && appById(full.app)) return full;
  if (full.channel && store.channels.has(full.channel)) return { ...full, app: null };
  const channels = [...store.channels.values()].filter((channel) => !channel.is_archived);
  const first = channels.find((channel) => channel.is_member !== false && !channel.is_im) ?? channels[0];
  return { user: store.me, channel: first?.id ?? null, thread: null, app: null };
}

async function show(route) {
  go(route, { replace: true });
  const before = open.route;
  open.route = route;
  document.body.classList.remove("sidebar-open");
  const place = `${route.user}/${route.channel}/${route.app}`;
  if (!open.middle || place !== `${before.user}/${before.channel}/${before.app}`) await openMiddle(route);
  const thread = route.thread && `${place}/${route.thread}`;
  if (thread !== open.threadPlace) await openThread(route, thread);
  refreshSidebar();
}

async function openMiddle(route) {
  closeMiddle();
  if (!route.channel && !route.app) {
    showProblem("There is no channel here yet.");
    return;
  }
  if (route.app && !appById(route.app).has_home) {
    // An app without a Home is its conversation.
    const channel = await openDirect(appById(route.app).bot_user_id);
    if (channel) go({ user: route.user, channel: channel.id }, { replace: true });
    return;
  }
  const middle = route.app ? new Home(route.app) : new Conversation(route.channel);
  open.middle = middle;
  places.main.replaceChildren(middle.element);
  markRead(route.channel);
  await middle.load();
  if (open.middle === middle && !route.thread) settle(middle);
}

async function openThread(route, thread) {
  closeThread();
  if (!thread) return;
  open.threadPlace = thread;
  open.thread = new Thread(route.channel, route.thread);
  places.thread.replaceChildren(open.thread.element);
  places.thread.hidden = false;
  document.body.classList.add("thread-open");
  await open.thread.load();
  if (open.thread) settle(open.thread);
}

/** Lets one type in what was opened, unless one is typing elsewhere by now. */
function settle(place) {
  const isTyping = document.activeElement?.matches(".composer textarea") && document.activeElement.value;
  if (!modals.dialog.open && !isTyping) place.focus();
}

function closeMiddle() {
  open.middle?.end();
  open.middle = null;
  places.main.replaceChildren();
}

function closeThread() {
  const hadFocus = places.thread.contains(document.activeElement);
  open.thread?.end();
  open.thread = null;
  open.threadPlace = null;
  places.thread.hidden = true;
  places.thread.replaceChildren();
  document.body.classList.remove("thread-open");
  if (hadFocus) open.middle?.focus();
}

function showProblem(sentence) {
  places.main.replaceChildren(h("div", { class: "welcome", role: "alert" }, h("h1", {}, "Nothing to show"), h("p", {}, sentence),
    h("button", { type: "button", class: "button", on: { click: () => window.location.reload() } }, "Try again")));
}

function refreshSidebar() {
  drawSidebar(places.sidebar, open.route);
  const unread = unreadTotal(open.route);
  const where = open.route.app ? appById(open.route.app)?.name : channelTitle(store.channels.get(open.route.channel));
  document.title = `${unread ? `(${unread}) ` : ""}${where || "Sandbox"} · ${store.workspace?.name ?? "Slack sandbox"}`;
}

function markRead(channelId) {
  const channel = store.channels.get(channelId);
  if (channel) channel.unread = 0;
}

function actAs(user) {
  const { channel, thread, app } = open.route;
  go({ user, channel, thread, app });
}

/** Another workspace of the same sandbox: as whoever stands first there. */
async function enterWorkspace(workspace) {
  const state = await api.state(undefined, workspace);
  go({ user: state.me.id ?? state.me });
}

const changes = {
  message: ({ channel, message }) => arrive(channel, message, true),
  ephemeral: ({ channel, message }) => arrive(channel, message, true),
  message_changed: ({ channel, message }) => arrive(channel, message, false),
  message_deleted: ({ channel, ts }) => depart(channel, ts),
  ephemeral_deleted: ({ channel, ts }) => depart(channel, ts),
  views: ({ views }) => modals.show(views),
  home: ({ app, view }) => open.route.app === app && open.middle?.show?.(view),
  channel: ({ channel }) => channelChanged(channel),
  user: ({ user }) => personChanged(user),
  app: ({ id, connected }) => {
    const app = appById(id);
    if (!app) return;
    app.connected = connected;
    refreshSidebar();
  },
  status: (told) => inThread(told)?.showStatus(told.status),
  thread_title: (told) => inThread(told)?.showTitle(told.title),
  prompts: (told) => inThread(told)?.showPrompts(told),
  reset: () => catchUp(), // the page slept for so long that the changes in between are gone
  traffic: ({ item }) => inspector.add(item),
};

function inThread({ channel, thread_ts: ts }) {
  return open.route.channel === channel && open.thread?.ts === ts ? open.thread : null;
}

function change(one) {
  unlessPressed(() => changes[one.type]?.(one));
}

/** A message that is new or changed, shown in the channel, in the open thread, or both. */
function arrive(channelId, message, isNews) {
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  const isHere = open.route.channel === channelId;
  let isNew = false;
  if (isHere && open.middle?.list && (!isReply || isBroadcast(message) || open.middle.list.byTs.has(message.ts))) isNew = open.middle.list.upsert(message);
  if (isHere && open.thread && (message.thread_ts === open.thread.ts || message.ts === open.thread.ts)) isNew = open.thread.list.upsert(message) || isNew;
  if (!isNews) return;
  if (isHere && isNew) noteRead(channelId);
  const isOwn = message.user === store.me && !message.bot_id;
  if (isHere && isNew && !isOwn) announce(`${author(message).name}: ${wordsOf(message)}`);
  if (!isHere && !isOwn && !isReply) count(channelId);
}

function wordsOf(message) {
  return (mrkdwn(message.text ?? "").textContent || "sent a message").slice(0, 300);
}

function count(channelId) {
  const channel = store.channels.get(channelId);
  if (!channel) return;
  channel.unread = (channel.unread ?? 0) + 1;
  refreshSidebar();
}

function depart(channelId, ts) {
  if (open.route.channel !== channelId) return;
  open.middle?.list?.remove(ts);
  if (open.thread?.ts === ts) go({ ...open.route, thread: null });
  else open.thread?.list.remove(ts);
}

function channelChanged(channel) {
  if (!channel?.id) return;
  const isHere = open.route.channel === channel.id;
  const before = store.channels.get(channel.id);
  store.channels.set(channel.id, { ...channel, unread: isHere ? 0 : (channel.unread ?? before?.unread ?? 0) });
  refreshSidebar();
  if (!isHere || !before) return;
  const shown = ({ name, topic, members, is_member: isMember, is_archived: isArchived }) => JSON.stringify([name, topic, members, isMember, isArchived]);
  if (shown(before) === shown(channel)) return;
  // The header, and whether one may write here, are drawn anew; a thread that is open stays.
  openMiddle(open.route);
}

function personChanged(user) {
  store.users.set(user.id, user);
  drawTop();
  refreshSidebar();
}

let reading;

/** Tells the sandbox that what arrived in the open channel was seen; one word for a burst of messages. */
function noteRead(channel) {
  clearTimeout(reading);
  reading = setTimeout(() => open.route.channel === channel && api.read({ user: store.me, channel }), 400);
}

window.addEventListener("unhandledrejection", (event) => toast(event.reason?.message ?? "Something went wrong on this page.", { isProblem: true }));

start();
