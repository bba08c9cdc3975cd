// Words for people who do not see the page change, and short notes for those who do.
import { h } from "./dom.js";

let politeRegion;
let toastRegion;

export function prepareLive() {
  politeRegion = h("div", { class: "visually-hidden", "aria-live": "polite", "aria-label": "New messages", role: "status" });
  toastRegion = h("div", { class: "toasts", role: "status", "aria-label": "Notes" });
  document.body.append(politeRegion, toastRegion);
}

/** Reads something out; only the last few stay, so that the region does not become a second history. */
export function announce(words) {
  politeRegion.append(h("p", {}, words));
  while (politeRegion.children.length > 5) politeRegion.firstElementChild.remove();
}

export function toast(words, { isProblem = false } = {}) {
  const note = h("div", { class: isProblem ? "toast problem" : "toast" }, words);
  toastRegion.append(note);
  setTimeout(() => note.remove(), 6000);
}
