// The wordings that a scheme doesn't know: one key each, while one of them has the focus.

import { page } from "../quizzes/lib/page.js";

const section = document.getElementById("phrases");
const keys = document.getElementById("keys");
const phrases = () => [...section.querySelectorAll(".phrase")];

const step = (phrase, by) => {
  const list = phrases();
  list[list.indexOf(phrase) + by]?.focus();
};

section.addEventListener("keydown", (event) => {
  const phrase = event.target.closest(".phrase");
  if (!phrase || event.ctrlKey || event.metaKey || event.altKey || (keys && !keys.checked)) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(phrase, event.key === "ArrowDown" ? 1 : -1);
  else {
    const button = phrase.querySelector(`[data-do="${CSS.escape(event.key)}"]`);
    if (!button) return;
    button.click();
  }
  event.preventDefault();
});

// Rejected or left aside without loading the page again; what fails is sent as a plain form.
section.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const phrase = form.closest(".phrase");
  const button = event.submitter;
  const list = phrases();
  const next = list[list.indexOf(phrase) + 1] ?? list[list.indexOf(phrase) - 1];
  const body = new URLSearchParams(new FormData(form, button));
  try {
    await page(form.action, { body, statuses: [] });
  } catch {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
    form.submit();
    return;
  }
  phrase.remove();
  if (next) next.focus();
  else section.remove();
});

for (const phrase of phrases()) phrase.tabIndex = 0;
