// Elements that act at a click: buttons, overflow menus, feedback and icon buttons.
import { confirmed } from "./confirm.js";
import { fragment, h, safeAddress } from "../base/dom.js";
import { emojiText } from "../text/emoji.js";
import { Form } from "./form.js";
import { icon } from "../base/icons.js";
import { textObject, wordsOf } from "../text/mrkdwn.js";
import { openMenu } from "../base/popup.js";

/** Runs the click once: while the app has not acknowledged, further clicks do nothing. */
function clicked({ block, element, surface }, action, confirm = element.confirm) {
  return async (event) => {
    const key = Form.key(block, element);
    if (surface.busy.has(key)) {
      event.preventDefault();
      return;
    }
    if (confirm && !(await confirmed(confirm))) return;
    await surface.perform(block, element, action);
  };
}

/** What the button does while it waits is read from aria-busy, so that a redrawn message shows it as well. */
function acting({ block, element, surface }, suffix = "") {
  const key = Form.key(block, element);
  return { "data-focus": key + suffix, "data-acts": "", "aria-busy": surface.busy.has(key) ? "true" : null };
}

export function button(context) {
  const { element } = context;
  const style = { primary: "primary", danger: "danger" }[element.style] ?? "";
  const shared = {
    class: `button ${style}`,
    "aria-label": element.accessibility_label ? emojiText(element.accessibility_label) : null,
    title: element.accessibility_label ?? null,
    "aria-describedby": context.describedBy,
    ...acting(context),
  };
  const words = h("span", { class: "button-words" }, textObject(element.text, { plain: true }));
  const run = clicked(context, { value: element.value });
  const href = element.url ? safeAddress(element.url) : null;
  if (href) return h("a", { ...shared, href, target: "_blank", rel: "noopener noreferrer", on: { click: run } }, words);
  return h("button", { ...shared, type: "button", on: { click: run } }, words);
}

export function overflow(context) {
  const { block, element, surface } = context;
  const open = (event) => {
    if (surface.busy.has(Form.key(block, element))) return;
    const anchor = event.currentTarget;
    openMenu(anchor, (element.options ?? []).map((option) => ({
      label: wordsOf(option.text),
      description: option.description ? wordsOf(option.description) : null,
      href: option.url ? safeAddress(option.url) : null,
      run: () => clicked(context, { selected_option: option })({ preventDefault() {} }),
    })), { label: context.label || "More options" });
  };
  return h("button", { type: "button", class: "button overflow", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": context.label || "More options", title: "More options", ...acting(context), on: { click: open } }, icon("more"));
}

export function feedbackButtons(context) {
  const { element } = context;
  const one = (choice, drawing, suffix) => choice && h("button", {
    type: "button", class: "icon-button", title: wordsOf(choice.text),
    "aria-label": choice.accessibility_label ?? wordsOf(choice.text), ...acting(context, suffix),
    on: { click: clicked(context, { value: choice.value }) },
  }, icon(drawing));
  return h("span", { class: "feedback-buttons" }, one(element.positive_button, "thumb_up", "#positive"), one(element.negative_button, "thumb_down", "#negative"));
}

export function iconButton(context) {
  const { element } = context;
  return h("button", {
    type: "button", class: "icon-button", title: wordsOf(element.text),
    "aria-label": element.accessibility_label ?? wordsOf(element.text), ...acting(context),
    on: { click: clicked(context, { value: element.value }) },
  }, icon(element.icon === "trash" ? "trash" : "bolt"));
}

export function workflowButton(context) {
  return button({ ...context, element: { ...context.element, url: null } });
}

/** For an element type the page does not know: say so, rather than drop it. */
export function unknownElement(context) {
  return fragment(h("span", { class: "unknown" }, `[${context.element.type}]`));
}
