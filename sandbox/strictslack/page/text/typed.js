// From what Slack stores ("<@U01>", "a &lt; b") back to what a person would type ("@ana", "a < b"), for editing.
// The other way round is the sandbox's own work: the page sends what was typed.
import { unescapeEntities } from "./mrkdwn.js";
import { handle, store } from "../base/store.js";

export function decode(text) {
  const words = String(text).replace(/<([^<>]+)>/g, (whole, inside) => {
    const [target, label] = inside.split("|");
    if (target.startsWith("@")) return `@${handle(target.slice(1))}`;
    if (target.startsWith("#")) return `#${store.channels.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
    if (/^!(here|channel|everyone)/.test(target)) return `@${target.slice(1)}`;
    if (target.startsWith("!subteam^")) return label ?? target;
    return target;
  });
  return unescapeEntities(words);
}
