// Charts as tables with bars in them: every number can be read, and the shape is seen as well.
import { h } from "../base/dom.js";

export function chart(block) {
  const { chart: drawn } = block;
  const body = drawn?.type === "pie" ? pie(drawn) : series(drawn ?? {});
  return h("figure", { class: "chart" }, h("figcaption", {}, captionOf(block)), body);
}

/** The title, with what the bars measure. */
function captionOf({ title = "", chart: drawn }) {
  const unit = drawn?.axis_config?.y_label;
  return unit ? `${title} (${unit})` : title;
}

function pie({ segments = [] }) {
  const total = segments.reduce((sum, one) => sum + one.value, 0) || 1;
  const rows = segments.map((one, index) => h("tr", {}, h("th", { scope: "row" }, one.label), cell(one.value, one.value / total, index, `${Math.round((100 * one.value) / total)}%`)));
  return h("table", {}, h("tbody", {}, rows));
}

function series({ series: all = [], axis_config: axes = {} }) {
  const most = Math.max(1e-9, ...all.flatMap((one) => one.data.map((point) => Math.abs(point.value))));
  const rows = (axes.categories ?? []).map((category, at) => h("tr", {}, h("th", { scope: "row" }, category),
    all.map((one, index) => cell(one.data[at]?.value ?? 0, Math.abs(one.data[at]?.value ?? 0) / most, index))));
  const head = h("tr", {}, axes.x_label ? h("th", { scope: "col" }, axes.x_label) : h("td"), all.map((one) => h("th", { scope: "col" }, one.name)));
  return h("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Chart" }, h("table", {}, h("thead", {}, head), h("tbody", {}, rows)));
}

function cell(value, share, index, words = "") {
  return h("td", {}, h("span", { class: `bar bar-${index % 4}`, style: { width: `max(1px, calc(${share.toFixed(3)} * var(--bar-room)))` } }), ` ${value}${words ? ` (${words})` : ""}`);
}
