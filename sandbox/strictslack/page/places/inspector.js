// What goes between the sandbox and the apps, and the faults that can be put in its way.
import { api } from "../base/api.js";
import { faultsForm } from "./faults.js";
import { h } from "../base/dom.js";
import { icon } from "../base/icons.js";

const most = 400;

export class Inspector {
  constructor(place, toggle) {
    Object.assign(this, { place, toggle, known: new Map(), last: 0 });
    this.rows = h("ol", { class: "traffic", "aria-label": "Traffic" });
    this.filter = h("input", { type: "search", class: "text-input", placeholder: "Filter by name", "aria-label": "Filter traffic" });
    this.detail = h("div", { class: "traffic-detail", hidden: true, tabindex: "-1" });
    this.filter.addEventListener("input", () => this.applyFilter());
    toggle.addEventListener("click", () => this.show(place.hidden));
  }

  get isOpen() {
    return !this.place.hidden;
  }

  async show(open) {
    this.place.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
    sessionStorage.setItem("inspector", open ? "open" : "");
    if (!open) return;
    if (!this.place.firstChild) this.build();
    try {
      const { items } = await api.traffic(this.last, most);
      for (const item of items) this.add(item);
    } catch (problem) {
      this.rows.append(h("li", { class: "quiet" }, problem.message));
    }
  }

  restore() {
    if (sessionStorage.getItem("inspector") === "open") this.show(true);
  }

  build() {
    this.faults = faultsForm();
    this.empty = h("p", { class: "quiet traffic-empty" }, "Nothing yet. Send a message or a command, and each call appears here.");
    this.place.append(
      h("header", { class: "inspector-head" }, h("h2", {}, "Inspector"), this.filter,
        h("button", { type: "button", class: "icon-button", "aria-label": "Close inspector", title: "Close", on: { click: () => { this.show(false); this.toggle.focus(); } } }, icon("close"))),
      h("div", { class: "inspector-columns" }, h("div", { class: "traffic-box" }, this.empty, this.rows), this.detail, this.faults));
  }

  /** One exchange; a later change to it (its answer) takes its place. */
  add(item) {
    if (!this.isOpen) return; // what is missed while closed is asked for when it opens
    this.last = Math.max(this.last, Number(item.id) || 0);
    const fresh = this.row(item);
    const before = this.known.get(item.id);
    this.known.set(item.id, fresh);
    this.empty.hidden = true;
    if (before) {
      before.replaceWith(fresh);
      return;
    }
    const { scrollTop, scrollHeight, clientHeight } = this.rows.parentElement;
    // The stream may be ahead of the answer that brings what came before.
    let next = null;
    for (let row = this.rows.lastElementChild; row && Number(row.dataset.id) > Number(item.id); row = row.previousElementSibling) next = row;
    this.rows.insertBefore(fresh, next);
    while (this.rows.children.length > most) this.rows.firstElementChild.remove();
    if (scrollHeight - scrollTop - clientHeight < 80) this.rows.parentElement.scrollTop = this.rows.parentElement.scrollHeight;
  }

  row(item) {
    const isOut = item.direction === "out";
    const isBad = failed(item);
    const open = (event) => this.open(item, event.currentTarget);
    const row = h("li", { class: "exchange", hidden: !this.matches(item), data: { id: item.id, name: `${item.kind} ${item.name}` } },
      h("button", { type: "button", on: { click: open } },
        h("span", { class: isOut ? "arrow out" : "arrow in", title: isOut ? "From Slack to the app" : "From the app to Slack" }, icon(isOut ? "down" : "up", 14), h("span", { class: "visually-hidden" }, isOut ? "To the app: " : "From the app: ")),
        h("span", { class: "exchange-kind" }, String(item.kind).replaceAll("_", " ")),
        h("span", { class: "exchange-name" }, item.name),
        h("span", { class: isBad ? "exchange-status bad" : "exchange-status" }, String(item.status ?? "…")),
        h("span", { class: "exchange-time" }, Number.isFinite(item.ms) ? `${Math.round(item.ms)} ms` : "")));
    return row;
  }

  open(item, button) {
    this.rows.querySelector("[aria-current]")?.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    this.detail.hidden = false;
    this.detail.replaceChildren(
      h("div", { class: "detail-head" }, h("h3", {}, item.name), h("button", { type: "button", class: "icon-button small", "aria-label": "Close details", on: { click: () => { this.detail.hidden = true; button.focus(); } } }, icon("close", 16))),
      h("h4", {}, "Request"), json(item.request), h("h4", {}, "Response"), json(item.response));
    this.detail.focus({ preventScroll: true });
  }

  matches(item) {
    return `${item.kind} ${item.name}`.toLowerCase().includes(this.filter.value.toLowerCase());
  }

  applyFilter() {
    const wanted = this.filter.value.toLowerCase();
    for (const row of this.rows.children) row.hidden = !(row.dataset.name ?? "").toLowerCase().includes(wanted);
  }
}

function failed(item) {
  return item.response?.ok === false || !["ok", "200", "null", "undefined"].includes(String(item.status));
}

function json(value) {
  const text = value === null || value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return h("pre", { class: "json", tabindex: "0" }, text.length > 60_000 ? `${text.slice(0, 60_000)}\n…` : text);
}
