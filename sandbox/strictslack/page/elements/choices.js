// Checkboxes and radio buttons.
import { freshId, h } from "../base/dom.js";
import { Form } from "./form.js";
import { textObject } from "../text/mrkdwn.js";

export function choices(context) {
  const { block, element, surface } = context;
  const isRadio = element.type === "radio_buttons";
  const name = freshId("choice");
  const chosen = () => {
    const value = surface.form.value(block, element, surface.channel);
    return isRadio ? [value].filter(Boolean) : (value ?? []);
  };
  const nodes = (element.options ?? []).map((option, index) => {
    const id = freshId("option");
    const about = option.description ? freshId("about") : null;
    const input = h("input", {
      id, type: isRadio ? "radio" : "checkbox", name, value: option.value, "aria-describedby": about,
      checked: chosen().some((one) => one.value === option.value),
      "data-focus": `${Form.key(block, element)}#${index}`, autofocus: element.focus_on_load && index === 0,
    });
    input.addEventListener("change", () => {
      const picked = isRadio ? option : (element.options ?? []).filter((_, at) => nodes[at].querySelector("input").checked);
      const before = chosen();
      const undo = () => nodes.forEach((node, at) => {
        node.querySelector("input").checked = before.some((one) => one.value === element.options[at].value);
      });
      surface.change(block, element, picked, { undo });
    });
    return h("div", { class: "choice" }, input,
      h("label", { for: id }, textObject(option.text)),
      about ? h("div", { id: about, class: "choice-about" }, textObject(option.description)) : null);
  });
  return h("div", {
    id: context.id, class: "choices", role: isRadio ? "radiogroup" : "group", "aria-labelledby": context.labelledBy,
    "aria-label": context.labelledBy ? null : (context.label || "Options"), "aria-describedby": context.describedBy,
    "aria-required": isRadio && context.required ? "true" : null,
  }, nodes);
}
