// Small questions in front of everything else: an element's own confirmation, or the page's.
import { freshId, giveFocusBack, h } from "../base/dom.js";
import { textObject } from "../text/mrkdwn.js";

/** Shows a Slack confirm object; true when the person goes through with it. */
export function confirmed(confirm) {
  return ask({
    title: textObject(confirm.title ?? "Are you sure?", { plain: true }),
    text: textObject(confirm.text ?? ""),
    yes: textObject(confirm.confirm ?? "Yes", { plain: true }),
    no: textObject(confirm.deny ?? "Cancel", { plain: true }),
    danger: confirm.style === "danger",
  });
}

export function ask({ title, text, yes, no, danger = false }) {
  return new Promise((resolve) => {
    const heading = freshId("confirm");
    const body = freshId("confirm");
    const before = document.activeElement;
    // At once, and not with the event that follows: a key pressed in between would find the question still asked.
    const settle = (answer) => {
      if (!dialog.isConnected) return;
      dialog.close();
      dialog.remove();
      if (before?.isConnected) giveFocusBack(before);
      resolve(answer);
    };
    const dialog = h("dialog", { class: "confirm", "aria-labelledby": heading, "aria-describedby": body },
      h("h2", { id: heading }, title),
      h("div", { id: body, class: "confirm-text" }, text),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", autofocus: danger, on: { click: () => settle(false) } }, no),
        h("button", { type: "button", class: danger ? "button danger filled" : "button primary", autofocus: !danger, on: { click: () => settle(true) } }, yes)));
    dialog.addEventListener("close", () => settle(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}
