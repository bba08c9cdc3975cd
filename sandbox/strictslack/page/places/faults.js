// The small form by which a person makes Slack misbehave, and the list of what is set.
import { api } from "../base/api.js";
import { freshId, h } from "../base/dom.js";
import { icon } from "../base/icons.js";

const kinds = {
  ratelimited: "429 with Retry-After",
  status: "an HTTP status such as 503",
  error: "a Slack error such as internal_error",
  lost_before: "lost before the effect",
  lost_after: "lost after the effect",
  slow: "slow",
  twice: "delivered twice",
  later: "delivered later, out of order",
  drop: "lost without a word",
  disconnect: "asked to reconnect",
};

/** What can go wrong depends on where: a call of the app, a delivery to it, or its socket. */
function kindsFor(target) {
  if (target.startsWith("socket")) return ["drop", "disconnect"];
  if (target.startsWith("delivery")) return ["drop", "lost_after", "twice", "slow", "later"];
  return ["ratelimited", "status", "error", "lost_before", "lost_after", "slow"];
}

const extras = { status: ["status", 503, "Status"], ratelimited: ["retry_after", 2, "Retry after (s)"], slow: ["seconds", 4, "Seconds"], later: ["seconds", 2, "Seconds"], error: ["error", "internal_error", "Error"] };

export function faultsForm() {
  const list = h("ul", { class: "fault-list" });
  const problem = h("p", { class: "warning", role: "alert", hidden: true });
  const target = field("Target", h("input", { class: "text-input", value: "chat.postMessage", list: "fault-targets", autocomplete: "off", spellcheck: "false" }));
  const kind = field("Kind", h("select", { class: "select" }));
  const times = field("Times", h("input", { class: "text-input", type: "number", min: "1", value: "1", placeholder: "for ever" }));
  const chance = field("Chance (%)", h("input", { class: "text-input", type: "number", min: "1", max: "100", value: "100" }));
  const seed = field("Seed", h("input", { class: "text-input", type: "number", value: "0" }));
  const extra = field("Status", h("input", { class: "text-input" }));
  const drawExtra = () => {
    const one = extras[kind.input.value];
    extra.box.hidden = !one;
    if (!one) return;
    extra.label.textContent = one[2];
    extra.input.value = one[1];
  };
  const drawKinds = () => {
    const before = kind.input.value;
    const allowed = kindsFor(target.input.value.trim());
    kind.input.replaceChildren(...allowed.map((value) => h("option", { value }, kinds[value])));
    kind.input.value = allowed.includes(before) ? before : allowed[0];
    drawExtra();
  };
  target.input.addEventListener("input", drawKinds);
  kind.input.addEventListener("change", drawExtra);
  drawKinds();

  const refresh = async () => {
    try {
      const answer = await api.faults();
      const faults = answer.faults ?? answer.items ?? [];
      list.replaceChildren(...(faults.length ? faults.map(line) : [h("li", { class: "quiet" }, "No faults: Slack behaves.")]));
    } catch (trouble) {
      list.replaceChildren(h("li", { class: "quiet" }, trouble.message));
    }
  };
  const set = async (event) => {
    event.preventDefault();
    const body = { target: target.input.value.trim(), kind: kind.input.value, times: Number(times.input.value) || null, chance: (Number(chance.input.value) || 100) / 100, seed: Number(seed.input.value) || 0 };
    const one = extras[body.kind];
    if (one) body[one[0]] = one[0] === "error" ? extra.input.value : Number(extra.input.value);
    const answer = await api.addFault(body);
    problem.hidden = Boolean(answer.ok);
    problem.textContent = answer.error ?? "";
    refresh();
  };
  const clear = async () => {
    await api.clearFaults();
    refresh();
  };
  refresh();
  return h("form", { class: "faults", on: { submit: set }, "aria-label": "Faults" },
    h("div", { class: "detail-head" }, h("h3", {}, "Faults"), h("button", { type: "button", class: "icon-button small", "aria-label": "Refresh faults", title: "Refresh", on: { click: refresh } }, icon("refresh", 16))),
    h("datalist", { id: "fault-targets" }, ["*", "socket", "delivery", "delivery:interactive", "delivery:slash_commands", "delivery:events_api", "chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update", "views.publish"].map((value) => h("option", { value }))),
    target.box, kind.box, h("div", { class: "fault-pair" }, times.box, extra.box), h("div", { class: "fault-pair" }, chance.box, seed.box), problem,
    h("div", { class: "dialog-buttons start" }, h("button", { type: "submit", class: "button primary" }, "Set fault"), h("button", { type: "button", class: "button", on: { click: clear } }, "Clear")),
    list);
}

function field(words, input) {
  const id = freshId("fault");
  input.id = id;
  const label = h("label", { for: id }, words);
  return { box: h("div", { class: "fault-field" }, label, input), label, input };
}

function line(fault) {
  const detail = { status: fault.status, error: fault.error, ratelimited: `${fault.retry_after} s`, slow: `${fault.seconds} s`, later: `${fault.seconds} s` }[fault.kind];
  const words = [`${kinds[fault.kind] ?? fault.kind}${detail ? ` (${detail})` : ""}`, fault.times ? `${fault.times} more` : "until cleared", fault.chance < 1 ? `${Math.round(fault.chance * 100)} % of the time, seed ${fault.seed}` : "", fault.hits ? `${fault.hits} so far` : ""];
  return h("li", {}, h("strong", {}, fault.target), ` ${words.filter(Boolean).join(", ")}`);
}
