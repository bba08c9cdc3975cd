// The control API of the sandbox, and its stream of changes.

/** A refusal in one plain sentence; it is shown to the person as it is. */
export class Refusal extends Error {}

async function call(method, path, { query, body } = {}) {
  const address = new URL(`/_sandbox/${path}`, window.location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) address.searchParams.set(name, value);
  }
  let response;
  try {
    response = await fetch(address, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Refusal("The sandbox does not answer. Is it still running?");
  }
  try {
    const answer = await response.json();
    // A refusal (400) reaches only this page; other failures the sandbox itself tells in the channel.
    return response.ok ? answer : { ...answer, ok: false, refused: true };
  } catch {
    throw new Refusal(`The sandbox answered with status ${response.status} and nothing readable.`);
  }
}

/** Reads; a refusal is thrown, because without the answer there is nothing to show. */
async function read(path, query) {
  const answer = await call("GET", path, { query });
  if (!answer.ok) throw new Refusal(answer.error || "The sandbox refused.");
  return answer;
}

/** Does something; the answer always has `ok`, and `error` when it failed. */
async function write(path, body) {
  try {
    return await call("POST", path, { body });
  } catch (problem) {
    return { ok: false, error: problem.message, refused: true };
  }
}

export const api = {
  state: (user, workspace) => read("state", { user, workspace }),
  messages: (user, channel, threadTs) => read("messages", { user, channel, thread_ts: threadTs }),
  views: (user) => read("views", { user }),
  home: (user, app) => read("home", { user, app }),
  send: (body) => write("send", body),
  act: (body) => write("act", body),
  submit: (body) => write("submit", body),
  close: (body) => write("close", body),
  suggest: (body) => write("suggest", body),
  shortcut: (body) => write("shortcut", body),
  upload: (body) => write("upload", body),
  react: (body) => write("react", body),
  join: (body) => write("join", body),
  direct: (body) => write("direct", body),
  read: (body) => write("read", body),
  edit: (body) => write("edit", body),
  remove: (body) => write("delete", body),
  traffic: (after, limit) => read("traffic", { after, limit }),
  faults: () => read("faults"),
  addFault: (body) => write("faults", body),
  clearFaults: () => call("DELETE", "faults"),
};

/**
 * Follows the changes one person may see. Reconnects by itself from the last cursor, and lets go while the
 * page is hidden: a browser grants one server only a handful of open connections, and a demo has many tabs.
 */
export class Stream {
  constructor(user, after, { change, lost, back }) {
    this.user = user;
    this.cursor = after;
    this.listeners = { change, lost, back };
    this.delay = 250;
    this.visibility = () => (document.hidden ? this.pause() : this.open());
    document.addEventListener("visibilitychange", this.visibility);
    this.open();
  }

  open() {
    if (this.source || this.ended) return;
    clearTimeout(this.timer);
    const query = new URLSearchParams({ user: this.user, after: this.cursor ?? 0 });
    this.source = new EventSource(`/_sandbox/stream?${query}`);
    this.source.onopen = () => {
      this.delay = 250;
      if (this.broken) this.listeners.back?.();
      this.broken = false;
    };
    this.source.onmessage = (event) => {
      const change = JSON.parse(event.data);
      this.cursor = change.cursor ?? event.lastEventId ?? this.cursor;
      this.listeners.change(change);
    };
    this.source.onerror = () => this.retry();
  }

  retry() {
    this.pause();
    if (!this.broken) this.listeners.lost?.();
    this.broken = true;
    this.timer = setTimeout(() => this.open(), this.delay);
    this.delay = Math.min(this.delay * 2, 5000);
  }

  pause() {
    this.source?.close();
    this.source = null;
    clearTimeout(this.timer);
  }

  end() {
    this.ended = true;
    this.pause();
    document.removeEventListener("visibilitychange", this.visibility);
  }
}
