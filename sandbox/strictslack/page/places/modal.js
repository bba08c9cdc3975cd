// Modals. One <dialog> shows the top view of the stack; views below keep their nodes and all that was typed.
import { api } from "../base/api.js";
import { drawBlocks } from "../blocks/blocks.js";
import { ask } from "../elements/confirm.js";
import { freshId, giveFocusBack, h } from "../base/dom.js";
import { icon } from "../base/icons.js";
import { textObject } from "../text/mrkdwn.js";
import { avatarOf } from "../base/people.js";
import { appById, store } from "../base/store.js";
import { Surface, warning } from "../blocks/surface.js";

export class Modals {
  constructor({ channelHere }) {
    this.channelHere = channelHere;
    this.kept = new Map();
    this.stack = [];
    this.titleId = freshId("modal-title");
    this.dialog = h("dialog", { class: "modal", "aria-labelledby": this.titleId });
    // The browser would close the dialog by itself; here the app is told, and what was typed is not lost unasked.
    this.dialog.addEventListener("cancel", (event) => {
      if (event.target !== this.dialog) return; // a file field has a cancel event of its own
      event.preventDefault();
      this.leave();
    });
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.dialog.querySelector(":popover-open")) return;
      event.preventDefault();
      this.leave();
    });
    document.body.append(this.dialog);
  }

  /** Shows the stack as the sandbox has it, the last on top. */
  show(views) {
    const user = store.me;
    this.stack = views ?? [];
    for (const id of this.kept.keys()) if (!this.stack.some((view) => view.id === id)) this.kept.delete(id);
    const top = this.stack.at(-1);
    if (!top) {
      this.hide();
      return;
    }
    for (const view of this.stack) this.keep(view, user);
    this.draw(this.kept.get(top.id));
  }

  keep(view, user) {
    let one = this.kept.get(view.id);
    if (!one) {
      const surface = new Surface("view", { type: "view", view_id: view.id }, this.channelHere());
      surface.user = user;
      surface.form.remember(view.state?.values);
      one = { surface, page: null };
      this.kept.set(view.id, one);
    }
    const isNew = JSON.stringify(one.view) !== JSON.stringify(view);
    one.view = view;
    if (!one.page || isNew) this.drawView(one);
  }

  drawView(one) {
    const { view, surface } = one;
    surface.errors = new Map(Object.entries(view.errors ?? {}));
    one.blocks = drawBlocks(view.blocks ?? [], surface, one.blocks ?? null);
    if (!one.page) {
      one.head = h("div", { class: "modal-head" });
      one.note = h("div", { class: "modal-note" });
      one.foot = h("div", { class: "modal-foot" });
      one.page = h("form", { class: "modal-page", novalidate: true }, one.head, h("div", { class: "modal-body" }, one.blocks, one.note), one.foot);
      one.page.addEventListener("submit", (event) => {
        event.preventDefault();
        this.submit(one);
      });
      one.page.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && view.submit) this.submit(one);
      });
    }
    const app = appById(view.app_id);
    one.head.replaceChildren(
      this.stack.indexOf(view) > 0 ? h("button", { type: "button", class: "icon-button", "aria-label": "Back", title: "Back", on: { click: () => this.leave() } }, icon("back")) : avatarOf({ ...store.users.get(app?.bot_user_id), real_name: app?.name ?? "App", is_bot: true }, "small"),
      h("h2", { id: this.titleId }, textObject(view.title, { plain: true })),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close", title: "Close", on: { click: () => this.leave({ clear: this.stack.length > 1 }) } }, icon("close")));
    const hasInput = (view.blocks ?? []).some((block) => block.type === "input");
    one.submitButton = view.submit || hasInput ? h("button", { type: "submit", class: "button primary" }, h("span", { class: "button-words" }, view.submit ? textObject(view.submit, { plain: true }) : "Submit")) : null;
    one.foot.replaceChildren(
      h("button", { type: "button", class: "button", on: { click: () => this.leave({ asked: true }) } }, view.close ? textObject(view.close, { plain: true }) : "Cancel"),
      one.submitButton ?? "");
    one.foot.classList.toggle("busy", Boolean(one.busy));
  }

  draw(one) {
    const isOpen = this.dialog.open;
    const isSame = this.dialog.firstElementChild === one.page;
    if (!isSame) this.dialog.replaceChildren(one.page);
    if (!isOpen) {
      this.before = document.activeElement;
      this.dialog.showModal();
    }
    if (!isSame) this.focusFirst(one);
  }

  focusFirst(one) {
    const wanted = one.page.querySelector("[autofocus]") ?? one.page.querySelector(".modal-body :is(input, textarea, select):not([type=hidden])") ?? one.submitButton ?? one.page.querySelector(".modal-foot button");
    wanted?.focus({ preventScroll: !one.blocks.contains(wanted) });
  }

  hide() {
    if (!this.dialog.open) return;
    this.dialog.close();
    this.dialog.replaceChildren();
    const back = this.before?.isConnected ? this.before : document.querySelector(".composer textarea");
    giveFocusBack(back);
  }

  /** Closing: by the X all of it, by Cancel or Escape the top view; asks when that would lose what was typed. */
  async leave({ clear = false, asked = false } = {}) {
    const top = this.stack.at(-1);
    const one = top && this.kept.get(top.id);
    if (!one || one.leaving) return;
    one.leaving = true;
    try {
      const isLoss = clear ? [...this.kept.values()].some((other) => other.surface.form.touched) : one.surface.form.touched;
      if (isLoss && !asked && !(await ask({ title: "Close without saving?", text: "What you typed here will be lost.", yes: "Close", no: "Keep editing", danger: true }))) return;
      const answer = await api.close({ user: one.surface.user, view_id: top.id, ...(clear ? { clear: true } : {}) });
      if (answer.ok) await this.refresh(one.surface.user);
      else this.say(one, answer.error);
    } finally {
      one.leaving = false;
    }
  }

  async submit(one) {
    if (one.busy || !one.submitButton) return;
    const { surface, view } = one;
    this.setBusy(one, true);
    this.say(one, null);
    const answer = await api.submit({ user: surface.user, view_id: view.id, state: surface.state() });
    if (answer.ok) {
      surface.form.touched = false;
      await this.refresh(surface.user);
    }
    this.setBusy(one, false);
    if (answer.ok) return;
    if (answer.errors) {
      this.showErrors(one, answer.errors);
    } else {
      this.say(one, answer.error || "We had some trouble connecting. Try again?");
    }
  }

  setBusy(one, busy) {
    one.busy = busy;
    one.submitButton?.setAttribute("aria-busy", String(busy));
    one.page.classList.toggle("busy", busy);
  }

  /** The views come by the stream as well; asking makes sure that an answer is never shown before its effect. */
  async refresh(user) {
    try {
      const { views } = await api.views(user);
      if (user === store.me) this.show(views);
    } catch {
      // The stream brings them as soon as the sandbox is back.
    }
  }

  showErrors(one, errors) {
    const { surface, view } = one;
    surface.errors = new Map(Object.entries(errors));
    drawBlocks(view.blocks ?? [], surface, one.blocks);
    const known = new Set((view.blocks ?? []).map((block) => block.block_id));
    const lost = Object.entries(errors).filter(([blockId]) => !known.has(blockId)).map(([, sentence]) => sentence);
    if (lost.length) this.say(one, lost.join("\n"));
    const first = (view.blocks ?? []).find((block) => surface.errors.has(block.block_id));
    const node = first && surface.blockNode(first);
    const field = node?.querySelector("input, textarea, select, [aria-invalid]");
    node?.scrollIntoView({ block: "nearest" });
    field?.focus({ preventScroll: true });
  }

  say(one, sentence) {
    one.note.replaceChildren(sentence ? warning(sentence) : "");
    if (sentence) one.note.scrollIntoView({ block: "nearest" });
  }
}
