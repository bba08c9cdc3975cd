// What the page knows of the workspace, as the person acted for sees it.

export const store = {
  me: null,
  workspace: null,
  users: new Map(),
  channels: new Map(),
  workspaces: [],
  apps: [],
  commands: [],
  shortcuts: [],
  cursor: 0,
};

export function fill(state) {
  store.me = typeof state.me === "object" && state.me ? state.me.id : state.me;
  store.workspace = state.workspace;
  store.workspaces = state.workspaces ?? [];
  store.users = new Map(state.users.map((user) => [user.id, user]));
  store.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  store.apps = state.apps ?? [];
  store.commands = state.commands ?? [];
  store.shortcuts = state.shortcuts ?? [];
  store.cursor = state.cursor;
}

export function myself() {
  return store.users.get(store.me) ?? null;
}

export function people() {
  return [...store.users.values()].filter((user) => !user.is_bot && !user.deleted && user.id !== "USLACKBOT");
}

export function personName(id) {
  const user = store.users.get(id);
  return user ? user.real_name || user.name || id : id;
}

/** The name by which one mentions somebody: "@ana". */
export function handle(id) {
  return store.users.get(id)?.name ?? id;
}

export function appOfBot(userId) {
  return store.apps.find((app) => app.bot_user_id === userId) ?? null;
}

export function appById(id) {
  return store.apps.find((app) => app.id === id) ?? null;
}

export function directChannel(userId) {
  return [...store.channels.values()].find((channel) => channel.is_im && channel.user === userId) ?? null;
}

/** The name a person would call the conversation by: "#reviews", or the other side of a direct message. */
export function channelTitle(channel) {
  if (!channel) return "";
  if (channel.is_im) return personName(channel.user);
  if (channel.is_mpim) return (channel.members ?? []).filter((id) => id !== store.me).map(personName).join(", ");
  return `#${channel.name}`;
}

/** Who stands over a message: a person, an app, or the bot's own borrowed name. */
export function author(message) {
  const user = store.users.get(message.user);
  const app = store.apps.find((one) => one.id === message.app_id || (message.user && one.bot_user_id === message.user));
  const isApp = Boolean(message.bot_id || user?.is_bot || app);
  const name = message.username || user?.real_name || user?.name || app?.name || (isApp ? "App" : message.user || "Slackbot");
  return { key: `${message.user ?? ""}|${message.bot_id ?? ""}|${name}`, name, isApp, user, color: user?.color };
}

/** The people's own zone, so that acting as somebody in Lisbon shows Lisbon's times. */
export function zone() {
  return myself()?.tz || Intl.DateTimeFormat().resolvedOptions().timeZone;
}
