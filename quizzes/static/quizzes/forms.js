/* What every form of a signed-in person gets: one press sends it once, and what was typed outlives a reload, a link
   pressed by mistake and the end of a session.

   What is typed is kept in this tab (sessionStorage), under the person, the page and the form; `data-keep` on a form
   keeps it in the browser instead (localStorage), `data-keep="no"` not at all. It is forgotten when the page that follows
   shows that it arrived: another page, or the same with a message of success. */

import { device, tab } from "./lib/storage.js";

const PREFIX = "markscheme:form:";
const SENT = "markscheme:sent";
const person = document.querySelector("form[data-user]")?.dataset.user;
const isRefused = document.querySelector(".problem[role='alert']") !== null;
const arrived = document.querySelector("#messages .note.success") !== null;

const storeOf = (form) => (form.dataset.keep ? device : tab);
const keyOf = (form) => `${PREFIX}${person}:${location.pathname}:${form.getAttribute("action") ?? ""}:${form.dataset.keep ?? ""}`;

function isKept(form) {
  if (form.dataset.keep === "no" || form.dataset.user || form.method !== "post") return false;
  return [...form.elements].some((field) => field.matches("textarea, input[type='text'], input:not([type])"));
}

/* The fields whose values are kept, in the page's order. Passwords and files never are. */
function fieldsOf(form) {
  return [...form.elements].filter(
    (field) => field.name && field.name !== "csrfmiddlewaretoken" && !field.matches("button, fieldset, [type='password'], [type='file'], [type='submit']"),
  );
}

const valueOf = (field) => (field.matches("[type='checkbox'], [type='radio']") ? field.checked : field.value);

function keep(form) {
  storeOf(form).keep(keyOf(form), JSON.stringify(fieldsOf(form).map((field) => [field.name, valueOf(field)])));
}

function forget(form) {
  storeOf(form).forget(keyOf(form));
}

/* Put back what was typed here and not sent. A form that has other fields by now is left as it is. */
function putBack(form) {
  const kept = storeOf(form).recallData(keyOf(form));
  const fields = fieldsOf(form);
  if (!kept || kept.length !== fields.length || kept.some(([name], at) => fields[at].name !== name)) return;
  const differing = fields.filter((field, at) => valueOf(field) !== kept[at][1]);
  if (!differing.some((field) => field.type !== "hidden" || field.name === "fields")) return;
  fields.forEach((field, at) => {
    if (field.matches("[type='checkbox'], [type='radio']")) field.checked = kept[at][1];
    else field.value = kept[at][1];
  });
  for (const field of differing) field.dispatchEvent(new Event("input", { bubbles: true }));
  say(form);
}

function say(form) {
  const note = Object.assign(document.createElement("p"), { className: "note info", role: "status" });
  const text = Object.assign(document.createElement("span"), { textContent: "This is what you typed here and had not saved. " });
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "Discard it" });
  drop.addEventListener("click", () => {
    forget(form);
    location.reload();
  });
  text.append(drop);
  note.append(text);
  form.prepend(note);
}

/* Forget what the page before sent, if this page shows that it arrived. */
function settle() {
  const sent = tab.recallData(SENT);
  tab.forget(SENT);
  if (sent && (sent.path !== location.pathname || arrived) && !isRefused) {
    for (const memory of [device, tab]) memory.forget(sent.key);
  }
}

function start() {
  const forms = [...document.querySelectorAll("main form")].filter(isKept);
  const waiting = new Map();
  settle();
  for (const form of forms) isRefused ? forget(form) : putBack(form);
  for (const form of forms) {
    form.addEventListener("input", () => {
      clearTimeout(waiting.get(form));
      waiting.set(form, setTimeout(() => (waiting.delete(form), keep(form)), 300));
    });
  }
  addEventListener("pagehide", () => {
    for (const form of waiting.keys()) keep(form);
  });
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (defaultPrevented || !forms.includes(target)) return;
    clearTimeout(waiting.get(target));
    waiting.delete(target);
    keep(target);
    tab.keep(SENT, JSON.stringify({ key: keyOf(target), path: location.pathname }));
  });
}

/* One press is one form, however often it is pressed; a page that is shown again may send again. */
function sendOnce() {
  const sent = new Set();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (sent.has(event.target)) event.preventDefault();
    sent.add(event.target);
    setTimeout(() => sent.delete(event.target), 5000); // an answer that is a file leaves the page as it is
  });
  addEventListener("pageshow", () => sent.clear());
}

sendOnce();
if (person) start();
