// Things that open over the page beside what was clicked: menus and list boxes. They live in the browser's
// top layer (popover), so that no scrolling box cuts them off.
import { h } from "./dom.js";

/** Puts the popup below the anchor, or above where there is more room. */
export function place(popup, anchor, { width, end = false } = {}) {
  const box = anchor.getBoundingClientRect();
  if (width) popup.style.width = `${Math.min(width, window.innerWidth - 16)}px`;
  popup.style.maxHeight = "";
  const size = popup.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - 12;
  const above = box.top - 12;
  const upwards = below < Math.min(size.height, 220) && above > below;
  const height = Math.min(size.height, upwards ? above : below);
  popup.style.maxHeight = `${Math.max(height, 80)}px`;
  const left = end ? box.right - size.width : box.left;
  popup.style.left = `${Math.max(8, Math.min(left, window.innerWidth - size.width - 8))}px`;
  popup.style.top = `${upwards ? box.top - height - 4 : box.bottom + 4}px`;
}

/** The nearest place in which a popup is still inside the open dialog, whose outside takes no clicks. */
export function layerOf(anchor) {
  return anchor.closest("dialog") ?? document.body;
}

/**
 * Opens a menu: items are {label, run, icon?, danger?, href?, description?} or null for a line between.
 * Arrows move, Escape and a click elsewhere close it, and the keyboard returns to the anchor.
 */
export function openMenu(anchor, items, { label, end = true } = {}) {
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, popover: "auto" });
  const close = () => menu.hidePopover();
  for (const item of items) {
    if (!item) {
      menu.append(h("div", { role: "separator", class: "menu-line" }));
      continue;
    }
    const choose = () => {
      close();
      item.run?.();
    };
    const content = [item.icon ?? null, h("span", { class: "menu-words" }, item.label, item.description ? h("small", {}, item.description) : null)];
    const shared = { role: "menuitem", tabindex: "-1", class: item.danger ? "menu-item danger" : "menu-item", on: { click: choose } };
    menu.append(item.href ? h("a", { ...shared, href: item.href, target: "_blank", rel: "noopener noreferrer" }, content) : h("button", { ...shared, type: "button" }, content));
  }
  menu.addEventListener("keydown", (event) => moveInMenu(event, menu));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (inside) anchor.focus({ preventScroll: true });
  });
  layerOf(anchor).append(menu);
  menu.showPopover();
  place(menu, anchor, { end });
  anchor.setAttribute("aria-expanded", "true");
  menu.querySelector("[role=menuitem]")?.focus();
  return menu;
}

function moveInMenu(event, menu) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (event.key in steps) {
    event.preventDefault();
    items[(steps[event.key] + items.length) % items.length].focus();
  } else if (event.key === "Tab") {
    menu.hidePopover();
  } else if (event.key.length === 1 && /\S/.test(event.key)) {
    const later = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    later.find((item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }
}
