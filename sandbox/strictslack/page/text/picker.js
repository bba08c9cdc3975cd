// The emoji picker: search by name, or browse by kind.
import { h } from "../base/dom.js";
import { emojiGroups, findEmoji } from "./emoji.js";
import { layerOf, place } from "../base/popup.js";

const columns = 8;

export function pickEmoji(anchor, chosen) {
  const grid = h("div", { class: "emoji-grid" });
  const search = h("input", { type: "search", class: "text-input", "aria-label": "Search emoji", placeholder: "Search emoji", autocomplete: "off" });
  const popup = h("div", { class: "emoji-picker", popover: "auto", role: "dialog", "aria-label": "Choose an emoji" }, search, grid);
  const take = (name) => {
    popup.hidePopover();
    chosen(name);
  };
  const buttonFor = (one) => h("button", { type: "button", class: "emoji-button", "aria-label": one.name.replaceAll("_", " "), title: `:${one.name}:`, on: { click: () => take(one.name) } }, one.character);
  const draw = () => {
    const words = search.value;
    grid.replaceChildren(...(words
      ? [h("div", { class: "emoji-row" }, findEmoji(words).map(buttonFor))]
      : emojiGroups.flatMap((group) => [h("h3", {}, group.title), h("div", { class: "emoji-row" }, group.emoji.map(buttonFor))])));
  };
  search.addEventListener("input", draw);
  popup.addEventListener("keydown", (event) => {
    const buttons = [...grid.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === "Enter" && at < 0) {
      event.preventDefault();
      buttons[0]?.click();
      return;
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: at < 0 ? 1 : columns, ArrowUp: -columns }[event.key];
    if (!step || (at < 0 && event.key !== "ArrowDown")) return;
    event.preventDefault();
    (buttons[at + step] ?? (step < 0 ? search : buttons.at(-1))).focus();
  });
  popup.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = popup.contains(document.activeElement) || document.activeElement === document.body;
    popup.remove();
    if (inside) anchor.focus({ preventScroll: true });
  });
  draw();
  layerOf(anchor).append(popup);
  popup.showPopover();
  place(popup, anchor, { end: true });
  search.focus();
}
