// Ways round the page for the keyboard: the skip links, and F6 from region to region.

export function prepareKeys(places) {
  document.addEventListener("keydown", (event) => jump(event, places));
  for (const link of document.querySelectorAll(".skip")) link.addEventListener("click", (event) => skip(event, places));
}

/** The skip links do not go through the address, which belongs to the route. */
function skip(event, places) {
  event.preventDefault();
  const wanted = { messages: "article[tabindex='0']", composer: ".composer textarea" }[event.target.dataset.skip];
  (places.main.querySelector(wanted) ?? places.main).focus();
}

/** F6 goes round the regions of the page, as in Slack. */
function jump(event, places) {
  if (event.key !== "F6") return;
  event.preventDefault();
  const stops = [
    () => places.sidebar.querySelector("[aria-current], a"),
    () => places.main.querySelector("article[tabindex='0']"),
    () => places.main.querySelector(".composer textarea"),
    () => !places.thread.hidden && places.thread.querySelector(".composer textarea, h2"),
  ].map((find) => find()).filter(Boolean);
  const at = stops.findIndex((node) => node === document.activeElement || (node.closest("nav, aside") ?? node).contains(document.activeElement));
  stops[(at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length]?.focus();
}
