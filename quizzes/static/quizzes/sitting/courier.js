/* Carries changed answers to the server: one request at a time, again and again until it has them. */

import { post } from "../lib/post.js";
import { Retries } from "../lib/retries.js";
import { signInAgain } from "./sign_in.js";

const MOST_AT_ONCE = 100_000; // bytes of answers in one request; fewer on a line that does not carry them
const MOST_AT_UNLOAD = 50_000; // bytes; browsers let a page that closes send 64 kB
const TYPING_PAUSE = 1500;
const LONGEST_WAIT = 10_000;
const QUIET = 2000; // without a keystroke, before a dialog may take the keyboard
const HEARTBEAT = 20_000;
const PAUSED_HEARTBEAT = 6000; // a class that is told to go on should not wait long

const sizeOf = (answer) => new Blob([JSON.stringify(answer)]).size;

export class Courier {
  signedOut = false;
  isPaused = false;
  #claimed = false;
  #putOff = false;
  #most = MOST_AT_ONCE;
  #tooSlow = 0; // requests in a row that took too long
  #pause = 0;
  #latest = 0;
  #asides = [];
  #asking = null;
  #isWaitingToAsk = false;
  #typedAt = -Infinity;
  #lastAnswer = performance.now();
  #retries = new Retries({ step: () => this.#step(), isDone: () => this.isAllSent(), failed: (reply) => this.#failed(reply) });

  /* `waiting()` returns the answers that the server lacks; `sending(answers)` hears of each try, and
     `took(reply, answers, hasRecovered)` or `refused(answer, reply)` of what became of it. `isHeld`: the server has
     the lease already. */
  constructor({ api, lease, isHeld, clock, waiting, sending, took, refused, changed }) {
    Object.assign(this, { api, lease, clock, waiting, sending, took, refused, changed });
    this.#claimed = isHeld;
    setInterval(() => this.#beat(), 1000);
    addEventListener("offline", () => this.changed());
  }

  get failures() {
    return this.#retries.failures;
  }

  /* Something was typed: send it after a pause, or after a while where there is none. */
  soon() {
    this.#typedAt = performance.now();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#flushTyped(), TYPING_PAUSE);
    this.#latest ||= setTimeout(() => this.#flushTyped(), LONGEST_WAIT);
  }

  /* Send now, whatever the back-off says. Resolve after the next try to whether the server has everything. */
  flush() {
    this.#stopWaiting();
    return this.#retries.flush();
  }

  /* Have a text put on record that cannot count, beside the one that does. */
  putAside(answer, done) {
    this.#asides.push({ answer, done });
  }

  /* The page may be gone in a moment: send without waiting for anything. */
  farewell() {
    const answers = [];
    let size = 0;
    for (const answer of this.waiting()) {
      size += sizeOf(answer);
      if (size > MOST_AT_UNLOAD) break;
      answers.push(answer);
    }
    if (answers.length) this.#exchange("PUT", "answers/", answers, { keepalive: true });
  }

  handIn() {
    return this.#exchange("POST", "hand-in/", []);
  }

  async signIn(options) {
    this.#asking ??= signInAgain(options);
    this.#putOff = !(await this.#asking);
    this.#asking = null;
    this.signedOut = this.#putOff;
    this.changed();
    if (!this.signedOut) this.flush();
  }

  /* Whoever is typing types on: a dialog would swallow the keys. Meanwhile the bar says how things stand. */
  async #signInOnceQuiet() {
    if (this.#isWaitingToAsk || this.#putOff) return;
    this.#isWaitingToAsk = true;
    while (performance.now() - this.#typedAt < QUIET) await new Promise((go) => setTimeout(go, 200));
    this.#isWaitingToAsk = false;
    if (this.signedOut && !this.#putOff) this.signIn({ isAsked: false });
  }

  #flushTyped() {
    this.#stopWaiting();
    this.#retries.start();
  }

  #stopWaiting() {
    clearTimeout(this.#pause);
    clearTimeout(this.#latest);
    this.#latest = 0;
  }

  #beat() {
    if (!this.#retries.isRunning && performance.now() - this.#lastAnswer >= (this.isPaused ? PAUSED_HEARTBEAT : HEARTBEAT)) this.#flushTyped();
  }

  isAllSent() {
    const isAllSent = !this.waiting().length && !this.#asides.length;
    if (isAllSent) this.#most = MOST_AT_ONCE;
    return isAllSent;
  }

  /* Send one batch, and return what became of it. */
  async #step() {
    if (!this.#claimed) {
      const reply = await this.#exchange("POST", "lease/", null);
      if (reply.kind !== "ok") return reply;
      this.#claimed = true;
    }
    const aside = this.#asides[0];
    const answers = aside ? [aside.answer] : this.#batch();
    const reply = await this.#exchange("PUT", "answers/", answers);
    if (reply.kind === "refused" && answers.length > 1) return this.#oneByOne(answers);
    if (reply.kind === "refused" && answers.length === 1) {
      if (aside) this.#asides.shift();
      else this.refused(answers[0], reply);
      return { kind: "ok" };
    }
    if (aside && reply.kind === "ok") {
      this.#asides.shift();
      aside.done();
    }
    return reply;
  }

  /* One answer that the server cannot take must not hold up the others. */
  async #oneByOne(answers) {
    for (const answer of answers) {
      const reply = await this.#exchange("PUT", "answers/", [answer]);
      if (reply.kind === "refused") this.refused(answer, reply);
      else if (reply.kind !== "ok") return reply;
    }
    return { kind: "ok" };
  }

  #batch() {
    const answers = [];
    let size = 0;
    for (const answer of this.waiting()) {
      size += sizeOf(answer);
      if (answers.length && size > this.#most) break;
      answers.push(answer);
    }
    return answers;
  }

  /* What did not get through is sent again in smaller parts, each with more time. */
  #learn(reply, answers) {
    if (reply.kind === "ok") this.#tooSlow = 0;
    if (!reply.isLost || !answers?.length) return;
    this.#most = answers.reduce((sum, answer) => sum + sizeOf(answer), 0) / 2;
    if (reply.isSlow) this.#tooSlow += 1;
  }

  async #exchange(method, path, answers, options) {
    const sent = performance.now();
    const isAside = answers?.length === 1 && answers[0] === this.#asides[0]?.answer;
    if (!isAside) this.sending(answers ?? []);
    const body = answers === null ? { lease: this.lease } : { answers, lease: this.lease };
    const reply = await post(method, this.api + path, body, { ...options, tries: this.#tooSlow });
    this.#learn(reply, answers);
    if (reply.kind !== "ok") return reply;
    this.#lastAnswer = performance.now();
    this.clock.sync(Date.parse(reply.data.server_now), sent, this.#lastAnswer);
    const hasRecovered = this.#retries.recover();
    this.signedOut = this.#putOff = false;
    const dialog = document.getElementById("sign-in");
    if (dialog.open) dialog.close("in"); // another tab has signed in
    this.took(reply.data, isAside ? [] : (answers ?? []), hasRecovered);
    return reply;
  }

  #failed(reply) {
    if (reply.kind === "sign-in") this.signedOut = true;
    this.changed();
    if (!this.signedOut) return;
    this.#signInOnceQuiet();
    this.#lastAnswer = performance.now(); // the next heartbeat may find that another tab has signed in
  }
}
