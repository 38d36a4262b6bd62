/* The answers on the page: what is typed, what this device keeps, what the server has. */

import * as store from "./store.js";

const KEEP_AFTER = 200; // ms from a keystroke to this device's own storage

function clean(text) {
  const plain = text.replaceAll("\0", "");
  return plain.toWellFormed ? plain.toWellFormed() : plain;
}

/* The part of a text that an answer may have; half a sign is none. */
function fitted(text, most) {
  if (text.length <= most) return text;
  return text.slice(0, /[\uD800-\uDBFF]/.test(text[most - 1]) ? most - 1 : most);
}

export class Answers {
  canKeep = true;
  isLocked = false;
  #rows = new Map();

  /* `ends()` is when the sitting ends, in the server's ms, or null; `changed()` is called when something was typed,
     `stored()` when the device has it, `overflowed(row)` when other than before does not fit into an answer. */
  constructor({ form, clock, ends, changed, stored, overflowed }) {
    Object.assign(this, { form, clock, ends, changed, stored, overflowed });
    this.user = Number(form.dataset.user);
    this.attempt = Number(form.dataset.attempt);
    for (const field of form.querySelectorAll("textarea[data-item]")) {
      const item = Number(field.dataset.item);
      const flag = form.elements[`flag-${item}`];
      const seq = Number(form.elements[`seq-${item}`].value);
      // seq grows with each change; acked is the last that the server has; sent are those that may have reached it.
      // What the page came with: one may have typed before this ran.
      const [text, flagged] = [clean(field.defaultValue), flag.defaultChecked];
      const most = Number(field.dataset.most);
      // over: letters in the field that do not fit into an answer
      // saved: what the server has under that number
      const row = { item, field, flag, text, flagged, seq, most, over: 0, acked: seq, saved: { text, flagged }, stored: seq, sent: [] };
      this.#rows.set(item, row);
      field.addEventListener("input", () => this.#look(row));
      flag.addEventListener("change", () => this.#look(row));
    }
  }

  get all() {
    return [...this.#rows.values()];
  }

  /* Return what the server lacks, as it is sent. */
  get waiting() {
    return this.all
      .filter((row) => row.seq > row.acked && row.seq !== row.aside && row.seq !== row.held && !row.isRefused)
      .map(({ item, text, seq, flagged }) => ({ item, text, seq, flagged }));
  }

  get areKept() {
    return this.waiting.every(({ item, seq }) => this.#rows.get(item).stored >= seq);
  }

  /* Take in what the page shows; changes come without an event, too. */
  look() {
    for (const row of this.#rows.values()) this.#look(row);
  }

  #look(row) {
    const text = fitted(clean(row.field.value), row.most);
    const over = Math.max(row.field.value.length - row.most, 0);
    if (over !== row.over) {
      row.over = over;
      this.overflowed(row);
    }
    if (this.isLocked || (text === row.text && row.flag.checked === row.flagged)) return;
    row.text = text;
    row.flagged = row.flag.checked;
    // A time is a number that no other tab or device has used, so that a lost reply is not taken for another's text.
    row.seq = Math.max(row.seq + 1, Math.round(this.clock.now()));
    row.isRefused = false;
    row.timer ||= setTimeout(() => this.#keep(row), KEEP_AFTER);
    this.changed();
  }

  keepNow() {
    this.look();
    for (const row of this.#rows.values()) this.#keep(row);
  }

  async #keep(row) {
    clearTimeout(row.timer);
    row.timer = 0;
    const { item, text, flagged, seq, acked, sent } = row;
    if (seq <= row.stored || seq <= acked) return; // what the server has need not be kept here
    try {
      await store.keep({ user: this.user, attempt: this.attempt, item, text, flagged, seq, base: acked, sent, ends: this.ends() });
      row.stored = Math.max(row.stored, seq);
    } catch {
      this.canKeep = false;
    }
    this.stored();
  }

  #forget(item, seq) {
    store.forget(this.user, this.attempt, item, seq).catch(() => {});
  }

  /* Put back what this device kept and the server lacks. `putAside(answer, done)` has a text put on record. */
  async restore(putAside) {
    this.canKeep = await store.works();
    if (!this.canKeep) return;
    for (const record of await store.keptOf(this.user, this.attempt)) this.#restore(record, putAside);
    store.forgetOld(this.clock.now(), this.attempt).catch(() => {});
  }

  #restore(record, putAside) {
    const row = this.#rows.get(record.item);
    const isOnServer = !row || (record.seq <= row.acked && record.text === row.text);
    if (isOnServer) {
      this.#forget(record.item, record.seq);
    } else if (row.seq > row.acked) {
      this.#showAside(row, record.text); // typed on already, before this ran
    } else if (row.acked === record.base || record.sent.includes(row.acked)) {
      Object.assign(row, { text: record.text, flagged: record.flagged, sent: record.sent });
      row.seq = row.stored = Math.max(record.seq, row.acked);
      row.field.value = record.text;
      row.flag.checked = record.flagged;
    } else {
      // Another device has written since: its text stands, this one goes to the history and stays in sight.
      const seq = Math.min(record.seq, row.acked);
      putAside({ item: record.item, text: record.text, seq, flagged: null }, () => this.#forget(record.item, record.seq));
      this.#showAside(row, record.text);
    }
  }

  /* Take in what the server took after this page was kept, as {item, text, flagged, seq}. */
  catchUp(saved) {
    for (const { item, text, flagged, seq } of saved) {
      const row = this.#rows.get(item);
      if (!row || seq <= row.acked) continue;
      const isTouched = row.seq > row.acked; // typed on already, before this ran
      Object.assign(row, { acked: seq, saved: { text, flagged }, seq: isTouched ? Math.max(row.seq, seq + 1) : seq });
      this.form.elements[`seq-${item}`].value = seq;
      if (isTouched) {
        this.#showAside(row, text);
        continue;
      }
      Object.assign(row, { text, flagged, stored: seq });
      row.field.value = text;
      row.flag.checked = flagged;
    }
  }

  /* Note that these numbers may reach the server although its reply may not reach us. */
  remember(answers) {
    for (const { item, seq } of answers) {
      const row = this.#rows.get(item);
      if (!row.sent.includes(seq)) row.sent = [...row.sent.slice(-49), seq];
    }
  }

  /* Learn what became of answers that were sent. */
  took(data, answers) {
    for (const { item, seq, text, flagged } of answers) {
      const row = this.#rows.get(item);
      const reason = data.kept_aside[item];
      if (reason === "PAUSED") {
        row.held = seq; // it counts if it is sent again, under the same number, once the clock goes on
        continue;
      }
      if (reason === "STALE") this.#overtaken(row, data.newer[item]);
      else if (reason) row.aside = seq; // in the history: nothing more to send
      else if (item in data.saved) {
        if (seq >= row.acked) Object.assign(row, { acked: seq, saved: { text, flagged } });
        row.sent = row.sent.filter((one) => one > row.acked);
        this.form.elements[`seq-${item}`].value = row.acked; // for the plain form, should the script stop
      }
      if (reason !== "OTHER_TAB") this.#forget(item, seq);
    }
  }

  /* The clock goes on: what came while it stood still waits to be sent again. */
  release() {
    for (const row of this.#rows.values()) row.held = 0;
  }

  /* Something newer came past this page, from a plain form or a program. What stands here counts, since this page
     holds the lease; the other text is in the history and stays in sight. */
  #overtaken(row, newer) {
    row.acked = Math.max(row.acked, newer.seq);
    row.seq = Math.max(row.seq, newer.seq) + 1;
    this.#showAside(row, newer.text);
  }

  /* Stop sending what the server cannot take, until it is changed. Return its place on the paper. */
  refused({ item, seq }) {
    const row = this.#rows.get(item);
    if (row.seq === seq) row.isRefused = true;
    return this.placeOf(row);
  }

  placeOf(row) {
    return this.all.indexOf(row) + 1;
  }

  lock(isLocked) {
    this.isLocked = isLocked;
    for (const { field, flag } of this.#rows.values()) {
      field.readOnly = isLocked;
      flag.disabled = isLocked;
    }
  }

  #showAside(row, text) {
    if (!text.trim() || text === row.text) return;
    const box = document.getElementById(`aside-${row.item}`);
    box.querySelector(".text").textContent = text;
    box.hidden = false;
    if (box.querySelector("button")) return;
    const use = document.createElement("button");
    use.type = "button";
    use.textContent = "Add it below my answer";
    use.onclick = () => {
      row.field.value = `${row.field.value.trimEnd()}\n${box.querySelector(".text").textContent}`.trimStart();
      box.hidden = true;
      this.#look(row);
      row.field.focus();
    };
    box.append(use);
  }
}
