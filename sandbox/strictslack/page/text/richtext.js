// The rich_text block: sections, lists, quotes and preformatted text.
import { fragment, h, link } from "../base/dom.js";
import { emojiNode } from "./emoji.js";
import { broadcast, channelMention, dateNode, mention } from "./mrkdwn.js";

export function richText(block) {
  const result = h("div", { class: "rich-text" });
  let list = null;
  for (const element of block.elements ?? []) {
    if (element.type === "rich_text_list") {
      list = placeList(result, list, element);
      continue;
    }
    list = null;
    result.append(container(element));
  }
  return result;
}

function container(element) {
  if (element.type === "rich_text_preformatted") return h("pre", { class: "code-block" }, inlineElements(element.elements));
  if (element.type === "rich_text_quote") return h("blockquote", {}, inlineElements(element.elements));
  return h("div", { class: "rich-text-section" }, inlineElements(element.elements));
}

/** Slack writes nested lists as flat neighbours with an indent; they are nested again here. */
function placeList(root, previous, element) {
  const indent = element.indent ?? 0;
  const tag = element.style === "ordered" ? "ol" : "ul";
  let stack = previous ?? [];
  while (stack.length && stack[stack.length - 1].indent > indent) stack = stack.slice(0, -1);
  const top = stack[stack.length - 1];
  let node;
  if (top && top.indent === indent && top.tag === tag) {
    node = top.node;
  } else {
    if (top && top.indent === indent) stack = stack.slice(0, -1);
    const parent = stack[stack.length - 1]?.node;
    node = h(tag, { class: `rich-list depth-${indent % 3}`, start: tag === "ol" && element.offset ? element.offset + 1 : null });
    (parent?.lastElementChild ?? root).append(node);
    stack = [...stack, { indent, tag, node }];
  }
  for (const item of element.elements ?? []) node.append(h("li", {}, inlineElements(item.elements ?? [])));
  return stack;
}

function inlineElements(elements) {
  const result = fragment();
  for (const element of elements ?? []) result.append(styled(inlineElement(element), element.style));
  return result;
}

const drawers = {
  text: (element) => lineBreaks(element.text ?? ""),
  link: (element) => link(element.url, element.text || element.url),
  emoji: (element) => emojiNode(element.name ?? ""),
  user: (element) => mention(element.user_id),
  usergroup: (element) => h("span", { class: "mention" }, `@${element.usergroup_id}`),
  channel: (element) => channelMention(element.channel_id),
  broadcast: (element) => broadcast(element.range),
  date: (element) => dateNode(element.timestamp, element.format ?? "", element.url, element.fallback),
  color: (element) => h("span", { class: "color-chip" }, h("span", { class: "swatch", style: { background: element.value } }), element.value),
};

function inlineElement(element) {
  const draw = drawers[element.type];
  return draw ? draw(element) : document.createTextNode(element.text ?? "");
}

function lineBreaks(text) {
  return fragment(String(text).split("\n").map((row, index) => [index ? h("br") : null, row]));
}

function styled(node, style) {
  let result = node;
  const wrap = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };
  for (const [name, tag] of Object.entries(wrap)) if (style?.[name]) result = h(tag, {}, result);
  return result;
}
