// A place that shows blocks and sends what a person does in them: a message, a modal, or a Home tab.
import { api } from "../base/api.js";
import { confirmed } from "../elements/confirm.js";
import { h } from "../base/dom.js";
import { Form, valueKey } from "../elements/form.js";
import { store } from "../base/store.js";

// An edit reaches this page within a second; who pressed a button that it only moved need not press again.
const REDRAW_LOOKS = 20;
const REDRAW_LOOK_MS = 50;

export class Surface {
  constructor(kind, container, channel = null) {
    this.kind = kind;
    this.container = container;
    this.channel = channel;
    this.user = store.me;
    this.form = new Form();
    this.blocks = [];
    this.warnings = new Map();
    this.errors = new Map();
    this.busy = new Set();
    this.unfolded = new Set();
    this.root = null;
  }

  state() {
    return this.form.state(this.blocks, this.channel);
  }

  /** Sends one block action. Resolves to true once the app has acknowledged. */
  async perform(block, element, action) {
    const key = Form.key(block, element);
    this.warn(block, null);
    this.busy.add(key);
    this.showBusy();
    let answer = await this.report(block, element, action);
    const drawn = answer.gone ? await this.drawnAnew(block, element) : null;
    if (drawn) answer = await this.report(drawn, element, action);
    this.busy.delete(key);
    this.showBusy();
    if (!answer.ok) this.warn(block, answer.error || "This app did not respond. Try again in a moment.");
    return answer.ok;
  }

  report(block, element, action) {
    return api.act({
      user: this.user,
      container: this.container,
      block_id: block.block_id,
      action_id: element.action_id,
      state: this.state(),
      action,
    });
  }

  /** The block that has the very same element since the message was drawn anew, as soon as it stands here; null if none does. */
  async drawnAnew(block, element) {
    const wanted = JSON.stringify(element);
    const hasIt = (one) => [...(one.elements ?? []), one.accessory, one.element].some((it) => it && JSON.stringify(it) === wanted);
    for (let left = REDRAW_LOOKS; left > 0; left -= 1) {
      const found = this.blocks.find((one) => one.block_id !== block.block_id && hasIt(one));
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, REDRAW_LOOK_MS));
    }
    return null;
  }

  /** Takes a new value in; where the block reports changes, asks first if it has a confirmation, then reports. */
  async change(block, element, value, { report = true, undo } = {}) {
    const reports = report && (block.type !== "input" || block.dispatch_action);
    if (reports && element.confirm && !(await confirmed(element.confirm))) {
      undo?.();
      return;
    }
    this.form.set(block, element, value);
    this.clearError(block);
    if (reports) await this.perform(block, element, { [valueKey(element.type)]: value });
  }

  blockNode(block) {
    return [...(this.root?.querySelectorAll("[data-block-id]") ?? [])].find((node) => node.dataset.blockId === block.block_id) ?? null;
  }

  showBusy() {
    for (const node of this.root?.querySelectorAll("[data-focus]") ?? []) {
      if (!node.hasAttribute("data-acts")) continue;
      if (this.busy.has(node.dataset.focus.split("#")[0])) node.setAttribute("aria-busy", "true");
      else node.removeAttribute("aria-busy");
    }
  }

  /** A sentence under the block whose action failed; null takes it away. */
  warn(block, sentence) {
    if (sentence) this.warnings.set(block.block_id, sentence);
    else this.warnings.delete(block.block_id);
    const node = this.blockNode(block);
    node?.querySelector(":scope > .warning")?.remove();
    if (sentence) node?.append(warning(sentence));
  }

  warningFor(block) {
    return this.warnings.get(block.block_id) ?? null;
  }

  /** What a block's node is drawn of: with the same source it need not be drawn anew. */
  sourceOf(block) {
    return JSON.stringify([block, this.errors.get(block.block_id) ?? null]);
  }

  clearError(block) {
    if (!this.errors.delete(block.block_id)) return;
    const node = this.blockNode(block);
    // Otherwise the same sentence, said again, would find its node drawn already, and stay unseen.
    if (node) node.source = this.sourceOf(block);
    node?.classList.remove("invalid");
    const error = node?.querySelector(".field-error");
    if (error) error.textContent = "";
    for (const field of node?.querySelectorAll("[aria-invalid]") ?? []) field.removeAttribute("aria-invalid");
  }
}

export function warning(sentence) {
  return h("p", { class: "warning", role: "alert" }, sentence);
}
