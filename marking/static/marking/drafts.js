// Keeps, drops and brings back drafts without loading the page again, and by keys. Without it the forms do the same.

import { page } from "../quizzes/lib/page.js";
import { say } from "../quizzes/lib/say.js";
import { device } from "../quizzes/lib/storage.js";

const drafts = document.getElementById("drafts");
const keys = document.getElementById("keys");
const decided = [];
const articles = () => [...drafts.querySelectorAll("article.draft")];
const open = () => articles().filter((article) => article.dataset.state === "OPEN");

const count = () => {
  for (const place of document.querySelectorAll("[data-count]")) {
    place.textContent = articles().filter((article) => article.dataset.state === place.dataset.count).length;
  }
  const ready = open().filter((article) => !("check" in article.dataset)).length;
  const all = document.querySelector("[data-all]");
  all.textContent = ready === 1 ? "Keep the 1 that is ready" : `Keep all ${ready} that are ready`;
  all.hidden = ready === 0;
  const kept = articles().some((article) => article.dataset.state === "KEPT");
  document.querySelector("[data-on]").hidden = ready > 0 || !kept;
};

const step = (from, by) => {
  const list = articles();
  const next = list[list.indexOf(from) + by];
  if (next) next.focus();
};

const nextOpen = (from) => {
  const list = articles();
  const at = list.indexOf(from);
  const next = [...list.slice(at + 1), ...list.slice(0, at)].find((article) => article.dataset.state === "OPEN");
  (next || from).focus();
};

const send = async (form, button) => {
  const article = form.closest("article");
  const act = button.dataset.do;
  article.setAttribute("aria-busy", "true");
  let reply;
  try {
    reply = await page(form.action, { body: new FormData(form) });
  } catch {
    article.removeAttribute("aria-busy");
    form.submit(); // the plain way, which shows what is wrong
    return;
  }
  const fresh = reply.querySelector("article.draft");
  article.replaceWith(fresh);
  count();
  if (reply.isRefused) {
    fresh.focus();
    return;
  }
  forget(article);
  if (act === "turn") {
    fresh.focus();
    say(`Turned round: ${fresh.querySelector(".stem").textContent}`);
    return;
  }
  if (act !== "undo") decided.push(fresh.id);
  const left = open().length;
  say(`${{ keep: "Kept", drop: "Dropped", undo: "Back" }[act]}. ${left} to decide.`);
  if (act === "undo") fresh.focus();
  else nextOpen(fresh);
};

// What is typed into a draft stays on this device until the draft is decided, so that a reload loses nothing.
const kept = (area) => `markscheme:${area.id}`;
const forget = (form) => {
  for (const area of form.querySelectorAll("textarea")) device.forget(kept(area));
};
drafts.addEventListener("input", (event) => {
  if (event.target.matches("textarea")) device.keep(kept(event.target), event.target.value);
});
for (const area of drafts.querySelectorAll("textarea")) {
  const typed = device.recall(kept(area));
  if (typed === null || typed === area.value) continue;
  area.value = typed;
  area.closest("details").open = true;
}

drafts.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
});

drafts.addEventListener("keydown", (event) => {
  const article = event.target.closest("article.draft");
  const typing = event.target.closest("textarea, input, select");
  if (!keys.checked || !article || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const press = (what) => article.querySelector(`[data-do="${what}"]`)?.click();
  const acts = {
    ArrowDown: () => step(article, 1),
    ArrowUp: () => step(article, -1),
    k: () => press("keep"),
    d: () => press("drop"),
    t: () => press("turn"),
    e: () => {
      const edit = article.querySelector("details.edit");
      if (!edit) return;
      edit.open = true;
      edit.querySelector("textarea").focus();
    },
    z: () => document.getElementById(decided.pop())?.querySelector('[data-do="undo"]')?.click(),
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});

keys.checked = device.recall("markscheme:keys") !== "off";
keys.addEventListener("change", () => device.keep("markscheme:keys", keys.checked ? "on" : "off"));
count();
