// Light, dark, or as the device has it; remembered on this device.
import { h } from "./dom.js";
import { icon } from "./icons.js";

const key = "theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function chosen() {
  const value = localStorage.getItem(key);
  return value === "light" || value === "dark" ? value : null;
}

function isDark() {
  return (chosen() ?? (dark.matches ? "dark" : "light")) === "dark";
}

export function applyTheme() {
  document.documentElement.style.colorScheme = chosen() ?? "";
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}

export function themeButton() {
  const node = h("button", { type: "button", class: "top-button" });
  const draw = () => {
    const label = isDark() ? "Light theme" : "Dark theme";
    node.replaceChildren(icon(isDark() ? "sun" : "moon", 18));
    node.setAttribute("aria-label", label);
    node.title = label;
  };
  node.addEventListener("click", () => {
    localStorage.setItem(key, isDark() ? "light" : "dark");
    applyTheme();
    draw();
  });
  dark.addEventListener("change", () => {
    applyTheme();
    draw();
  });
  draw();
  return node;
}
