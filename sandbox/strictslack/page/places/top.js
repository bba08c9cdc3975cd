// The bar at the top: the workspace, who one acts as, and the page's own switches.
import { h } from "../base/dom.js";
import { icon } from "../base/icons.js";
import { avatarOf } from "../base/people.js";
import { myself, people, store } from "../base/store.js";
import { applyTheme, themeButton } from "../base/theme.js";

const nodes = {};

/** Builds the bar once; returns the button that opens the inspector. */
export function prepareTop({ choose, enter }) {
  nodes.enter = enter;
  applyTheme();
  const top = document.getElementById("top");
  nodes.menu = h("button", { type: "button", class: "top-button sidebar-toggle", "aria-label": "Channels", "aria-controls": "sidebar", title: "Channels", on: { click: () => document.body.classList.toggle("sidebar-open") } }, icon("menu"));
  nodes.workspace = h("strong", { class: "workspace" });
  nodes.face = h("span", { class: "acting-face" });
  nodes.select = h("select", { id: "acting-as", on: { change: (event) => choose(event.target.value) } });
  const inspect = h("button", { type: "button", class: "top-button", "aria-label": "Inspector", "aria-expanded": "false", "aria-controls": "inspector", title: "Inspector: the traffic between Slack and the apps" }, icon("inspect", 18), h("span", { class: "top-words" }, "Inspector"));
  top.replaceChildren(
    nodes.menu, nodes.workspace,
    h("div", { class: "acting" }, h("label", { for: "acting-as" }, "Acting as"), h("div", { class: "acting-box" }, nodes.face, nodes.select, icon("chevron", 14))),
    h("div", { class: "top-switches" }, inspect, themeButton()));
  document.getElementById("shade").addEventListener("click", () => document.body.classList.remove("sidebar-open"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.body.classList.contains("sidebar-open")) return;
    document.body.classList.remove("sidebar-open");
    nodes.menu.focus();
  });
  return inspect;
}

function workspaceSelect() {
  return h("select", { "aria-label": "Workspace", on: { change: (event) => nodes.enter(event.target.value) } },
    store.workspaces.map((one) => h("option", { value: one.id, selected: one.id === store.workspace.id }, one.name)));
}

export function drawTop() {
  const several = store.workspaces.length > 1;
  nodes.workspace.replaceChildren(several ? workspaceSelect() : (store.workspace?.name ?? ""));
  nodes.face.replaceChildren(avatarOf(myself(), "small"));
  const all = people().sort((one, other) => (one.real_name || one.name).localeCompare(other.real_name || other.name));
  nodes.select.replaceChildren(...all.map((user) => h("option", { value: user.id }, [user.real_name || user.name, user.title].filter(Boolean).join(" · "))));
  nodes.select.value = store.me;
}
