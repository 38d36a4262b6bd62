// Essays without loading the page again: levels and marks by click or key, comments at passages, what waits for the
// network. Without it the forms do the same, one page an act.

import { data } from "../quizzes/lib/page.js";
import { newKey, post } from "../quizzes/lib/post.js";
import { Retries } from "../quizzes/lib/retries.js";
import { say } from "../quizzes/lib/say.js";
import { device } from "../quizzes/lib/storage.js";
import { passageAt, selectedIn, sentenceFrom, show } from "./passage.js";

const place = document.getElementById("essays");
const keys = document.getElementById("keys");
const unsaved = document.getElementById("unsaved");
const tally = document.getElementById("tally");
const dock = document.getElementById("remark");
const bank = document.getElementById("bank");
const remark = document.getElementById("remark-form");
const remarkText = document.getElementById("remark-text");
const kept = `markscheme:essays:${place.dataset.kept}`;
const ANSWERS = [400, 404, 409, 413, 422]; // what stands against an act; anything else is tried again
const PATIENCE = 20_000;

let order = place.dataset.order.split(" ").filter(Boolean).map(Number);
const waiting = []; // acts that are not saved yet: {kind, url, body, script}
const undone = []; // what can be undone, the last one last: {kind, url, script}
const seen = []; // the scripts that were open before, the last one last
const later = new Set(); // those that were left for later
const fetched = new Map(); // scripts that were asked for in advance: a promise of their page
const overalls = new Map(); // the comment on the whole that stands, by script, as far as it is newer than the page
let passage = null; // the words that are selected
let current = 0; // the place of the objective that a digit is for
let late = false;
let trouble = "";

const essay = () => document.getElementById("essay");
const words = () => essay().querySelector(".script.large .words");
const key = () => Number(essay().dataset.script);
const objectives = () => [...essay().querySelectorAll(".objective")];
const chosenIn = (objective) => objective.querySelector("input:checked");
const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

// ---- what is not saved yet ----

const store = () => {
  if (waiting.length) device.keep(kept, JSON.stringify(waiting));
  else device.forget(kept);
};

const count = () => {
  unsaved.hidden = !late;
  unsaved.textContent = `${waiting.length} not saved. ${trouble.replace(/\.$/, "")}`;
  store();
};

const draftOf = (script) => `${kept}:${script}`;

// What is chosen and typed for a script and not given yet.
const keepDraft = () => {
  const marks = Object.fromEntries(objectives().map((one) => [one.dataset.objective, chosenIn(one)?.value]));
  const overall = essay().querySelector("#overall-text");
  const isNew = objectives().some((one) => chosenIn(one) && !chosenIn(one).defaultChecked);
  const draft = { marks: isNew ? marks : {}, overall: overall.value !== overall.defaultValue ? overall.value : null };
  if (isNew || draft.overall !== null) device.keep(draftOf(key()), JSON.stringify(draft));
  else device.forget(draftOf(key()));
};

const takeUpDraft = () => {
  const draft = device.recallData(draftOf(key()));
  if (!draft) return;
  for (const [at, value] of Object.entries(draft.marks ?? {})) {
    const box = [...essay().querySelectorAll(`input[name="mark-${at}"]`)].find((one) => one.value === value);
    if (box) box.checked = true;
  }
  if (typeof draft.overall === "string") essay().querySelector("#overall-text").value = draft.overall;
  say("What you had chosen here is not given yet.");
};

const failed = ({ isElsewhere }) => {
  const why = isElsewhere ? "You are logged out. Log in again in another tab." : "Trying again.";
  if (!late || why !== trouble) say(`${many(waiting.length, "act")} not saved yet. ${why}`);
  late = true;
  trouble = why;
  count();
};

const step = async () => {
  if (!waiting.length) return { kind: "ok" };
  const act = waiting[0];
  const body = new URLSearchParams(act.body);
  if (act.kind === "overall" && overalls.has(act.script)) body.set("seen", overalls.get(act.script) ?? "");
  const reply = await post("POST", act.url, body, { sign: "said", patience: PATIENCE });
  if (reply.kind !== "ok" && !ANSWERS.includes(reply.status)) return { ...reply, kind: "later" };
  waiting.shift();
  if (late && !waiting.length) {
    late = false;
    say("All saved.");
  }
  if (reply.kind === "ok") done[act.kind](reply.data, act);
  else refused(reply, act);
  count();
  return { kind: "ok" };
};

const sending = new Retries({ step, isDone: () => !waiting.length, failed });

const send = (kind, url, body, script = key()) => {
  waiting.push({ kind, url, body, script });
  count();
  sending.start();
};

const done = {
  levels: ({ undo, order: next, tally: left, said }, { script }) => {
    device.forget(draftOf(script));
    fetched.delete(script);
    undone.push({ kind: "levels", url: undo, script });
    order = next;
    tally.querySelector("strong").textContent = left;
    const line = document.querySelector(`[data-said="${script}"]`);
    if (line) line.textContent = said;
    if (!order.length && !waiting.length) location.assign(addressOf(null)); // all are levelled: the second look
    else freshen();
  },
  comment: ({ comment, change, paper, before }, { script }) => {
    if (change) undone.push({ kind: "comment", url: change, script, before });
    fetched.delete(script);
    if (script === key()) repaper(paper);
    if (comment === null) say("Taken away.");
  },
  overall: ({ comment, change, before }, { script }) => {
    overalls.set(script, comment);
    if (change) undone.push({ kind: "comment", url: change, script, before, isOverall: true });
    fetched.delete(script);
    if (script === key()) {
      const box = essay().querySelector("#overall-text");
      box.defaultValue = box.value;
      keepDraft();
    }
  },
  bank: ({ bank: buttons }) => {
    bank.innerHTML = buttons;
  },
};

// Refused: what was typed stays with the script, and the page says why.
const refused = async ({ status, text }, { kind, script, body }) => {
  const said = read(text);
  fetched.delete(script);
  if (kind === "levels") {
    const marks = Object.fromEntries(body.filter(([name]) => name.startsWith("mark-")).map(([name, value]) => [name.slice(5), value]));
    device.keep(draftOf(script), JSON.stringify({ marks, overall: null }));
    if (status === 409 || script === key()) await open(script, { isBack: true });
  }
  if (kind === "overall") {
    if (said && "seen" in said) overalls.set(script, said.seen);
    device.keep(draftOf(script), JSON.stringify({ marks: {}, overall: body.find(([name]) => name === "text")?.[1] ?? "" }));
  }
  if (kind === "comment" && script === key()) pending();
  const number = document.querySelector(`[data-open="${script}"]`)?.textContent.trim() ?? "A script";
  say(`${number}: ${said?.why ?? "that could not be saved."}${kind === "comment" ? ` Your comment was: ${textOf(body)}` : ""}`, { isShown: true });
};

const read = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const textOf = (body) => `“${body.find(([name]) => name === "text")?.[1] ?? ""}”`;

// ---- from script to script ----

const settings = () => `${place.dataset.settings}`;
const addressOf = (script) => `?q=${place.dataset.q}&${settings()}${script ? `&script=${script}` : ""}`;

const ask = async (script) => {
  const address = `${place.dataset.script.replace("/0/", `/${script}/`)}?${settings()}`;
  return (await data(address, { signal: AbortSignal.timeout(PATIENCE) })).html;
};

const inAdvance = (script) => {
  if (!script || fetched.has(script)) return;
  const page = ask(script);
  fetched.set(script, page);
  page.catch(() => fetched.delete(script));
};

const nextOf = (script) => {
  const left = order.filter((one) => one !== script && !later.has(one));
  return left[0] ?? order.find((one) => one !== script);
};

async function open(script, { isBack = false } = {}) {
  const from = key();
  essay().setAttribute("aria-busy", "true");
  try {
    inAdvance(script);
    const html = await fetched.get(script);
    fetched.delete(script);
    if (!isBack && from !== script) seen.push(from);
    place.innerHTML = html;
  } catch {
    essay().removeAttribute("aria-busy");
    say("No connection: that script could not be opened. What you gave is kept. Try again.", { isShown: true });
    return;
  }
  history.replaceState(null, "", addressOf(script));
  begin();
  essay().focus({ preventScroll: true });
  essay().scrollIntoView({ block: "start" });
  inAdvance(nextOf(script));
}

// What is expected of the open script may be better known by now.
const freshen = async () => {
  const script = key();
  try {
    const page = new DOMParser().parseFromString(await ask(script), "text/html");
    if (script === key()) essay().querySelector("#expected").replaceWith(page.getElementById("expected"));
  } catch {
    // The next script will say it.
  }
};

const begin = () => {
  close();
  current = 0;
  takeUpDraft();
  essay().querySelector("#skip").hidden = false;
  pending();
  summary();
  document.dispatchEvent(new Event("marked"));
};

const giveAndGo = () => {
  keepOverall();
  const form = essay().querySelector("#levels");
  const open_ = objectives();
  const without = open_.filter((one) => !chosenIn(one));
  const isNew = open_.some((one) => chosenIn(one) && !chosenIn(one).defaultChecked);
  const isLevelled = open_.every((one) => one.querySelector("input[checked]"));
  if (without.length && (without.length < open_.length || !isLevelled)) {
    say(`Choose a level${without[0].dataset.name ? ` for ${without[0].dataset.name}` : ""} first, or leave it for later.`, { isShown: true });
    without[0].scrollIntoView({ block: "nearest" });
    return;
  }
  const script = key();
  // One that was opened for a second look and keeps its level is given it once more: then it was looked at.
  if (isNew || !isLevelled || isSecondLook(script)) {
    send("levels", form.action, [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken").map(([name, value]) => [name, String(value)]));
    say(`Script ${essay().dataset.number}: ${wordsOf()}.`);
  }
  order = order.filter((one) => one !== script);
  go(script);
};

const isSecondLook = (script) => document.querySelector(`#done [data-open="${script}"]`) !== null;

const go = (script) => {
  const next = nextOf(script);
  if (next) open(next);
  else if (order.length === 0 && !waiting.length) location.assign(addressOf(null));
};

const leave = () => {
  keepOverall();
  later.add(key());
  const next = nextOf(key());
  if (next) open(next);
  else say("There is no other script without a level.", { isShown: true });
};

const back = () => {
  const last = seen.pop();
  if (last) open(last, { isBack: true });
  else say("No script was open before this one.");
};

// ---- levels and marks ----

const wordsOf = () =>
  objectives()
    .map((one) => {
      const box = chosenIn(one);
      if (!box) return `${one.dataset.name || "level"}: not chosen`;
      return `${one.dataset.name ? `${one.dataset.name} ` : ""}level ${box.closest(".level").dataset.level}, ${Number(box.value)}`;
    })
    .join("; ");

const summary = () => {
  const some = objectives().filter(chosenIn);
  const isNew = some.some((one) => !chosenIn(one).defaultChecked);
  const text = some.length ? `${wordsOf()}${isNew ? ", not given yet" : ""}` : "";
  essay().querySelector("#chosen").textContent = text ? text[0].toUpperCase() + text.slice(1) : "";
  objectives().forEach((one, at, all) => one.classList.toggle("current", all.length > 1 && at === current));
};

const choose = (box) => {
  box.checked = true;
  keepDraft();
  summary();
};

// A digit is for the objective in turn, and the turn goes on to the next that has none.
let touched = 0;
const level = (digit) => {
  const all = objectives();
  const one = all[current];
  const row = one.querySelector(`.level[data-level="${digit}"]`);
  if (!row) {
    say(`There is no level ${digit}${one.dataset.name ? ` in ${one.dataset.name}` : ""}.`, { isShown: true });
    return;
  }
  choose(document.getElementById(row.querySelector("label.pick").htmlFor));
  touched = current;
  const open_ = all.findIndex((other) => !chosenIn(other));
  if (open_ >= 0) current = open_;
  summary();
  say(wordsOf());
};

const nudge = (by) => {
  const boxes = [...(objectives()[touched] ?? objectives()[0]).querySelectorAll("input")].sort((a, b) => a.value - b.value);
  const at = boxes.findIndex((box) => box.checked);
  const box = boxes[at + by];
  if (at < 0 || !box) return;
  choose(box);
  say(wordsOf());
};

const turn = (by) => {
  const all = objectives();
  current = touched = (current + by + all.length) % all.length;
  summary();
  say(all[current].dataset.name || "One objective.");
};

// ---- comments ----

const pending = () => {
  const list = essay().querySelector(".comments");
  for (const old of list.querySelectorAll(".waiting")) old.remove();
  for (const { body } of waiting.filter((act) => act.kind === "comment" && act.script === key() && act.url === essay().dataset.comments)) {
    const line = Object.assign(document.createElement("li"), { className: "waiting" });
    line.append(Object.assign(document.createElement("p"), { textContent: `${body.find(([name]) => name === "text")[1]} (not saved yet)` }));
    list.append(line);
  }
};

let isPressed = false; // words are being selected
let paperWaits = null;

// The script with its comments as they are now. Words that are selected stay so.
const repaper = (html) => {
  if (isPressed) {
    paperWaits = { script: key(), html };
    return;
  }
  const paper = document.getElementById("paper");
  const offset = scrollY;
  paper.innerHTML = html;
  scrollTo(scrollX, offset);
  if (passage) take(passageAt(words(), passage.from, passage.to));
  pending();
  document.dispatchEvent(new Event("marked"));
};

const released = () => {
  isPressed = false;
  const waits = paperWaits;
  paperWaits = null;
  if (waits && waits.script === key()) repaper(waits.html);
};

place.addEventListener("pointerdown", () => {
  isPressed = true;
});
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(released));

const comment = (text) => {
  if (!passage) return;
  if (!text.trim()) {
    remarkText.focus();
    return;
  }
  send("comment", essay().dataset.comments, [["text", text.trim()], ["exact", passage.exact], ["start", String(passage.start)], ["key", newKey()]]);
  pending();
  say(`Comment on “${passage.exact.slice(0, 60)}”: ${text.trim().slice(0, 80)}`);
  close();
  getSelection().removeAllRanges();
  essay().focus({ preventScroll: true });
};

const keepOverall = () => {
  const form = essay().querySelector("#overall");
  const box = form.elements.text;
  if (box.value.trim() === box.defaultValue.trim()) return;
  send("overall", form.action, [["overall", "1"], ["text", box.value.trim()], ["seen", form.elements.seen.value], ["key", newKey()]]);
  box.defaultValue = box.value;
};

const take = (found) => {
  passage = found;
  dock.hidden = !found;
  show(found?.range ?? null);
  if (found) document.getElementById("selected").textContent = found.exact;
};

const close = () => {
  take(null);
  remarkText.value = "";
};

document.addEventListener("selectionchange", () => {
  if (dock.contains(document.activeElement)) return; // what is typed there is about the passage
  const found = selectedIn(words());
  if (found) take(found);
});

// A press in the script that selects nothing lets go of the passage.
place.addEventListener("pointerup", (event) => {
  if (event.target.closest(".words") && getSelection().isCollapsed) close();
});

const sentence = (by, more) => {
  const found = sentenceFrom(words(), passage, by, more);
  if (!found) return;
  take(found);
  const box = found.range.getBoundingClientRect();
  if (box.top < 60 || box.bottom > innerHeight - dock.offsetHeight - 20) scrollBy(0, box.top - innerHeight / 3);
  say(found.exact);
};

bank.addEventListener("click", (event) => {
  const button = event.target.closest(".banked");
  if (button) comment(button.dataset.text);
});

remark.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = remarkText.value;
  const letter = document.getElementById("remark-letter");
  const isKept = document.getElementById("remark-keep");
  if (text.trim() && (isKept.checked || letter.value)) {
    send("bank", place.dataset.bank, [["text", text.trim()], ["letter", letter.value]]);
    isKept.checked = false;
    letter.value = "";
  }
  comment(text);
});

document.getElementById("remark-close").addEventListener("click", () => {
  close();
  essay().focus({ preventScroll: true });
});

// ---- undo ----

const undo = async () => {
  if (waiting.length && !late) await sending.flush(); // whoever acts and undoes in one breath means that act
  if (waiting.length) {
    say("The last act is not saved yet.");
    return;
  }
  const last = undone.pop();
  if (!last) {
    say("There is nothing to undo on this page.");
    return;
  }
  const body = new URLSearchParams(last.kind === "comment" ? { text: last.before, key: newKey() } : {});
  const reply = await post("POST", last.url, body, { sign: "said", patience: PATIENCE });
  if (reply.kind !== "ok") {
    if (!ANSWERS.includes(reply.status)) undone.push(last);
    say(read(reply.text)?.why ?? "Not undone: no connection. Try again.", { isShown: true });
    return;
  }
  fetched.delete(last.script);
  if (last.kind === "levels" && !order.includes(last.script)) order.unshift(last.script);
  if (last.isOverall) overalls.delete(last.script);
  await open(last.script, { isBack: last.script === key() });
  say("Undone.");
};

// ---- forms, clicks and keys ----

place.addEventListener("submit", (event) => {
  const form = event.target;
  event.preventDefault();
  if (form.id === "levels") giveAndGo();
  else if (form.id === "overall") keepOverall();
  else {
    const body = [["text", event.submitter?.name === "remove" ? "" : form.elements.text.value], ["key", newKey()]];
    send("comment", form.action, body);
    essay().focus({ preventScroll: true });
  }
});

place.addEventListener("change", (event) => {
  const objective = event.target.closest(".objective");
  if (objective) {
    touched = current = Number(objective.dataset.objective);
    keepDraft();
    summary();
  } else if (event.target.id === "overall-text") keepOverall();
});

place.addEventListener("input", (event) => {
  if (event.target.id === "overall-text") keepDraft();
});

document.addEventListener("click", (event) => {
  if (event.target.id === "skip") leave();
  const link = event.target.closest("a[data-open]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  keepOverall();
  open(Number(link.dataset.open));
});

const acts = {
  "+": () => nudge(1),
  "=": () => nudge(1),
  "-": () => nudge(-1),
  ArrowRight: () => turn(1),
  ArrowLeft: () => turn(-1),
  ".": () => sentence(1),
  ",": () => sentence(-1),
  ">": () => sentence(1, { extends: true }),
  "<": () => sentence(-1, { extends: true }),
  o: () => essay().querySelector("#overall-text").focus(),
  n: leave,
  p: back,
  u: undo,
  "?": () => {
    const help = document.getElementById("help");
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  },
};

const lettered = (letter) => [...bank.querySelectorAll(".banked")].find((button) => button.dataset.letter && button.dataset.letter === letter.toLowerCase());

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && passage) {
    close();
    essay().focus({ preventScroll: true });
    return;
  }
  const target = event.target;
  const here = target.closest?.("#essays, #remark");
  const writing = target.closest?.("textarea, select, input:not([type=radio], [type=checkbox])");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target === remarkText) remark.requestSubmit();
  if (!keys.checked || !here || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  const isRadio = target.matches("input[type=radio]");
  const isPlain = target === essay() || isRadio; // on a button or link of its own Enter does what it says
  let act = acts[event.key];
  if (event.key.startsWith("Arrow") && (isRadio || passage)) act = null;
  if (/^[0-9]$/.test(event.key)) act = () => level(Number(event.key));
  if (event.key === "Enter") act = isPlain && (passage ? () => remarkText.focus() : giveAndGo);
  if (passage && /^[a-z]$/i.test(event.key)) {
    const button = lettered(event.key);
    act = button ? () => button.click() : () => say(`No comment of yours has the letter ${event.key}.`, { isShown: true });
  }
  if (!act) return;
  event.preventDefault();
  act();
});

addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});

keys.checked = device.recall("markscheme:keys") !== "off";
keys.addEventListener("change", () => device.keep("markscheme:keys", keys.checked ? "on" : "off"));

// What an earlier page could not save goes first; it may be sent twice.
waiting.push(...(device.recallData(kept) ?? []));
for (const act of waiting) if (act.kind === "levels") order = order.filter((one) => one !== act.script);
begin();
count();
sending.start();
if (document.activeElement === document.body) essay().focus({ preventScroll: true });
inAdvance(nextOf(key()));
