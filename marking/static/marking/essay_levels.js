// The grid of the open script: levels and marks by click or key, and what is chosen and not given yet.

import { say } from "../quizzes/lib/say.js";
import { device } from "../quizzes/lib/storage.js";

let current = 0; // the place of the objective that a digit is for
let touched = 0; // the one whose mark a sign makes more or less

const essay = () => document.getElementById("essay");
const overall = () => essay().querySelector("#overall-text");
const chosenIn = (objective) => objective.querySelector("input:checked");

export const objectives = () => [...essay().querySelectorAll(".objective")];
export const unchosen = () => objectives().filter((one) => !chosenIn(one));
export const isNew = () => objectives().some((one) => chosenIn(one) && !chosenIn(one).defaultChecked);
export const isLevelled = () => objectives().every((one) => one.querySelector("input[checked]"));

/* Return what is chosen, in words. */
export function inWords() {
  const said = objectives().map((one) => {
    const box = chosenIn(one);
    if (!box) return `${one.dataset.name || "level"}: not chosen`;
    return `${one.dataset.name ? `${one.dataset.name} ` : ""}level ${box.closest(".level").dataset.level}, ${Number(box.value)}`;
  });
  return said.join("; ");
}

function show() {
  const text = unchosen().length < objectives().length ? `${inWords()}${isNew() ? ", not given yet" : ""}` : "";
  essay().querySelector("#chosen").textContent = text ? text[0].toUpperCase() + text.slice(1) : "";
  objectives().forEach((one, at, all) => one.classList.toggle("current", all.length > 1 && at === current));
}

/* Keep on the device what is chosen and typed for the open script and not given yet. */
export function keepDraft(name) {
  const marks = Object.fromEntries(objectives().map((one) => [one.dataset.objective, chosenIn(one)?.value]));
  const text = overall().value !== overall().defaultValue ? overall().value : null;
  if (isNew() || text !== null) device.keep(name, JSON.stringify({ marks: isNew() ? marks : {}, overall: text }));
  else device.forget(name);
}

/* Begin with a script: what was chosen for it before is chosen again. */
export function begin(name) {
  current = touched = 0;
  const draft = device.recallData(name);
  for (const [at, value] of Object.entries(draft?.marks ?? {})) {
    const box = [...essay().querySelectorAll(`input[name="mark-${at}"]`)].find((one) => one.value === value);
    if (box) box.checked = true;
  }
  if (typeof draft?.overall === "string") overall().value = draft.overall;
  if (draft) say("What you had chosen here is not given yet.");
  show();
}

/* Note that a mark was chosen. */
export function chose(objective) {
  touched = current = Number(objective.dataset.objective);
  show();
}

/* Choose a level by its number for the objective in turn; the turn goes on to the next that has none. */
export function level(digit) {
  const all = objectives();
  const one = all[current];
  const row = one.querySelector(`.level[data-level="${digit}"]`);
  if (!row) {
    say(`There is no level ${digit}${one.dataset.name ? ` in ${one.dataset.name}` : ""}.`, { isShown: true });
    return;
  }
  document.getElementById(row.querySelector("label.pick").htmlFor).checked = true;
  touched = current;
  const open = all.findIndex((other) => !chosenIn(other));
  if (open >= 0) current = open;
  show();
  say(inWords());
}

/* Choose a mark more or less. */
export function nudge(by) {
  const boxes = [...(objectives()[touched] ?? objectives()[0]).querySelectorAll("input")].sort((a, b) => a.value - b.value);
  const at = boxes.findIndex((box) => box.checked);
  if (at < 0 || !boxes[at + by]) return;
  boxes[at + by].checked = true;
  show();
  say(inWords());
}

/* Turn to another objective. */
export function turn(by) {
  const all = objectives();
  current = touched = (current + by + all.length) % all.length;
  show();
  say(all[current].dataset.name || "One objective.");
}
