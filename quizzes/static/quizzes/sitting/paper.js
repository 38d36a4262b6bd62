/* The paper: keeps what is typed, sends it, shows how things stand. Without this script the page is a plain form. */

import { newKey, post } from "../lib/post.js";
import { tab } from "../lib/storage.js";
import { Answers } from "./answers.js";
import { Clock, hourOf, timeLeft } from "./clock.js";
import { forgetPapers, keepPapers, keptAt, notedOf, noteSaved } from "./copy.js";
import { Courier } from "./courier.js";
import { download } from "./file.js";
import {
  at, hush, notice, offerRest, offerToHideTime, offerToSayTime, say, sayTooLong, showCounts, showState, showTime,
} from "./page.js";
import { turnPages } from "./turning.js";

const LOOK_EVERY = 2000; // ms between looks for changes that came without an event
const WARNINGS = [300_000, 60_000];
const TO_FILE = ["Download my answers", () => toFile()];
const HAND_IN_SPREAD = 2000; // ms over which a class whose time ends together hands in

const form = at("paper");
const leaseName = `lease-${form.dataset.attempt}`;
const stateAtFirst = at("state").textContent;
const clock = new Clock();

let ends = Date.parse(form.dataset.ends ?? "") || null;
let isReadOnly = false;
let isOver = false;
let isLeaving = false;
let isTold = false;
let isPaused = form.dataset.state === "paused";
let savedAt = null;
let recoveredUntil = 0;
let warned = Infinity;

// What the cover asked for holds for the first page after it, if nobody has taken over since.
const begun = tab.recall("begun");
tab.forget("begun");
const isHeld = !keptAt && begun === form.dataset.lease;
const lease = isHeld ? begun : (tab.recall(leaseName) ?? newKey());
tab.keep(leaseName, lease);

const answers = new Answers({
  form,
  clock,
  ends: () => ends,
  changed: () => {
    courier.soon();
    showCounts(answers.all);
    tell();
  },
  stored: () => tell(),
  overflowed: (row) => {
    if (row.over) sayTooLong(answers.placeOf(row), row);
    else hush("length");
    showCounts(answers.all);
    tell();
  },
});

const courier = new Courier({
  api: form.dataset.api,
  lease,
  isHeld,
  clock,
  waiting: () => answers.waiting,
  sending: (batch) => answers.remember(batch),
  took,
  refused: (answer, reply) => {
    const number = answers.refused(answer);
    notice(`The server cannot take the answer to question ${number} as it is. It stays on this page: change it a little, or tell your teacher.`);
    console.warn(reply.why);
  },
  changed: trouble,
});

/* ---- what the server says ------------------------------------------------------------------------------ */

function took(data, sent, hasRecovered) {
  answers.took(data, sent);
  if (Object.keys(data.saved).length) savedAt = clock.now();
  if (hasRecovered) hush("line");
  if (hasRecovered && sent.length) {
    recoveredUntil = performance.now() + 6000;
    setTimeout(tell, 6100);
    say("Sent again, all saved.");
  }
  const resumes = isPaused && data.state !== "paused";
  setPaused(data);
  setEnd(data.ends_at === null ? null : Date.parse(data.ends_at), { resumes });
  if (data.state === "open" && offerRest(data.break_seconds * 1000)) {
    notice("You may take rest breaks now. The button is under the questions.");
  }
  if (sent.length) note();
  if (data.state === "resting") rest();
  if (data.state === "read_only") turnReadOnly();
  if (data.state === "handed_in") leave();
  tell();
}

function trouble() {
  tell();
  if (courier.signedOut) {
    const acts = [["Log in again", () => courier.signIn()]];
    notice("You are logged out. Your answers stay on this page.", { about: "line", acts });
  } else if (courier.failures === 2 && answers.waiting.length) {
    const where = answers.canKeep ? "Your answers are kept on this device" : "Keep this page open";
    notice(`The server cannot be reached. ${where}, and we keep trying. You can keep writing.`, { about: "line" });
  }
}

/* Go to the receipt, once what is left here is on record. */
function leave() {
  answers.keepNow();
  answers.lock(true);
  if (isLeaving || answers.waiting.length) return;
  isLeaving = true;
  location.replace(form.dataset.receipt);
}

/* On a rest break the questions are not shown: the server has another page for that. */
function rest() {
  answers.keepNow();
  answers.lock(true);
  if (isLeaving || answers.waiting.length) return;
  isLeaving = true;
  location.reload();
}

/* ---- the other tab or device ---------------------------------------------------------------------------- */

const tabs = "BroadcastChannel" in window ? new BroadcastChannel(`sitting-${form.dataset.user}-${form.dataset.attempt}`) : null;

function turnReadOnly() {
  if (isReadOnly || isLeaving) return;
  answers.keepNow();
  isReadOnly = true;
  answers.lock(true);
  sayReadOnly("This quiz is open in another tab or on another device. Here it is read-only; what you wrote here is kept.");
  tell();
}

function sayReadOnly(text) {
  notice(text, { about: "lease", acts: [["Continue here", continueHere]] });
}

/* Take the lease, then load the page anew with what the server and this device have. */
async function continueHere() {
  const fresh = newKey();
  const reply = await post("POST", `${form.dataset.api}lease/`, { lease: fresh });
  if (reply.kind === "ok") {
    tab.keep(leaseName, fresh);
    isLeaving = true;
    location.reload();
  } else {
    sayReadOnly("The server cannot be reached at the moment. Try again in a moment.");
  }
}

/* ---- the time ------------------------------------------------------------------------------------------- */

/* The teacher holds the clock: one may read on, and writes again when it goes on. */
function setPaused({ state, seconds_left: left }) {
  if (state === "paused") {
    answers.keepNow();
    isOver = false;
    hush("over");
    const time = left === null ? "" : ` ${timeLeft(left * 1000)} will be left.`;
    notice(`Your teacher has paused the quiz. The clock is paused; what you wrote is kept. It will resume automatically.${time}`, { about: "pause" });
  }
  if (state !== "paused" && isPaused) {
    answers.release();
    hush("pause");
    if (state === "open") notice("The quiz has resumed. You can write again.");
  }
  isPaused = courier.isPaused = state === "paused";
  answers.lock(isReadOnly || isOver || isPaused);
}

function setEnd(changed, { resumes = false } = {}) {
  if (changed === ends || isLeaving) return;
  const minutes = ends && changed ? Math.round((changed - ends) / 60_000) : 0;
  const isLater = changed === null || (ends !== null && changed > ends);
  ends = changed;
  at("ends")?.replaceChildren(ends ? hourOf(ends) : "when you hand in");
  if (isLater) {
    warned = Infinity;
    if (isOver) {
      isOver = false;
      answers.lock(isReadOnly || isPaused);
      hush("over");
    }
  }
  const more = `${minutes} more minute${minutes === 1 ? "" : "s"}`;
  if (resumes) notice(`The quiz has resumed. Your time now ends at ${hourOf(ends)}.`);
  else if (minutes >= 1) notice(`Your teacher gave you ${more}. Your time now ends at ${hourOf(ends)}.`);
  else if (ends && !isLater) notice(`Your time now ends at ${hourOf(ends)}.`);
  tick();
}

function tick() {
  if (isLeaving) return;
  if (isPaused) {
    at("time").textContent = "Paused";
    return;
  }
  const left = ends === null ? Infinity : ends - clock.now();
  showTime(ends, left);
  const due = WARNINGS.filter((warning) => left <= warning).at(-1) ?? Infinity;
  if (due < warned) {
    const isMissed = left < due - 5000; // the page was opened later than that
    warned = due;
    if (!isMissed) notice(due === 60_000 ? "1 minute left. Your answers are saved as you type." : "5 minutes left.");
  }
  if (left <= 0 && !isOver) timeOver();
}

function timeInWords() {
  if (isPaused) return "Paused. The clock is stopped.";
  if (ends === null) return "There is no time limit.";
  return `${timeLeft(ends - clock.now())} left. Your time ends at ${hourOf(ends)}.`;
}

async function timeOver() {
  answers.keepNow();
  isOver = true;
  answers.lock(true);
  notice("Time is up. Your answers are being handed in.", { about: "over" });
  await courier.flush();
  for (let turn = 0; isOver && !isLeaving && !isReadOnly; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, turn ? 4000 : Math.random() * HAND_IN_SPREAD));
    if (!isOver || isLeaving) return;
    if (answers.waiting.length) {
      const about = { about: "over", acts: [TO_FILE] };
      notice(`Time is up. ${unsent()} Keep this page open: we keep trying. Or download your answers and give the file to your teacher.`, about);
    } else if (await courier.flush()) {
      // The server has just said that no time was given, and that the clock runs.
      if (isOver && !isLeaving) await courier.handIn();
    }
  }
}

/* ---- how things stand ----------------------------------------------------------------------------------- */

function tell() {
  showState(...state());
}

function state() {
  const isWaiting = answers.waiting.length > 0;
  const isOff = courier.failures > 0 || courier.signedOut || !navigator.onLine;
  if (isReadOnly) return ["Read-only here", true];
  if (isPaused) return ["Paused by your teacher", true];
  if (isWaiting && isOff) {
    const then = courier.signedOut ? "Log in to send" : "Trying again";
    if (!answers.canKeep) return [`Not sent yet. Keep this page open. ${then}`, true];
    return [`Not sent yet. ${answers.areKept ? "Kept on this device. " : ""}${then}`, true];
  }
  if (isWaiting) return ["Saving", false];
  if (answers.all.some((row) => row.over)) return ["One answer is too long", true];
  if (answers.all.some((row) => row.isRefused)) return ["One answer is not saved", true];
  if (performance.now() < recoveredUntil) return ["Sent again, all saved", false];
  const saved = savedAt ? `Saved ${hourOf(savedAt)}` : stateAtFirst;
  if (isOff) return [`No connection. ${saved}`.trim(), true];
  return [saved || (answers.canKeep ? "Saves as you type" : "Not kept on this device"), false];
}

/* All that is on the page, as a file for the teacher. */
function toFile() {
  answers.keepNow();
  const rows = answers.all.map(({ item, text, seq, acked }) => ({ item, text, seq, sent: seq <= acked }));
  download({ ...form.dataset, quiz: document.querySelector("h1").textContent }, rows, clock.now());
}

function unsent() {
  const number = answers.waiting.length;
  const where = answers.canKeep ? ", but kept on this device" : "";
  return number === 1 ? `1 answer is not sent yet${where}.` : `${number} answers are not sent yet${where}.`;
}

/* ---- begin ---------------------------------------------------------------------------------------------- */

async function submitted(event) {
  event.preventDefault();
  answers.look();
  const isAllSent = await courier.flush();
  const then = event.submitter?.value;
  const long = answers.all.find((row) => row.over);
  if (long && then === "hand-in" && !isTold) {
    isTold = true; // pressed again, it is meant
    sayTooLong(answers.placeOf(long), long);
    long.field.focus();
    return;
  }
  if (!["hand-in", "rest"].includes(then) || isLeaving) return;
  if (isAllSent && then === "rest") {
    goToRest();
  } else if (isAllSent) {
    isLeaving = true;
    location.assign(form.dataset.handIn);
  } else if (then === "rest") {
    notice(`${unsent()} The clock can only be stopped while there is a connection.`, { about: "line", acts: [["Send now", () => courier.flush()]] });
  } else {
    const acts = [["Send now", () => courier.flush()], TO_FILE];
    notice(`${unsent()} They must reach the server before you hand in.`, { about: "line", acts });
  }
}

/* All is on the server, so only the wish is sent. */
function goToRest() {
  isLeaving = true;
  const wish = document.createElement("form");
  wish.method = "post";
  wish.action = form.action;
  for (const [name, value] of [["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value], ["then", "rest"]]) {
    wish.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(wish);
  wish.submit();
}

function putAway() {
  answers.keepNow();
  courier.farewell();
}

function sendWaiting() {
  answers.look();
  if (answers.waiting.length) courier.flush();
}

function watch() {
  form.addEventListener("submit", submitted);
  form.addEventListener("focusin", sendWaiting);
  form.addEventListener("focusout", sendWaiting);
  addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? courier.flush() : putAway()));
  addEventListener("pagehide", putAway);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("beforeunload", (event) => {
    const isUnsent = courier.failures > 0 && answers.waiting.length;
    if (!isLeaving && (isUnsent || answers.all.some((row) => row.over))) event.preventDefault();
  });
  tabs?.addEventListener("message", turnReadOnly);
}

/* Note beside the copy of this page what the server has. */
function note() {
  noteSaved(form.dataset, answers.all, ends).catch(() => {});
}

/* The page is this device's own copy: it is older than it seems, and lacks what was saved since. */
async function catchUp() {
  clock.sync(Date.parse(form.dataset.now) + Date.now() - keptAt, performance.now(), performance.now());
  const noted = await notedOf(form.dataset);
  if (noted.saved.length) ends = noted.ends;
  answers.catchUp(noted.saved);
  notice("There is no connection. This is the copy of your paper on this device; keep writing, it is sent once there is one.", { about: "line" });
}

async function begin() {
  const [arrival] = performance.getEntriesByType("navigation");
  if (keptAt) await catchUp();
  else clock.sync(Date.parse(form.dataset.now), arrival?.requestStart ?? 0, arrival?.responseStart ?? performance.now());
  at("save").hidden = true;
  offerToHideTime(`hide-time-${form.dataset.attempt}`);
  offerToSayTime(timeInWords);
  turnPages(form, at("list"));
  watch();
  answers.look();
  await answers.restore((answer, done) => courier.putAside(answer, done));
  tabs?.postMessage("opened");
  if (!answers.canKeep) {
    notice("This browser keeps nothing on the device (a private window?). Your answers are saved only while there is a connection.");
  }
  showCounts(answers.all);
  tell();
  // What the start has said already need not be asked for, but that a class is paused comes with a reply.
  if (!isHeld || isPaused || !courier.isAllSent()) courier.flush();
  tick();
  setInterval(tick, 500);
  setInterval(() => answers.look(), LOOK_EVERY);
  forgetPapers({ but: form.dataset }).catch(() => {});
  keepPapers(form.dataset.worker, location.pathname, note);
}

begin();
