// Building DOM nodes by hand. Nothing in this page ever parses a string as markup: whatever a person
// or a bot wrote becomes a text node, so hostile text can only ever show as text.

const svgSpace = "http://www.w3.org/2000/svg";

/** h("button", {class: "primary", on: {click}}, "Save") -> element. Null and false children are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name === "style") {
      for (const [key, setting] of Object.entries(value)) element.style.setProperty(key, setting);
    } else if (name === "value" || name === "checked" || name === "selected" || name === "disabled") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  append(element, children);
  return element;
}

export function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child);
  }
}

export function fragment(...children) {
  const result = document.createDocumentFragment();
  append(result, children);
  return result;
}

let count = 0;

/** An id for label, hint and error to point at; never reused in the life of the page. */
export function freshId(prefix = "node") {
  count += 1;
  return `${prefix}-${count}`;
}

export function svg(shapes, { size = 20, title } = {}) {
  const root = document.createElementNS(svgSpace, "svg");
  root.setAttribute("viewBox", "0 0 24 24");
  root.setAttribute("width", size);
  root.setAttribute("height", size);
  root.setAttribute("class", "icon");
  root.setAttribute("aria-hidden", title ? "false" : "true");
  root.setAttribute("focusable", "false");
  for (const outline of shapes) {
    const path = document.createElementNS(svgSpace, "path");
    path.setAttribute("d", outline);
    root.append(path);
  }
  return root;
}

/** Only addresses a person may safely follow; everything else (javascript:, data:, ...) gives null. */
export function safeAddress(address, schemes = ["http:", "https:", "mailto:", "tel:"]) {
  try {
    const parsed = new URL(String(address), window.location.href);
    return schemes.includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A link that opens outside the page, or plain text where the address is none a person may follow. */
export function link(address, ...children) {
  const href = safeAddress(address);
  if (!href) return h("span", {}, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** An image from a message; where it cannot load, its words stand in its place. */
export function picture(address, words, properties = {}) {
  const source = safeAddress(address, ["http:", "https:", "data:"]);
  const instead = () => h("span", { class: "picture-missing", role: "img", "aria-label": words || "Image" }, words || "Image");
  if (!source || (source.startsWith("data:") && !source.startsWith("data:image/"))) return instead();
  const image = h("img", { src: source, alt: words ?? "", loading: "lazy", ...properties });
  image.addEventListener("error", () => image.replaceWith(instead()));
  return image;
}

/**
 * Gives the keyboard back after a dialog. The browser has done so already, but taking the dialog's nodes away
 * leaves Chromium with a focused text box that has no caret; focusing anew puts it there.
 */
export function giveFocusBack(node) {
  if (document.activeElement === node) node.blur();
  node?.focus({ preventScroll: true });
}

/** Where the keyboard is inside of a node, in words that survive its being drawn again. */
export function placeOfFocus(node) {
  const active = document.activeElement;
  if (!active || !node.contains(active)) return null;
  const selection = "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  return { active, key: active.closest("[data-focus]")?.dataset.focus ?? null, selection };
}

export function restoreFocus(node, held) {
  if (!held || node.contains(document.activeElement)) return;
  const same = [...node.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === held.key);
  const target = same ?? node.querySelector("[tabindex]") ?? node;
  target.focus?.({ preventScroll: true });
  if (!same || !held.selection || held.selection[0] === null) return;
  try {
    same.setSelectionRange(...held.selection);
  } catch {
    // Number and date fields have no selection to restore.
  }
}

/** Puts a node in another's place and keeps the keyboard where it was, as far as the new node allows. */
export function replaceKeepingFocus(before, after) {
  const held = placeOfFocus(before);
  before.replaceWith(after);
  restoreFocus(after, held);
}
