/* Marks the answer in the try-out as it is typed, with the scheme as it stands in the editor. */

import { page } from "../quizzes/lib/page.js";

const PAUSE = 350; // ms
const SENT = ["csrfmiddlewaretoken", "scheme", "fields", "base", "stem", "word_limit", "model_answer"];

const form = document.querySelector("form[data-try]");
const answer = document.getElementById("answer");
const trial = document.getElementById("trial");
const field = (name) => form.elements[name];
const choices = new Map(); // what was chosen where the scheme can be read two ways, by question
let waiting;
let asked;
let last = "";

function body() {
  const data = new FormData();
  for (const name of SENT) data.append(name, field(name)?.value ?? "");
  for (const choice of choices.values()) data.append("choice", choice);
  data.append("answer", answer.value);
  data.append("question", form.dataset.question ?? "");
  return data;
}

async function ask() {
  if (!field("scheme").value.trim() && !field("fields").value) {
    trial.replaceChildren();
    return;
  }
  const data = body();
  const now = JSON.stringify([...data]);
  if (now === last) return;
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  try {
    show(await page(form.dataset.try, { body: data, signal }));
    last = now;
  } catch {
    if (signal.aborted) return; // something newer has been asked
    trial.textContent = "The try-out did not respond. What you typed is still here; keep typing to try again.";
  }
}

/* Show what came back, and tell the editor what is wrong with the scheme and how it reads as text. */
function show(fresh) {
  const wrong = fresh.querySelector("[data-line], [data-row], [data-place]");
  const text = fresh.querySelector("template[data-text]");
  const detail = {
    line: Number(wrong?.dataset.line ?? 0),
    row: Number(wrong?.dataset.row ?? 0),
    place: wrong?.dataset.place ?? "",
    hint: wrong?.querySelector(".soft")?.textContent ?? "",
    message: wrong?.querySelector("p").textContent ?? "",
    text: text?.innerHTML ? text.content.textContent : null,
  };
  trial.replaceChildren(...fresh.body.childNodes);
  document.dispatchEvent(new CustomEvent("scheme-read", { detail }));
  document.dispatchEvent(new Event("marked"));
}

/* Take the notation that the try-out proposes into the editor. */
function take() {
  const scheme = field("scheme");
  scheme.value = trial.querySelector("[data-notation]").textContent;
  choices.clear();
  scheme.dispatchEvent(new Event("input", { bubbles: true }));
  document.dispatchEvent(new Event("scheme-replaced"));
}

function start() {
  form.addEventListener("input", (event) => {
    if (event.target !== answer && !SENT.includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  trial.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choice]")?.dataset.choice;
    if (choice) {
      choices.set(choice.slice(0, choice.lastIndexOf("=")), choice);
      ask();
    } else if (event.target.closest("[data-use]")) take();
  });
  addEventListener("load", ask);

  // What was tried can be kept as an example.
  const example = document.querySelector("form[data-example] textarea");
  answer.addEventListener("change", () => {
    if (example && !example.value) example.value = answer.value;
  });
}

if (form) start();
