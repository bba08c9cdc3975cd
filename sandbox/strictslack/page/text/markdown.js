// The markdown block: ordinary Markdown (not mrkdwn), as much of it as Slack draws.
import { fragment, h, link } from "../base/dom.js";
import { emojiCharacter, emojiNode } from "./emoji.js";

export function markdown(source) {
  const rows = String(source).replaceAll("\r\n", "\n").split("\n");
  const result = h("div", { class: "markdown" });
  let at = 0;
  while (at < rows.length) {
    const found = blockAt(rows, at);
    if (found.node) result.append(found.node);
    at = found.next;
  }
  return result;
}

function blockAt(rows, at) {
  const row = rows[at];
  if (!row.trim()) return { next: at + 1 };
  if (/^\s*(```|~~~)/.test(row)) return fence(rows, at);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(row);
  if (heading) return { node: h("div", { class: `heading level-${heading[1].length}`, role: "heading", "aria-level": heading[1].length + 2 }, inline(heading[2])), next: at + 1 };
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(row)) return { node: h("hr"), next: at + 1 };
  if (/^\s*>/.test(row)) return quote(rows, at);
  if (item(row)) return list(rows, at);
  if (row.includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(rows[at + 1] ?? "") && (rows[at + 1] ?? "").includes("-")) return table(rows, at);
  return paragraph(rows, at);
}

function fence(rows, at) {
  const mark = /^\s*(```|~~~)/.exec(rows[at])[1];
  let end = at + 1;
  while (end < rows.length && !rows[end].trim().startsWith(mark)) end += 1;
  return { node: h("pre", { class: "code-block" }, rows.slice(at + 1, end).join("\n")), next: end + 1 };
}

function quote(rows, at) {
  let end = at;
  while (end < rows.length && /^\s*>/.test(rows[end])) end += 1;
  const inside = rows.slice(at, end).map((row) => row.replace(/^\s*> ?/, ""));
  return { node: h("blockquote", {}, [...markdown(inside.join("\n")).childNodes]), next: end };
}

function item(row) {
  const match = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/.exec(row);
  return match ? { indent: match[1].length, ordered: /\d/.test(match[2]), number: Number.parseInt(match[2], 10), text: match[3] } : null;
}

function list(rows, at) {
  const first = item(rows[at]);
  const root = h(first.ordered ? "ol" : "ul", { start: first.ordered && first.number !== 1 ? first.number : null });
  const stack = [{ indent: first.indent, node: root }];
  let next = at;
  while (next < rows.length && item(rows[next])) {
    const one = item(rows[next]);
    while (stack.length > 1 && one.indent < stack[stack.length - 1].indent) stack.pop();
    if (one.indent > stack[stack.length - 1].indent && stack[stack.length - 1].node.lastElementChild) {
      const inner = h(one.ordered ? "ol" : "ul");
      stack[stack.length - 1].node.lastElementChild.append(inner);
      stack.push({ indent: one.indent, node: inner });
    }
    stack[stack.length - 1].node.append(listItem(one.text));
    next += 1;
  }
  return { node: root, next };
}

function listItem(text) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
  if (!task) return h("li", {}, inline(text));
  const done = task[1] !== " ";
  return h("li", { class: "task" }, h("span", { role: "img", "aria-label": done ? "Done" : "To do" }, done ? "☑" : "☐"), " ", inline(task[2]));
}

function table(rows, at) {
  const cells = (row) => row.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
  const sides = cells(rows[at + 1]).map((rule) => (rule.endsWith(":") ? (rule.startsWith(":") ? "center" : "right") : "left"));
  let end = at + 2;
  while (end < rows.length && rows[end].includes("|") && rows[end].trim()) end += 1;
  const draw = (tag) => (cell, index) => h(tag, { class: `align-${sides[index] ?? "left"}`, scope: tag === "th" ? "col" : null }, inline(cell));
  const node = h("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table" },
    h("table", {},
      h("thead", {}, h("tr", {}, cells(rows[at]).map(draw("th")))),
      h("tbody", {}, rows.slice(at + 2, end).map((row) => h("tr", {}, cells(row).map(draw("td")))))));
  return { node, next: end };
}

function paragraph(rows, at) {
  let end = at + 1;
  while (end < rows.length && rows[end].trim() && !/^\s*(```|~~~|>|#{1,6}\s)/.test(rows[end]) && !item(rows[end])) end += 1;
  const inside = rows.slice(at, end).map((row, index) => [index ? h("br") : null, inline(row.replace(/\s+$/, ""))]);
  return { node: h("p", {}, inside), next: end };
}

const patterns = [
  [/^\\([\\`*_{}[\]()#+\-.!|~>])/, (match) => document.createTextNode(match[1])],
  [/^(`+)([^`]|[^`].*?[^`])\1(?!`)/, (match) => h("code", {}, match[2])],
  [/^!\[([^\]]*)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/, (match) => link(match[2], match[1] || match[2])],
  [/^\[((?:[^\[\]]|\[[^\]]*\])+)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/, (match) => link(match[2], inline(match[1]))],
  [/^<(https?:[^\s>]+|mailto:[^\s>]+)>/, (match) => link(match[1], match[1])],
  [/^\*\*\*(?=\S)(.+?\S|\S)\*\*\*/, (match) => h("strong", {}, h("em", {}, inline(match[1])))],
  [/^(\*\*|__)(?=\S)(.+?\S|\S)\1/, (match) => h("strong", {}, inline(match[2]))],
  [/^~~(?=\S)(.+?\S|\S)~~/, (match) => h("s", {}, inline(match[1]))],
  [/^\*(?=\S)(.+?\S|\S)\*(?!\*)/, (match) => h("em", {}, inline(match[1]))],
  [/^_(?=\S)(.+?\S|\S)_(?![\p{L}\p{N}_])/u, (match) => h("em", {}, inline(match[1]))],
  [/^:([a-z0-9_+-]+):/, (match) => (emojiCharacter(match[1]) ? emojiNode(match[1]) : null)],
  [/^https?:\/\/[^\s<>]+[^\s<>.,;:!?'")\]]/, (match) => link(match[0], match[0])],
];

function inline(text) {
  const result = fragment();
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    // An underscore or an address inside a word means nothing: snake_case stays as it is.
    const insideWord = /[\p{L}\p{N}]/u.test(text[at - 1] ?? "") && /[_h]/.test(text[at]);
    const found = insideWord || !/[\\`!\[<*_~:h]/.test(text[at]) ? null : firstPattern(rest);
    if (found) {
      result.append(plain, found.node);
      plain = "";
      at += found.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  result.append(plain);
  return result;
}

function firstPattern(rest) {
  for (const [pattern, draw] of patterns) {
    const match = pattern.exec(rest);
    const node = match && draw(match);
    if (node) return { node, length: match[0].length };
  }
  return null;
}
