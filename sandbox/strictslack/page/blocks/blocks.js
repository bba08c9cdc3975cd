// Blocks, one function a type.
import { chart } from "./charts.js";
import { freshId, fragment, h, link, picture, placeOfFocus, restoreFocus } from "../base/dom.js";
import { drawElement, groupTypes } from "../elements/elements.js";
import { fileCard, imageAddress } from "../base/files.js";
import { icon } from "../base/icons.js";
import { markdown } from "../text/markdown.js";
import { textObject, wordsOf } from "../text/mrkdwn.js";
import { richText } from "../text/richtext.js";
import { warning } from "./surface.js";

const drawers = {
  section, actions, context, header, divider, image, input, table, file, video, card, alert, carousel, container, plan,
  rich_text: (block) => richText(block),
  markdown: (block) => markdown(block.text ?? ""),
  context_actions: actions,
  task_card: taskCard,
  data_table: table,
  data_visualization: (block) => chart(block),
};

/** All blocks in one box. `previous` is the box as it stood: blocks that did not change keep their node and focus. */
export function drawBlocks(blocks, surface, previous = null) {
  const known = new Map((previous ? [...previous.children] : []).map((node) => [node.dataset.blockId, node]));
  const box = previous ?? h("div", { class: "blocks" });
  surface.blocks = blocks;
  surface.root = box;
  const nodes = blocks.map((block) => {
    const source = surface.sourceOf(block);
    const before = known.get(block.block_id);
    if (before?.source === source) return before;
    const node = drawBlock(block, surface);
    node.source = source;
    return node;
  });
  // Stale nodes go first, so that those which stay need not move: moving a node would lose the keyboard's place.
  const held = placeOfFocus(box);
  const stays = new Set(nodes);
  for (const node of [...box.children]) if (!stays.has(node)) node.remove();
  nodes.forEach((node, index) => {
    if (box.children[index] !== node) box.insertBefore(node, box.children[index] ?? null);
  });
  restoreFocus(box, held);
  return box;
}

function drawBlock(block, surface) {
  const draw = drawers[block.type] ?? ((one) => h("p", { class: "unknown" }, `[${one.type}]`));
  const node = h("div", { class: `block block-${block.type}`, data: { blockId: block.block_id ?? "" } }, draw(block, surface));
  if (surface.errors.has(block.block_id)) node.classList.add("invalid");
  const sentence = surface.warningFor(block);
  if (sentence) node.append(warning(sentence));
  return node;
}

function section(block, surface) {
  const words = freshId("section");
  const body = h("div", { class: "section-body" },
    block.text ? folded(h("div", { id: words, class: "section-text" }, textObject(block.text)), block, surface) : null,
    block.fields?.length ? h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "field" }, textObject(field)))) : null);
  if (!block.accessory) return body;
  const element = block.accessory;
  const isGroup = groupTypes.has(element.type);
  const accessory = drawElement({ block, element, surface, label: wordsOf(block.text), labelledBy: isGroup && block.text ? words : null });
  if (element.type !== "button" && !isGroup) {
    // The words beside a picker say what it is for.
    const field = accessory.matches?.("select, input, button") ? accessory : accessory.querySelector?.("select, input, textarea");
    const named = field?.getAttribute("aria-label");
    if (field && block.text && named && element.type !== "overflow") field.setAttribute("aria-describedby", words);
    if (field && element.type !== "overflow" && element.placeholder) field.setAttribute("aria-label", wordsOf(element.placeholder));
    if (element.type === "overflow") field?.setAttribute("aria-label", "More options");
  }
  const below = isGroup || element.type === "plain_text_input";
  return h("div", { class: below ? "section below" : "section" }, body, h("div", { class: `accessory accessory-${element.type}` }, accessory));
}

/** Slack folds long sections of a message, unless the app says `expand`; where exactly is Slack's own secret. */
const longest = { letters: 700, lines: 10 };

function folded(text, block, surface) {
  const words = block.text.text ?? "";
  const isLong = words.length > longest.letters || words.split("\n").length > longest.lines;
  if (surface.kind !== "message" || block.expand || !isLong || surface.unfolded.has(block.block_id)) return text;
  const unfold = () => {
    surface.unfolded.add(block.block_id);
    text.classList.remove("folded");
    more.remove();
  };
  const more = h("button", { type: "button", class: "link-button see-more", "aria-expanded": "false", "data-focus": `${block.block_id}/more`, on: { click: unfold } }, "See more");
  text.classList.add("folded");
  // Whoever comes to a link inside by keyboard must see it.
  text.addEventListener("focusin", unfold);
  return fragment(text, more);
}

function actions(block, surface) {
  return h("div", { class: "actions" }, (block.elements ?? []).map((element) => drawElement({ block, element, surface, label: wordsOf(element.placeholder) })));
}

function context(block) {
  return h("div", { class: "context" }, (block.elements ?? []).map((element) => (element.type === "image"
    ? picture(imageAddress(element), element.alt_text, { class: "context-image" })
    : h("span", { class: "context-text" }, textObject(element)))));
}

function header(block, surface) {
  // Below the page's h1 and a dialog's h2: a card's title is a heading that a screen reader can jump to.
  return h("div", { class: "header-text", role: "heading", "aria-level": surface.kind === "home" ? "2" : "3" }, textObject(block.text, { plain: true }));
}

function divider() {
  return h("hr");
}

function image(block) {
  const title = block.title ? h("figcaption", {}, textObject(block.title, { plain: true })) : null;
  return h("figure", {}, title, picture(imageAddress(block), block.alt_text, { class: "block-image" }));
}

function input(block, surface) {
  const { element } = block;
  const id = freshId("field");
  const labelId = freshId("label");
  const hintId = block.hint ? freshId("hint") : null;
  const errorId = freshId("error");
  const error = surface.errors.get(block.block_id) ?? "";
  const isGroup = groupTypes.has(element.type);
  const field = drawElement({
    block, element, surface, id, required: !block.optional, hasLabel: !isGroup,
    labelledBy: isGroup ? labelId : null, describedBy: [hintId, errorId].filter(Boolean).join(" "),
  });
  const control = [field, ...(field.querySelectorAll?.("[id]") ?? [])].find((node) => node.id === id);
  if (error) control?.setAttribute("aria-invalid", "true");
  const label = isGroup
    ? h("span", { id: labelId, class: "field-label" }, textObject(block.label, { plain: true }))
    : h("label", { id: labelId, class: "field-label", for: id }, textObject(block.label, { plain: true }));
  return fragment(
    // The mark stands outside of the label, so that the field's name is the label's words and nothing else.
    h("div", { class: "label-line" }, label, block.optional ? h("span", { class: "optional", "aria-hidden": "true" }, "(optional)") : null),
    field,
    h("p", { id: errorId, class: "field-error" }, error),
    block.hint ? h("p", { id: hintId, class: "hint" }, textObject(block.hint, { plain: true })) : null);
}

function table(block) {
  const rows = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const align = (index) => `align-${settings[index]?.align ?? "left"}${settings[index]?.is_wrapped ? " wrapped" : ""}`;
  const draw = (tag) => (cell, index) => h(tag, { class: align(index), scope: tag === "th" ? "col" : null },
    cell?.type === "rich_text" ? richText(cell) : String(cell?.text ?? cell?.value ?? ""));
  return h("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table", "data-focus": `${block.block_id}/table` },
    h("table", {}, block.caption ? h("caption", {}, block.caption) : null, h("thead", {}, h("tr", {}, (rows[0] ?? []).map(draw("th")))), h("tbody", {}, rows.slice(1).map((row) => h("tr", {}, row.map(draw("td")))))));
}

function file(block) {
  return block.file ? fileCard(block.file) : h("p", { class: "unknown" }, `File ${block.external_id ?? ""}`);
}

function video(block) {
  const by = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  return h("div", { class: "video" },
    by ? h("small", {}, by) : null,
    h("strong", {}, link(block.title_url || block.video_url, textObject(block.title, { plain: true }))),
    block.description ? h("p", {}, textObject(block.description, { plain: true })) : null,
    block.thumbnail_url ? link(block.video_url, picture(block.thumbnail_url, block.alt_text, { class: "block-image" })) : null);
}

function card(block, surface) {
  return h("div", { class: "card" },
    block.hero_image ? picture(imageAddress(block.hero_image), block.hero_image.alt_text, { class: "hero-image" }) : null,
    h("div", { class: "card-head" },
      block.icon ? picture(imageAddress(block.icon), block.icon.alt_text, { class: "card-icon" }) : null,
      h("div", {}, block.title ? h("strong", {}, textObject(block.title)) : null, block.subtitle ? h("div", { class: "quiet" }, textObject(block.subtitle)) : null)),
    block.body ? h("div", {}, textObject(block.body)) : null,
    block.subtext ? h("div", { class: "quiet small" }, textObject(block.subtext)) : null,
    block.actions?.length ? actions({ ...block, elements: block.actions }, surface) : null);
}

function carousel(block, surface) {
  return h("div", { class: "carousel", tabindex: "0", role: "group", "aria-label": "Cards" }, (block.elements ?? []).map((one) => drawBlock({ type: "card", ...one, block_id: block.block_id }, surface)));
}

function container(block, surface) {
  const title = block.rich_text_title ? richText(block.rich_text_title) : textObject(block.title, { plain: true });
  const inside = (block.child_blocks ?? []).map((one) => drawBlock(one, surface));
  const head = [h("strong", {}, title), block.subtitle ? h("div", { class: "quiet" }, textObject(block.subtitle)) : null];
  if (!block.is_collapsible) return h("div", { class: "card" }, head, inside);
  return h("details", { class: "card", open: !block.default_collapsed }, h("summary", {}, head), inside);
}

function alert(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  const drawing = { warning: "warning", error: "warning", success: "check" }[level] ?? "info";
  return h("div", { class: `alert alert-${level}`, role: level === "error" ? "alert" : "note" }, icon(drawing), h("div", {}, textObject(block.text)));
}

function plan(block, surface) {
  return h("div", { class: "card" }, h("strong", {}, textObject(block.title, { plain: true })), (block.tasks ?? []).map((one) => drawBlock({ type: "task_card", ...one }, surface)));
}

function taskCard(block) {
  const glyph = { complete: "✓", in_progress: "…", error: "!" }[block.status] ?? "○";
  return h("div", { class: "card" }, h("span", {}, `${glyph} `), textObject(block.title, { plain: true }), block.details ? richText(block.details) : null, block.output ? richText(block.output) : null,
    (block.sources ?? []).map((one) => h("div", { class: "small" }, link(one.url, one.text))));
}
