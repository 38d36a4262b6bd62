/* What the browser remembers for a page. Where storage is off or full nothing is kept, and nothing breaks by it. */

class Memory {
  #area;

  constructor(area) {
    this.#area = area;
  }

  /* Return what was kept under a name, null if nothing was. */
  recall(name) {
    return this.#guarded((area) => area.getItem(name)) ?? null;
  }

  /* Return what was kept as JSON, null if nothing was or it can't be read. */
  recallData(name) {
    try {
      return JSON.parse(this.recall(name));
    } catch {
      return null;
    }
  }

  keep(name, value) {
    this.#guarded((area) => area.setItem(name, value));
  }

  forget(name) {
    this.#guarded((area) => area.removeItem(name));
  }

  #guarded(act) {
    try {
      return act(window[this.#area]); // even to name it may be forbidden
    } catch {
      return undefined;
    }
  }
}

export const tab = new Memory("sessionStorage"); // as long as this tab is open
export const device = new Memory("localStorage");
