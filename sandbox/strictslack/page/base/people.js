// How people and apps look: a square of initials in their colour.
import { h } from "./dom.js";

const fallback = ["#7a4a9e", "#2f6f8f", "#8a5a1f", "#3d7a52", "#9b3d5a", "#4a5fa8"];

function channels(color) {
  const hex = /^#?([0-9a-f]{6})$/i.exec(color ?? "")?.[1];
  return hex ? [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) : null;
}

function luminance(values) {
  const [red, green, blue] = values.map((value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The person's colour, darkened until white letters can be read on it. */
function background(color, name) {
  let values = channels(color);
  if (!values) {
    const sum = [...name].reduce((total, letter) => total + letter.codePointAt(0), 0);
    values = channels(fallback[sum % fallback.length]);
  }
  while (1.05 / (luminance(values) + 0.05) < 4.6) values = values.map((value) => Math.floor(value * 0.94));
  return `rgb(${values.join(" ")})`;
}

function initials(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]].map((word) => [...word][0]) : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toUpperCase();
}

export function avatar({ name, color, isApp = false }, size = "") {
  return h("span", { class: `avatar ${size} ${isApp ? "app" : ""}`, "aria-hidden": "true", style: { "--avatar": background(color, name) } },
    isApp ? [...name][0]?.toUpperCase() : initials(name));
}

export function avatarOf(user, size = "") {
  return avatar({ name: user?.real_name || user?.name || user?.id || "?", color: user?.color, isApp: user?.is_bot }, size);
}
