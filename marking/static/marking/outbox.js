// Acts of a page that wait to be saved: sent one after the other, tried again, and kept on the device meanwhile.

import { post } from "../quizzes/lib/post.js";
import { Retries } from "../quizzes/lib/retries.js";
import { say } from "../quizzes/lib/say.js";
import { device } from "../quizzes/lib/storage.js";

const ANSWERS = [400, 404, 409, 413, 422]; // what stands against an act; anything else is tried again
const PATIENCE = 20_000;

const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/* Return what a reply says as JSON, null where it is none. */
export function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/* Send the fields of an act to `url`. Resolve to what `post` does, with `isAnswer` where the server has answered it, if
   only to refuse. */
export async function act(url, fields) {
  const reply = await post("POST", url, new URLSearchParams(fields), { sign: "said", patience: PATIENCE });
  return { ...reply, isAnswer: reply.kind === "ok" || ANSWERS.includes(reply.status) };
}

export class Outbox {
  waiting = []; // the acts, the next one first: {kind, url, body, script}
  isLate = false; // whether something did not come through at once: until all is saved, the page says so
  #trouble = "";
  #retries;

  /* `name` is what the device keeps the acts under, `unsaved` where the page says how many there are. `fields(act)`
     says what is sent; `arrived(data, act)` and `refused(data, status, act)` hear what became of it. */
  constructor({ name, unsaved, fields, arrived, refused }) {
    Object.assign(this, { name, unsaved, fields, arrived, refused });
    const failed = (reply) => this.#failed(reply);
    this.#retries = new Retries({ step: () => this.#step(), isDone: () => !this.waiting.length, failed });
  }

  send(one) {
    this.waiting.push(one);
    this.#count();
    this.#retries.start();
  }

  /* Go on with what an earlier page could not send; it may be sent twice. */
  resume() {
    this.waiting.push(...(device.recallData(this.name) ?? []));
    this.#count();
    this.#retries.start();
  }

  flush() {
    return this.#retries.flush();
  }

  #count() {
    this.unsaved.hidden = !this.isLate;
    this.unsaved.textContent = `${this.waiting.length} not saved. ${this.#trouble.replace(/\.$/, "")}`;
    if (this.waiting.length) device.keep(this.name, JSON.stringify(this.waiting));
    else device.forget(this.name);
  }

  #failed({ isElsewhere }) {
    const why = isElsewhere ? "You are logged out. Log in again in another tab." : "Trying again.";
    if (!this.isLate || why !== this.#trouble) say(`${many(this.waiting.length, "act")} not saved yet. ${why}`);
    this.isLate = true;
    this.#trouble = why;
    this.#count();
  }

  async #step() {
    if (!this.waiting.length) return { kind: "ok" };
    const one = this.waiting[0];
    const reply = await act(one.url, this.fields(one));
    if (!reply.isAnswer) return { ...reply, kind: "later" };
    this.waiting.shift();
    if (this.isLate && !this.waiting.length) {
      this.isLate = false;
      say("All saved.");
    }
    if (reply.kind === "ok") this.arrived(reply.data, one);
    else this.refused(read(reply.text), reply.status, one);
    this.#count();
    return { kind: "ok" };
  }
}
