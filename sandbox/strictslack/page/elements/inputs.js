// Elements one types into: text, numbers, addresses, dates, times and files.
import { api } from "../base/api.js";
import { h } from "../base/dom.js";
import { dateOf, secondsOfWallTime, wallTime } from "../base/dates.js";
import { base64Of } from "../base/files.js";
import { Form } from "./form.js";
import { icon } from "../base/icons.js";
import { wordsOf } from "../text/mrkdwn.js";

function shared(context) {
  const { block, element } = context;
  return {
    id: context.id,
    "aria-label": context.labelledBy || context.hasLabel ? null : (context.label || wordsOf(element.placeholder) || null),
    "aria-labelledby": context.labelledBy,
    "aria-describedby": context.describedBy,
    "aria-required": context.required ? "true" : null,
    "data-focus": Form.key(block, element),
    "data-acts": "",
    autofocus: element.focus_on_load,
  };
}

export function textInput(context) {
  const { block, element, surface } = context;
  const isLong = element.multiline || element.type === "rich_text_input";
  const value = surface.form.value(block, element, surface.channel);
  const node = h(isLong ? "textarea" : "input", {
    ...shared(context),
    class: "text-input",
    type: isLong ? null : "text",
    rows: isLong ? (element.type === "rich_text_input" ? 5 : 4) : null,
    inputmode: { number_input: element.is_decimal_allowed ? "decimal" : "numeric", email_text_input: "email", url_text_input: "url" }[element.type],
    autocomplete: "off",
    placeholder: wordsOf(element.placeholder) || null,
    value: (element.type === "rich_text_input" ? wordsOfRichText(value) : value) ?? "",
  });
  const counter = element.max_length || element.min_length ? h("span", { class: "counter" }) : null;
  const count = () => {
    if (counter) drawCounter(counter, [...node.value].length, element);
  };
  count();
  listen(node, context, count);
  return counter ? h("div", { class: "counted" }, node, counter) : node;
}

function listen(node, { block, element, surface }, count) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const typed = () => (element.type === "rich_text_input" ? richTextOf(node.value) : node.value || null);
  let timer;
  node.addEventListener("input", () => {
    count();
    surface.change(block, element, typed(), { report: false });
    if (!triggers.includes("on_character_entered")) return;
    clearTimeout(timer);
    // A form that was sent or closed meanwhile tells nothing more of what was typed.
    timer = setTimeout(() => node.isConnected && !node.closest(".busy") && surface.change(block, element, typed()), 300);
  });
  node.addEventListener("keydown", (event) => {
    const reports = block.type !== "input" || block.dispatch_action;
    if (event.key !== "Enter" || event.shiftKey || !reports || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    surface.change(block, element, typed());
  });
}

function drawCounter(counter, length, { max_length: most, min_length: least }) {
  const isShort = least && length < least;
  counter.textContent = isShort ? `${length} of at least ${least}` : most ? `${length} / ${most}` : `${length}`;
  counter.classList.toggle("over", Boolean(most && length > most));
}

function richTextOf(text) {
  if (!text) return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function wordsOfRichText(value) {
  const inside = (elements) => (elements ?? []).map((element) => element.text ?? element.url ?? inside(element.elements)).join("");
  return value ? inside(value.elements) : "";
}

export function dateInput(context) {
  const { block, element, surface } = context;
  const type = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" }[element.type];
  const value = surface.form.value(block, element, surface.channel);
  const words = { date: "Select a date", time: "Select a time", "datetime-local": "Select a date and time" }[type];
  const attributes = shared(context);
  if (!attributes["aria-label"] && !attributes["aria-labelledby"] && !context.hasLabel) attributes["aria-label"] = words;
  const node = h("input", { ...attributes, type, class: "text-input date-input", title: wordsOf(element.placeholder) || null });
  node.value = type === "datetime-local" && value ? wallTime(dateOf(value)) : (value ?? "");
  const current = () => {
    if (!node.value) return null;
    return type === "datetime-local" ? secondsOfWallTime(node.value) : node.value;
  };
  node.addEventListener("input", () => surface.change(block, element, current(), { report: false }));
  node.addEventListener("change", () => {
    // While a year is being typed the field passes through the years 0002, 0020 and 0202: none of them is meant.
    const unfinished = type !== "time" && node.value && Number.parseInt(node.value, 10) < 1900;
    if (!unfinished && current() !== null) surface.change(block, element, current());
  });
  return node;
}

export function fileInput(context) {
  const { block, element, surface } = context;
  const most = element.max_files ?? 10;
  const files = () => surface.form.value(block, element, surface.channel) ?? [];
  const list = h("ul", { class: "chosen-files" });
  const note = h("p", { class: "file-note", role: "status" });
  const input = h("input", {
    ...shared(context), type: "file", class: "file-input", multiple: most > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(",") || null,
  });
  const draw = () => {
    list.replaceChildren(...files().map((file) => h("li", {}, icon("file", 16), h("span", {}, file.name ?? file.id),
      h("button", { type: "button", class: "icon-button small", "aria-label": `Remove ${file.name}`, on: { click: () => {
        surface.change(block, element, files().filter((one) => one !== file), { report: false });
        draw();
      } } }, icon("close", 14)))));
  };
  input.addEventListener("change", async () => {
    const room = most - files().length;
    const chosen = [...input.files];
    note.textContent = chosen.length > room ? `At most ${most} files; the rest was left out.` : "Uploading…";
    const uploaded = [];
    for (const file of chosen.slice(0, room)) {
      const answer = await api.upload({ user: surface.user, filename: file.name, base64: await base64Of(file) });
      if (answer.ok) uploaded.push(answer.file);
      else note.textContent = answer.error;
    }
    if (note.textContent === "Uploading…") note.textContent = "";
    input.value = "";
    await surface.change(block, element, [...files(), ...uploaded]);
    draw();
  });
  draw();
  return h("div", { class: "file-picker" }, input, note, list);
}
