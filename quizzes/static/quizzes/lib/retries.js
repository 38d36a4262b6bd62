/* Does a thing step by step until all of it is done. What fails is tried again: soon at first, then ever less often,
   and at once where somebody asks for it or the network is back. */

const FIRST_WAIT = 2000; // ms at the most; twice as long after each failure
const LONGEST_WAIT = 30_000;

/* How long to wait after so many failures in a row; by chance, so that a class does not come back in one moment. */
export const backOff = (failures) => Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT) * (0.5 + Math.random() / 2);

export class Retries {
  failures = 0; // in a row
  isRunning = false;
  #wake = () => {};
  #listeners = [];

  /* `step()` does one thing and resolves to what `post` does: "ok", "sign-in" where nothing helps until somebody asks
     again, or anything else to be tried again. `isDone()` is asked after each that went well, `failed(reply)` is told
     of the others. */
  constructor({ step, isDone, failed }) {
    Object.assign(this, { step, isDone, failed });
    addEventListener("online", () => this.flush());
  }

  /* Begin, unless it is under way. */
  start() {
    if (!this.isRunning) this.#run();
  }

  /* Try now, whatever the back-off says. Resolve after the next try to whether all is done. */
  flush() {
    return new Promise((resolve) => {
      this.#listeners.push(resolve);
      this.start();
      this.#wake();
    });
  }

  /* Note that something got through. Return whether that is new. */
  recover() {
    const isNew = this.failures > 0;
    this.failures = 0;
    return isNew;
  }

  async #run() {
    this.isRunning = true;
    try {
      for (let wait = 0; wait !== null; wait = await this.#turn()) if (wait) await this.#sleep(wait);
    } catch (error) {
      this.isRunning = false;
      throw error;
    }
  }

  /* Take one step. Return the ms to wait before the next one, null where there is none. */
  async #turn() {
    const reply = await this.step();
    const isDone = reply.kind === "ok" && this.isDone();
    if (reply.kind === "ok") {
      this.recover();
    } else {
      this.failures += 1;
      this.failed(reply);
    }
    if (isDone || reply.kind === "sign-in") this.isRunning = false; // before anybody hears of it and begins anew
    if (isDone || reply.kind !== "ok") for (const tell of this.#listeners.splice(0)) tell(isDone);
    if (!this.isRunning) return null;
    return reply.kind === "ok" ? 0 : (reply.wait ?? backOff(this.failures));
  }

  #sleep(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
