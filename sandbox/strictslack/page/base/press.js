// While something is pressed nothing is drawn anew: a click would be lost whose node is gone before it is let go.

// A press that is held for longer is none that clicks; and where a menu of the browser opens, nobody tells that it ended.
const LONGEST_PRESS_MS = 1000;

let waiting = null;
let timer;

export function preparePress() {
  window.addEventListener("pointerdown", press, { capture: true });
  // The click comes right after, and before what waits.
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => setTimeout(letGo), { capture: true });
}

/** Does at once what draws anew, or as soon as nothing is pressed any more. */
export function unlessPressed(draw) {
  if (waiting) waiting.push(draw);
  else draw();
}

function press() {
  waiting ??= [];
  clearTimeout(timer);
  timer = setTimeout(letGo, LONGEST_PRESS_MS);
}

function letGo() {
  clearTimeout(timer);
  const held = waiting ?? [];
  waiting = null;
  for (const draw of held) draw();
}
