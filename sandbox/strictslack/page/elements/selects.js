// Selects. One of at most a hundred options is the browser's own <select>: labelled, sturdy, at home on every
// device. Long lists, options from the app and every multi select are a combobox with a searchable list.
import { api } from "../base/api.js";
import { Combobox } from "./combobox.js";
import { confirmed } from "./confirm.js";
import { h } from "../base/dom.js";
import { emojiText } from "../text/emoji.js";
import { Form } from "./form.js";
import { unescapeEntities, wordsOf } from "../text/mrkdwn.js";
import { channelTitle, people, personName, store } from "../base/store.js";

const nativeLimit = 100;
const kinds = { static: fromBlock, external: fromApp, users: fromPeople, conversations: fromConversations, channels: fromChannels };
const defaults = { static: "Choose an option", external: "Choose an option", users: "Select a person", conversations: "Select a conversation", channels: "Select a channel" };

export function select(context) {
  const kind = context.element.type.replace(/^multi_/, "").replace(/_select$/, "");
  const multiple = context.element.type.startsWith("multi_");
  const find = kinds[kind](context);
  const placeholder = wordsOf(context.element.placeholder) || (multiple ? `${defaults[kind]}s`.replace("an option", "option").replace("a person", "people").replace("peoples", "people") : defaults[kind]);
  if (!multiple && kind !== "external") {
    const options = find("");
    if (options.length <= nativeLimit) return nativeSelect(context, options, placeholder);
  }
  return combobox(context, { kind, multiple, find, placeholder });
}

function optionOf(option, group) {
  return { value: option.value, label: plainWords(option.text), description: option.description ? plainWords(option.description) : "", group, data: option };
}

function plainWords(text) {
  return emojiText(unescapeEntities(text?.text ?? text ?? ""));
}

function flatten({ options, option_groups: groups }) {
  if (groups) return groups.flatMap((group) => (group.options ?? []).map((option) => optionOf(option, plainWords(group.label))));
  return (options ?? []).map((option) => optionOf(option));
}

function matching(options, words) {
  const wanted = words.toLowerCase();
  return wanted ? options.filter((option) => `${option.label} ${option.description ?? ""}`.toLowerCase().includes(wanted)) : options;
}

function fromBlock({ element }) {
  const options = flatten(element);
  return (words) => matching(options, words);
}

function fromApp({ block, element, surface }) {
  return async (words) => {
    if (words.length < (element.min_query_length ?? 3)) return [];
    const answer = await api.suggest({ user: surface.user, container: surface.container, block_id: block.block_id, action_id: element.action_id, value: words });
    if (!answer.ok) throw new Error(answer.error || "The app gave no options.");
    return flatten(answer);
  };
}

function fromPeople() {
  const bots = [...store.users.values()].filter((user) => user.is_bot && !user.deleted);
  const options = [...people(), ...bots].map((user) => ({ value: user.id, label: user.real_name || user.name, description: user.title ?? "", data: user.id }));
  return (words) => matching(options, words);
}

function fromChannels() {
  const options = [...store.channels.values()].filter((one) => one.is_channel && !one.is_private && !one.is_archived).map(conversationOption);
  return (words) => matching(options, words);
}

function fromConversations({ element }) {
  const filter = element.filter ?? {};
  const kept = (channel) => {
    if (channel.is_archived) return false;
    if (filter.exclude_bot_users && channel.is_im && store.users.get(channel.user)?.is_bot) return false;
    const kind = channel.is_im ? "im" : channel.is_private ? "private" : "public";
    return !filter.include?.length || filter.include.includes(kind);
  };
  const options = [...store.channels.values()].filter(kept).map(conversationOption);
  return (words) => matching(options, words);
}

function conversationOption(channel) {
  return { value: channel.id, label: channelTitle(channel), data: channel.id };
}

function nativeSelect(context, options, placeholder) {
  const { block, element, surface } = context;
  const current = () => {
    const value = surface.form.value(block, element, surface.channel);
    return (typeof value === "object" ? value?.value : value) ?? "";
  };
  const node = h("select", {
    id: context.id, class: "select", "aria-label": context.labelledBy || context.hasLabel ? null : (context.label || placeholder),
    "aria-labelledby": context.labelledBy, "aria-describedby": context.describedBy, "aria-required": context.required ? "true" : null,
    "data-focus": Form.key(block, element), "data-acts": "", autofocus: element.focus_on_load,
  }, h("option", { value: "" }, placeholder), grouped(options));
  node.value = current();
  node.classList.toggle("unset", !node.value);
  node.addEventListener("change", async () => {
    const option = options.find((one) => one.value === node.value);
    node.classList.toggle("unset", !option);
    if (!option && block.type !== "input") return; // going back to "Choose" acts on nothing
    await surface.change(block, element, option?.data ?? null, { undo: () => { node.value = current(); } });
  });
  // In a message each change acts at once, so the arrows open the list instead of running through it.
  if (block.type !== "input") {
    node.addEventListener("keydown", (event) => {
      if (!["ArrowDown", "ArrowUp"].includes(event.key) || !node.showPicker) return;
      event.preventDefault();
      try {
        node.showPicker();
      } catch {
        // A browser that wants a click for this leaves the list closed; Enter and Space still open it.
      }
    });
  }
  return h("span", { class: "select-box" }, node);
}

function grouped(options) {
  const nodes = [];
  let group = null;
  for (const option of options) {
    const node = h("option", { value: option.value, title: option.description || null }, option.label);
    if (!option.group) {
      nodes.push(node);
      continue;
    }
    if (group?.label !== option.group) {
      group = h("optgroup", { label: option.group });
      nodes.push(group);
    }
    group.append(node);
  }
  return nodes;
}

function combobox(context, { kind, multiple, find, placeholder }) {
  const { block, element, surface } = context;
  const known = (value) => {
    if (value && typeof value === "object") return optionOf(value);
    return { value, label: kind === "users" ? personName(value) : channelTitle(store.channels.get(value)) || value, data: value };
  };
  const value = surface.form.value(block, element, surface.channel);
  const box = new Combobox({
    id: context.id, label: context.labelledBy || context.hasLabel ? null : (context.label || placeholder), labelledBy: context.labelledBy,
    describedBy: context.describedBy, required: context.required, placeholder, multiple, limit: element.max_selected_items,
    selected: (multiple ? value ?? [] : [value].filter(Boolean)).map(known),
    find: kind === "external" ? settled(find) : find,
    attributes: { "data-focus": Form.key(block, element), "data-acts": "", autofocus: element.focus_on_load },
    changed: (chosen) => {
      const data = chosen.map((option) => option.data);
      // A multi select in a message reports when the person leaves it, as Slack's menu does when it closes.
      surface.change(block, element, multiple ? data : (data[0] ?? null), { report: !multiple });
      box.unreported = multiple;
    },
  });
  if (multiple && (block.type !== "input" || block.dispatch_action)) {
    box.input.addEventListener("blur", async () => {
      if (!box.unreported) return;
      box.unreported = false;
      if (element.confirm && !(await confirmed(element.confirm))) return;
      await surface.change(block, { ...element, confirm: null }, surface.form.value(block, element, surface.channel));
    });
  }
  return box.element;
}

/** Waits until the typing pauses, so that the app is not asked at every letter. */
function settled(find) {
  let timer;
  return (words) => new Promise((resolve, reject) => {
    clearTimeout(timer);
    timer = setTimeout(() => Promise.resolve(find(words)).then(resolve, reject), 150);
  });
}
