/* What a page says to those who hear it: in its polite live region, `#say`, or where its messages stand. */

const JOINED = 1000; // ms within which two things are said as one

let saidAt = -Infinity;

/* Say `text`; `isShown` lets all see it. It replaces what was said before; `joins` has both said if they come at once. */
export function say(text, { isShown = false, joins = false } = {}) {
  const place = document.getElementById("say") ?? document.getElementById("messages");
  const isAtOnce = joins && performance.now() - saidAt < JOINED;
  const textContent = isAtOnce ? `${place.textContent} ${text}` : text;
  place.replaceChildren(Object.assign(document.createElement("p"), { className: isShown ? "note" : "sr", textContent }));
  saidAt = performance.now();
}

/* Take back what was said, so that the same is heard again. */
export function unsay() {
  (document.getElementById("say") ?? document.getElementById("messages")).replaceChildren();
  saidAt = -Infinity;
}
