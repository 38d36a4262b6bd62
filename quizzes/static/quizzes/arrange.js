/* Dragging questions into their order, as comfort beside the buttons: each drop is saved as a press of a button is. */

const form = document.querySelector("form.arranging");
const EDGE = 70; // px from the window's edge at which the page begins to scroll

const lines = () => [...form.querySelectorAll(".lines > li")];
const placeOf = (line) => lines().indexOf(line) + 1;

function say(text) {
  document.getElementById("moved").textContent = text;
}

function addHandles() {
  if (lines().length < 2) return;
  for (const line of lines()) {
    const handle = Object.assign(document.createElement("span"), { className: "handle", textContent: "⠿", title: "Drag to reorder" });
    handle.setAttribute("aria-hidden", "true"); // with a keyboard the buttons do the same
    handle.addEventListener("pointerdown", (event) => event.button === 0 && drag(line, handle, event));
    line.append(handle);
  }
}

function drag(line, handle, event) {
  const before = line.nextElementSibling;
  const was = placeOf(line);
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  line.classList.add("dragged");
  const stop = (isDropped) => {
    line.classList.remove("dragged");
    handle.onpointermove = handle.onpointerup = handle.onpointercancel = document.onkeydown = null;
    if (!isDropped) line.parentNode.insertBefore(line, before);
    else if (placeOf(line) !== was) save(line);
  };
  handle.onpointermove = ({ clientY }) => {
    if (clientY < EDGE) scrollBy(0, -12);
    else if (clientY > innerHeight - EDGE) scrollBy(0, 12);
    moveTo(line, clientY);
  };
  handle.onpointerup = () => stop(true);
  handle.onpointercancel = () => stop(false);
  document.onkeydown = ({ key }) => key === "Escape" && stop(false);
}

/* Put the line before the first of the others whose middle is below the pointer. Left where it is, it is not touched:
   what is taken out of the page, even for a moment, loses the pointer. */
function moveTo(line, y) {
  const others = lines().filter((other) => other !== line);
  const next = others.find((other) => y < other.getBoundingClientRect().top + other.offsetHeight / 2) ?? null;
  if (next === line.nextElementSibling) return;
  const between = next ? others.slice(0, others.indexOf(next)) : others;
  // The others move round the line, which stays in the page and keeps the pointer.
  for (const other of between) if (line.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) line.before(other);
  for (const other of others.slice(between.length).reverse()) {
    if (line.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING) line.after(other);
  }
}

/* Save as a button would, and show what the server makes of it: numbers, buttons, what it does not take. */
async function save(line) {
  const place = `place ${placeOf(line)} of ${lines().length}`;
  const body = new FormData(form);
  body.append("moved", line.querySelector("[name=order]").value);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form.arranging .lines");
    if (!fresh || !(answer.ok || answer.status === 422)) throw new Error(answer.status);
    form.querySelector(".lines").replaceWith(fresh);
    addHandles();
    say(answer.ok ? `Moved to ${place}. Saved.` : `Moved to ${place}, but not saved: look at the marks and word limits.`);
  } catch {
    say(`Moved to ${place}, but not saved yet. Press Save.`);
  }
}

addHandles();
