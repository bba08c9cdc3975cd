// Where the page is: #/U01/C01 a channel, #/U01/C01/t/170.1 a thread in it, #/U01/app/A01 an app's Home.
// It is all in the address, so that a reload, a bookmark and the back button work.

export function readRoute(hash = window.location.hash) {
  const [user, place, kind, detail] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (place === "app") return { user: user || null, app: kind || null, channel: null, thread: null };
  return { user: user || null, channel: place || null, thread: kind === "t" ? (detail ?? null) : null, app: null };
}

export function address({ user, channel, thread, app }) {
  if (app) return `#/${user}/app/${app}`;
  if (!channel) return `#/${user}`;
  return thread ? `#/${user}/${channel}/t/${thread}` : `#/${user}/${channel}`;
}

export function go(route, { replace = false } = {}) {
  const hash = address(route);
  if (window.location.hash === hash) return;
  if (replace) {
    window.history.replaceState(null, "", hash);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    window.location.hash = hash;
  }
}
