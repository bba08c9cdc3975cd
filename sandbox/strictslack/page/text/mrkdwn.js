// Slack's mrkdwn, drawn as nodes. The rules in short: code first (nothing inside it is formatted), then the
// <...> tokens, then *bold*, _italics_ and ~strike~ where they touch no word outside and no space inside,
// within one line; > quotes at the start of a line; &amp; &lt; &gt; are the only entities.
import { fragment, h, link } from "../base/dom.js";
import { emojiCharacter, emojiNode, withEmoji } from "./emoji.js";
import { dateOf, exactMoment, formatDate, localTimeOf } from "../base/dates.js";
import { channelTitle, personName, store } from "../base/store.js";

export function unescapeEntities(text) {
  return String(text).replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

export function escapeEntities(text) {
  return String(text).replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character]);
}

/** A text object ({type, text}) or a bare string, as Slack would show it. */
export function textObject(value, { plain = false } = {}) {
  if (value === null || value === undefined) return fragment();
  if (typeof value === "string") return plain ? plainText(value) : mrkdwn(value);
  if (value.type === "mrkdwn") return mrkdwn(value.text ?? "");
  return plainText(value.text ?? "", value.emoji !== false);
}

function plainText(text, emoji = true) {
  const shown = unescapeEntities(text);
  return emoji ? withEmoji(shown) : document.createTextNode(shown);
}

/** The words alone, for labels and titles that cannot hold nodes. */
export function wordsOf(value) {
  return textObject(value, { plain: true }).textContent ?? "";
}

export function mrkdwn(text) {
  const result = fragment();
  const pieces = String(text).split(/```([\s\S]+?)```/);
  pieces.forEach((piece, index) => {
    if (index % 2) result.append(h("pre", { class: "code-block" }, codeText(piece.replace(/^\n/, "").replace(/\n$/, ""))));
    else if (piece) result.append(lines(trimAround(piece, index > 0, index < pieces.length - 1)));
  });
  return result;
}

/** A code block is a block of its own: the line break that set it off would otherwise show twice. */
function trimAround(piece, after, before) {
  let text = piece;
  if (after) text = text.replace(/^ *\n/, "");
  if (before) text = text.replace(/\n$/, "");
  return text;
}

/** What stands in code is literal, but links and mentions in it are still written as <...> and show their words. */
function codeText(text) {
  const result = fragment();
  text.split(/(<[^<>\n]+>)/).forEach((piece, index) => {
    result.append(index % 2 ? (token(piece.slice(1, -1)) ?? piece) : unescapeEntities(piece));
  });
  return result;
}

function lines(text) {
  const result = fragment();
  const rows = text.split("\n");
  let pendingBreak = false;
  for (let index = 0; index < rows.length; index += 1) {
    const quote = quoteStart(rows[index]);
    if (quote === null) {
      if (pendingBreak) result.append(h("br"));
      result.append(inline(rows[index]));
      pendingBreak = true;
      continue;
    }
    const quoted = [quote.text];
    if (quote.rest) {
      quoted.push(...rows.slice(index + 1));
      index = rows.length;
    } else {
      while (index + 1 < rows.length && quoteStart(rows[index + 1]) && !quoteStart(rows[index + 1]).rest) {
        index += 1;
        quoted.push(quoteStart(rows[index]).text);
      }
    }
    result.append(h("blockquote", {}, quoted.map((row, at) => [at ? h("br") : null, inline(row)])));
    pendingBreak = false;
  }
  return result;
}

function quoteStart(row) {
  const long = /^(?:>>>|&gt;&gt;&gt;) ?(.*)$/s.exec(row);
  if (long) return { text: long[1], rest: true };
  const short = /^(?:>|&gt;) ?(.*)$/s.exec(row);
  return short ? { text: short[1], rest: false } : null;
}

const styles = { "*": "strong", _: "em", "~": "s" };
const bare = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?'")\]]/;

const deepest = 8; // styles inside of styles; deeper than this nobody writes by intention

/**
 * One line. A mark that finds no closing one before the line's end is remembered in `unclosed`, so that a line of
 * ten thousand stray asterisks is read once and not ten thousand times.
 */
function inline(text, depth = 0) {
  const result = fragment();
  const unclosed = new Set();
  let plain = "";
  const flush = () => {
    result.append(unescapeEntities(plain));
    plain = "";
  };
  let at = 0;
  while (at < text.length) {
    const found = special(text, at, depth, unclosed);
    if (found) {
      flush();
      result.append(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return result;
}

/** What begins at this place: {node, end}, or null for an ordinary character. */
function special(text, at, depth, unclosed) {
  const character = text[at];
  if (character === "`") return code(text, at);
  if (character === "<") return angled(text, at);
  if (character === ":") return shortcode(text, at);
  if (styles[character]) return depth < deepest && !unclosed.has(character) ? styled(text, at, character, depth, unclosed) : null;
  if (character === "h" && !isWord(text[at - 1])) return bareLink(text, at);
  return null;
}

function code(text, at) {
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1) return null;
  return { node: h("code", {}, codeText(text.slice(at + 1, end))), end: end + 1 };
}

function angled(text, at) {
  const end = text.indexOf(">", at + 1);
  if (end < 0) return null;
  const node = token(text.slice(at + 1, end));
  return node ? { node, end: end + 1 } : null;
}

function shortcode(text, at) {
  const match = /^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/.exec(text.slice(at, at + 60));
  const character = match && emojiCharacter(match[1]);
  return character ? { node: emojiNode(match[1].split("::")[0], character), end: at + match[0].length } : null;
}

function bareLink(text, at) {
  const match = bare.exec(text.slice(at, at + 3000));
  if (!match) return null;
  const address = unescapeEntities(match[0]);
  return { node: link(address, address), end: at + match[0].length };
}

function isWord(character) {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

function styled(text, at, mark, depth, unclosed) {
  if (isWord(text[at - 1]) || text[at - 1] === mark) return null;
  const next = text[at + 1];
  if (next === undefined || /\s/.test(next) || next === mark) return null;
  for (let end = at + 2; end < text.length; end += 1) {
    const character = text[end];
    if (character === "`" || (character === "<" && text.indexOf(">", end) > 0)) {
      const past = text.indexOf(character === "<" ? ">" : "`", end + 1);
      if (past > 0) end = past;
    } else if (character === mark && !/\s/.test(text[end - 1]) && !isWord(text[end + 1]) && text[end + 1] !== mark) {
      return { node: h(styles[mark], {}, inline(text.slice(at + 1, end), depth + 1)), end: end + 1 };
    }
  }
  unclosed.add(mark);
  return null;
}

/** The inside of <...>: a mention, a channel, a date, a broadcast or a link; null when it is none of these. */
function token(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const words = bar < 0 ? "" : unescapeEntities(inside.slice(bar + 1));
  if (/^@[UW][A-Z0-9]+$/i.test(target)) return mention(target.slice(1), words);
  if (/^#[CDG][A-Z0-9]+$/i.test(target)) return channelMention(target.slice(1), words);
  if (target.startsWith("!")) return bang(target.slice(1), words);
  if (/^(https?:|mailto:|tel:)/i.test(target)) {
    const address = unescapeEntities(target);
    return link(address, words ? withEmoji(words) : address.replace(/^(mailto|tel):/, ""));
  }
  return null;
}

export function mention(id, words = "") {
  const user = store.users.get(id);
  const name = user ? personName(id) : words || id;
  const title = [user?.title, localTimeOf(user) && `${localTimeOf(user)} local time`].filter(Boolean).join(" · ");
  return h("span", { class: id === store.me ? "mention me" : "mention", title: title || null }, `@${name}`);
}

export function channelMention(id, words = "") {
  const channel = store.channels.get(id);
  if (!channel) return h("span", { class: "mention" }, `#${words || id}`);
  return h("a", { class: "mention", href: `#/${store.me}/${id}` }, channelTitle(channel));
}

export function broadcast(range) {
  return h("span", { class: "mention me" }, `@${range}`);
}

function bang(inside, words) {
  if (/^(here|channel|everyone)$/.test(inside)) return broadcast(inside);
  if (inside.startsWith("subteam^")) return h("span", { class: "mention" }, words || `@${inside.slice(8)}`);
  if (inside.startsWith("date^")) {
    const [, seconds, pattern, address] = inside.split("^");
    return dateNode(seconds, unescapeEntities(pattern ?? ""), address, words);
  }
  return document.createTextNode(words || `<!${inside}>`);
}

export function dateNode(seconds, pattern, address, fallback) {
  const date = /^\d+$/.test(String(seconds)) ? dateOf(seconds) : new Date(Number.NaN);
  const text = formatDate(date, pattern);
  if (text === null) return document.createTextNode(fallback ?? "");
  const time = h("time", { datetime: date.toISOString(), title: exactMoment(date) }, text);
  return address ? link(unescapeEntities(address), time) : time;
}
