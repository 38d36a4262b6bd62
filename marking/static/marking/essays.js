// Essays without loading the page again: levels and marks by click or key, comments at passages, what waits for the
// network. Without it the forms do the same, one page an act.

import { data } from "../quizzes/lib/page.js";
import { newKey, post } from "../quizzes/lib/post.js";
import { say } from "../quizzes/lib/say.js";
import { device } from "../quizzes/lib/storage.js";
import * as levels from "./essay_levels.js";
import { act, Outbox, read } from "./outbox.js";
import * as remarks from "./remark.js";

const place = document.getElementById("essays");
const keys = document.getElementById("keys");
const tally = document.getElementById("tally");
const bank = document.getElementById("bank");
const kept = `markscheme:essays:${place.dataset.kept}`;
const PATIENCE = 20_000;

let order = place.dataset.order.split(" ").filter(Boolean).map(Number);
const undone = []; // what can be undone, the last one last: {kind, url, script}
let held = new Map(); // the scripts that colleagues have open, with who
const seen = []; // the scripts that were open before, the last one last
const later = new Set(); // those that were left for later
const fetched = new Map(); // scripts that were asked for in advance: a promise of their page
const overalls = new Map(); // the comment on the whole that stands, by script, as far as it is newer than the page

const essay = () => document.getElementById("essay");
const words = () => essay().querySelector(".script.large .words");
const key = () => Number(essay().dataset.script);
const draftOf = (script) => `${kept}:${script}`;
const keepDraft = () => levels.keepDraft(draftOf(key()));
const field = (body, wanted) => body.find(([name]) => name === wanted)?.[1] ?? "";

// ---- what became of an act ----

const arrived = {
  levels: ({ undo, order: next, tally: left, said }, { script }) => {
    device.forget(draftOf(script));
    fetched.delete(script);
    undone.push({ kind: "levels", url: undo, script });
    order = next;
    tally.querySelector("strong").textContent = left;
    const line = document.querySelector(`[data-said="${script}"]`);
    if (line) line.textContent = said;
    if (!order.length && !outbox.waiting.length) location.assign(addressOf(null)); // all are levelled: the second look
    else freshen();
  },
  comment: ({ comment, change, paper, before }, { script }) => {
    if (change) undone.push({ kind: "comment", url: change, script, before });
    fetched.delete(script);
    if (script === key()) repaper(paper);
    if (comment === null) say("Removed.");
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
const refused = async (said, status, { kind, script, body }) => {
  fetched.delete(script);
  if (kind === "levels") {
    const marks = Object.fromEntries(body.filter(([name]) => name.startsWith("mark-")).map(([name, value]) => [name.slice(5), value]));
    device.keep(draftOf(script), JSON.stringify({ marks, overall: null }));
    if (status === 409 || script === key()) await open(script, { isBack: true });
  }
  if (kind === "overall") {
    if (said && "seen" in said) overalls.set(script, said.seen);
    device.keep(draftOf(script), JSON.stringify({ marks: {}, overall: field(body, "text") }));
  }
  if (kind === "comment" && script === key()) pending();
  const number = document.querySelector(`[data-open="${script}"]`)?.textContent.trim() ?? "A script";
  const mine = kind === "comment" ? ` Your comment was: “${field(body, "text")}”` : "";
  say(`${number}: ${said?.why ?? "that could not be saved."}${mine}`, { isShown: true });
};

const outbox = new Outbox({
  name: kept,
  unsaved: document.getElementById("unsaved"),
  fields({ kind, script, body }) {
    if (kind !== "overall" || !overalls.has(script)) return body;
    return [...body.filter(([name]) => name !== "seen"), ["seen", overalls.get(script) ?? ""]];
  },
  arrived: (reply, one) => arrived[one.kind](reply, one),
  refused,
});

const send = (kind, url, body) => outbox.send({ kind, url, body, script: key() });

// ---- from script to script ----

const { q, settings } = place.dataset;
const addressOf = (script) => `?q=${q}&${settings}${script ? `&script=${script}` : ""}`;

const ask = async (script) => {
  const address = `${place.dataset.script.replace("/0/", `/${script}/`)}?${settings}`;
  return (await data(address, { signal: AbortSignal.timeout(PATIENCE) })).html;
};

const inAdvance = (script) => {
  if (!script || fetched.has(script)) return;
  const page = ask(script);
  fetched.set(script, page);
  page.catch(() => fetched.delete(script));
};

const nextOf = (script) => {
  const left = order.filter((one) => one !== script && !later.has(one) && !held.has(one));
  return left[0] ?? order.find((one) => one !== script);
};

async function open(script, { isBack = false } = {}) {
  const from = key();
  remarks.finish();
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
  levels.begin(draftOf(key()));
  essay().querySelector("#skip").hidden = false;
  pending();
  document.dispatchEvent(new Event("marked"));
  lease();
};

// Who has which script open. It only tells the others; the mark that was seen keeps levels apart.
const lease = async () => {
  const fields = new URLSearchParams({ item: place.dataset.item, group: `script-${key()}` });
  const reply = await post("POST", place.dataset.lease, fields, { sign: "here", patience: PATIENCE });
  if (reply.kind !== "ok") return;
  const here = Object.entries(reply.data.here).filter(([group]) => group.startsWith("script-"));
  held = new Map(here.map(([group, who]) => [Number(group.slice(7)), who]));
  const note = document.getElementById("here");
  note.hidden = !held.has(key());
  note.textContent = held.has(key()) ? `${held.get(key())} has this script open too.` : "";
};

const giveAndGo = () => {
  keepOverall();
  const form = essay().querySelector("#levels");
  const [without] = levels.unchosen();
  const script = key();
  if (without) {
    say(`Choose a level${without.dataset.name ? ` for ${without.dataset.name}` : ""} first, or leave it for later.`, { isShown: true });
    without.scrollIntoView({ block: "nearest" });
    return;
  }
  // One that was opened for a second look and keeps its level is given it once more: then it was looked at.
  if (levels.isNew() || !levels.isLevelled() || isSecondLook(script)) {
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    send("levels", form.action, fields.map(([name, value]) => [name, String(value)]));
    say(`Script ${essay().dataset.number}: ${levels.inWords()}.`);
  }
  order = order.filter((one) => one !== script);
  go(script);
};

const isSecondLook = (script) => document.querySelector(`#done [data-open="${script}"]`) !== null;
const go = (script) => {
  const next = nextOf(script);
  if (next) open(next);
  else if (!outbox.waiting.length) location.assign(addressOf(null));
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

// ---- comments ----

const pending = () => {
  const list = essay().querySelector(".comments");
  list.querySelectorAll(".waiting").forEach((old) => old.remove());
  const isNew = ({ kind, script, url }) => kind === "comment" && script === key() && url === essay().dataset.comments;
  for (const { body } of outbox.waiting.filter(isNew)) {
    const line = Object.assign(document.createElement("li"), { className: "waiting" });
    line.append(Object.assign(document.createElement("p"), { textContent: `${field(body, "text")} (not saved yet)` }));
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
  remarks.renew();
  pending();
  document.dispatchEvent(new Event("marked"));
};

const released = () => {
  isPressed = false;
  const waits = paperWaits;
  paperWaits = null;
  if (waits && waits.script === key()) repaper(waits.html);
};

place.addEventListener("pointerdown", () => (isPressed = true));
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(released));

const comment = (text, about) => {
  const fields = [["text", text], ["exact", about.exact], ["start", String(about.start)], ["key", newKey()]];
  send("comment", essay().dataset.comments, fields);
  pending();
  say(`Comment on “${about.exact.slice(0, 60)}”: ${text.slice(0, 80)}`);
};

const keepOverall = () => {
  const form = essay().querySelector("#overall");
  const box = form.elements.text;
  if (box.value.trim() === box.defaultValue.trim()) return;
  send("overall", form.action, [["overall", "1"], ["text", box.value.trim()], ["seen", form.elements.seen.value], ["key", newKey()]]);
  box.defaultValue = box.value;
};

// ---- undo ----

const undo = async () => {
  if (outbox.waiting.length && !outbox.isLate) await outbox.flush(); // whoever acts and undoes in one breath means that act
  if (outbox.waiting.length) {
    say("The last act is not saved yet.");
    return;
  }
  const last = undone.pop();
  if (!last) {
    say("There is nothing to undo on this page.");
    return;
  }
  const reply = await act(last.url, last.kind === "comment" ? { text: last.before, key: newKey() } : {});
  if (reply.kind !== "ok") {
    if (!reply.isAnswer) undone.push(last);
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
    levels.chose(objective);
    keepDraft();
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

const grid = (change) => () => {
  change();
  keepDraft();
};

const acts = {
  "+": grid(() => levels.nudge(1)),
  "=": grid(() => levels.nudge(1)),
  "-": grid(() => levels.nudge(-1)),
  ArrowRight: () => levels.turn(1),
  ArrowLeft: () => levels.turn(-1),
  ".": () => remarks.sentence(1),
  ",": () => remarks.sentence(-1),
  ">": () => remarks.sentence(1, { extends: true }),
  "<": () => remarks.sentence(-1, { extends: true }),
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

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && remarks.isOpen()) {
    remarks.close();
    essay().focus({ preventScroll: true });
    return;
  }
  const target = event.target;
  const here = target.closest?.("#essays, #remark");
  const writing = target.closest?.("textarea, select, input:not([type=radio], [type=checkbox])");
  if (!keys.checked || !here || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  const isRadio = target.matches("input[type=radio]");
  const isPlain = target === essay() || isRadio; // on a button or link of its own Enter does what it says
  let does = acts[event.key];
  if (event.key.startsWith("Arrow") && (isRadio || remarks.isOpen())) does = null;
  if (/^[0-9]$/.test(event.key)) does = grid(() => levels.level(Number(event.key)));
  if (event.key === "Enter") does = isPlain && (remarks.isOpen() ? remarks.type : giveAndGo);
  if (remarks.isOpen() && /^[a-z]$/i.test(event.key)) does = () => remarks.byLetter(event.key);
  if (!does) return;
  event.preventDefault();
  does();
});

addEventListener("beforeunload", (event) => {
  if (outbox.waiting.length) event.preventDefault();
});

keys.checked = device.recall("markscheme:keys") !== "off";
keys.addEventListener("change", () => device.keep("markscheme:keys", keys.checked ? "on" : "off"));

remarks.begin(place, {
  name: kept,
  words,
  comment,
  bank: (text, letter) => send("bank", place.dataset.bank, [["text", text], ["letter", letter]]),
  back: () => essay().focus({ preventScroll: true }),
});
outbox.resume();
for (const { kind, script } of outbox.waiting) if (kind === "levels") order = order.filter((one) => one !== script);
begin();
if (document.activeElement === document.body) essay().focus({ preventScroll: true });
inAdvance(nextOf(key()));
setInterval(lease, 45_000);
