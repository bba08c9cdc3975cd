// A text box with a searchable list below it: every multi select, external selects, and long lists.
// By keyboard: type to search, arrows to move, Enter to take, Backspace to take the last one back.
import { freshId, h } from "../base/dom.js";
import { icon } from "../base/icons.js";
import { layerOf, place } from "../base/popup.js";

/**
 * @param find     (words) -> promise or array of {value, label, description?, group?, data}
 * @param selected array of the same shape, what is chosen at the start
 * @param changed  (chosen) -> void, called with the whole list after each change
 */
export class Combobox {
  constructor({ id, label, labelledBy, describedBy, required, placeholder, multiple = false, limit, selected = [], find, changed, attributes = {} }) {
    Object.assign(this, { multiple, limit, find, changed, placeholder });
    this.chosen = [...selected];
    this.shown = [];
    this.at = -1;
    this.list = h("div", { id: freshId("list"), role: "listbox", class: "listbox", "aria-label": label || placeholder || "Options", "aria-multiselectable": multiple ? "true" : null, popover: "manual" });
    this.input = h("input", {
      id, type: "text", role: "combobox", class: "combobox-input", autocomplete: "off", spellcheck: "false",
      "aria-label": label, "aria-labelledby": labelledBy, "aria-describedby": describedBy, "aria-required": required ? "true" : null,
      "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list", ...attributes,
    });
    this.chips = h("span", { class: "chips" });
    this.element = h("div", { class: multiple ? "combobox multiple" : "combobox" }, this.chips, this.input, icon("chevron", 16));
    this.listen();
    this.drawChosen();
  }

  listen() {
    this.element.addEventListener("mousedown", (event) => {
      if (event.target.closest("button") || event.target === this.input) return;
      event.preventDefault();
      this.input.focus();
      this.open();
    });
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the text box keeps the keyboard
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(this.shown[Number(option.dataset.index)]);
    });
  }

  get isOpen() {
    return this.input.getAttribute("aria-expanded") === "true";
  }

  /** Opened by a click, a single choice shows the whole list; opened by typing, what fits the words. */
  open(words = this.multiple ? this.input.value : null) {
    if (this.isOpen) return;
    layerOf(this.element).append(this.list);
    this.list.showPopover();
    this.input.setAttribute("aria-expanded", "true");
    this.follow = () => place(this.list, this.element, { width: this.element.offsetWidth });
    window.addEventListener("scroll", this.follow, true);
    window.addEventListener("resize", this.follow);
    if (words === null) this.input.select();
    this.search(words ?? "");
  }

  close() {
    if (!this.isOpen) return;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    window.removeEventListener("scroll", this.follow, true);
    window.removeEventListener("resize", this.follow);
    if (this.list.isConnected) this.list.hidePopover();
    this.list.remove();
  }

  leave() {
    this.close();
    this.drawChosen();
  }

  async search(words = this.input.value) {
    if (!this.isOpen) {
      this.open(words);
      return;
    }
    const turn = (this.turn = (this.turn ?? 0) + 1);
    let found;
    try {
      const answer = this.find(words.trim());
      if (answer instanceof Promise) this.drawNote("Looking…");
      found = await answer;
    } catch (problem) {
      if (turn === this.turn) this.drawNote(problem.message);
      return;
    }
    if (turn !== this.turn || !this.isOpen) return;
    this.shown = found;
    this.drawOptions(words);
  }

  drawNote(words) {
    this.shown = [];
    this.at = -1;
    this.list.replaceChildren(h("p", { class: "listbox-note", role: "option", "aria-disabled": "true" }, words));
    this.follow();
  }

  drawOptions(words) {
    if (!this.shown.length) {
      this.drawNote(words ? "Nothing found" : "Type to search");
      return;
    }
    const nodes = [];
    let group = null;
    this.shown.forEach((option, index) => {
      if (option.group && option.group !== group) nodes.push(h("div", { class: "listbox-group", role: "presentation" }, option.group));
      group = option.group;
      const isChosen = this.chosen.some((one) => one.value === option.value);
      nodes.push(h("div", { id: freshId("option"), role: "option", class: "listbox-option", "aria-selected": String(isChosen), data: { index } },
        h("span", { class: "option-tick" }, isChosen ? icon("check", 16) : null),
        h("span", {}, option.label, option.description ? h("small", {}, option.description) : null)));
    });
    this.list.replaceChildren(...nodes);
    this.follow();
    const chosenAt = this.shown.findIndex((option) => this.chosen.some((one) => one.value === option.value));
    this.mark(words || this.multiple ? 0 : Math.max(0, chosenAt));
  }

  mark(at) {
    this.at = at;
    this.list.querySelector(".marked")?.classList.remove("marked");
    const option = this.list.querySelectorAll("[role=option]")[at];
    option?.classList.add("marked");
    option?.scrollIntoView({ block: "nearest" });
    if (option?.id) this.input.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!this.isOpen) this.open();
      else if (this.shown.length) this.mark((this.at + (key === "ArrowDown" ? 1 : -1) + this.shown.length) % this.shown.length);
    } else if (key === "Enter") {
      if (!this.isOpen) return;
      event.preventDefault(); // not a submission: it takes the marked option
      if (this.shown[this.at]) this.take(this.shown[this.at]);
    } else if (key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.leave();
    } else if (key === "Backspace" && this.multiple && !this.input.value && this.chosen.length) {
      this.settle(this.chosen.slice(0, -1));
    }
  }

  take(option) {
    if (!option) return;
    if (!this.multiple) {
      this.settle([option]);
      this.close();
      return;
    }
    const without = this.chosen.filter((one) => one.value !== option.value);
    if (without.length === this.chosen.length) {
      if (this.limit && this.chosen.length >= this.limit) {
        this.drawNote(`You can choose at most ${this.limit}.`);
        return;
      }
      without.push(option);
    }
    this.input.value = "";
    this.settle(without);
    this.search("");
  }

  settle(chosen) {
    this.chosen = chosen;
    this.drawChosen();
    this.changed(chosen);
  }

  drawChosen() {
    if (!this.multiple) {
      this.input.value = this.chosen[0]?.label ?? "";
      this.input.placeholder = this.placeholder ?? "";
      return;
    }
    this.input.placeholder = this.chosen.length ? "" : (this.placeholder ?? "");
    this.chips.replaceChildren(...this.chosen.map((option) =>
      h("span", { class: "chip" }, option.label,
        h("button", { type: "button", "aria-label": `Remove ${option.label}`, on: { click: () => this.remove(option) } }, icon("close", 12)))));
    if (this.isOpen) this.follow();
  }

  remove(option) {
    this.settle(this.chosen.filter((one) => one !== option));
    this.input.focus();
  }
}
