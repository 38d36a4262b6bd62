/* Typed text on this device until the server has it: one record an answer. No question, no mark scheme. */

const NAME = "sitting";
const ROWS = "answers";
const DAY = 86_400_000; // ms
const KEEP_AFTER_END = 30 * DAY;
const KEEP_AT_ALL = 400 * DAY; // where no end is known

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(ROWS, { keyPath: ["user", "attempt", "item"] });
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
    request.onsuccess = () => {
      const db = request.result;
      db.onclose = () => (opened = undefined); // the person cleared the browser's data
      db.onversionchange = () => {
        db.close();
        opened = undefined;
      };
      resolve(db);
    };
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

async function act(mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    // "strict" waits for the disk.
    const step = db.transaction(ROWS, mode, { durability: "strict" });
    let result;
    step.oncomplete = () => resolve(result);
    step.onabort = step.onerror = () => reject(step.error ?? new Error("aborted"));
    work(step.objectStore(ROWS), (value) => (result = value));
  });
}

const keyOf = ({ user, attempt, item }) => [user, attempt, item];
const ofUser = (user) => IDBKeyRange.bound([user], [user, []]);
const ofAttempt = (user, attempt) => IDBKeyRange.bound([user, attempt], [user, attempt, []]);

/* Keep a record, unless a newer one of the same answer is kept already (by another tab). */
export function keep(record) {
  return act("readwrite", (rows) => {
    rows.get(keyOf(record)).onsuccess = (event) => {
      if ((event.target.result?.seq ?? 0) <= record.seq) rows.put(record);
    };
  });
}

/* Forget an answer once the server has it, but not what was typed since. */
export function forget(user, attempt, item, seq) {
  return act("readwrite", (rows) => {
    rows.get([user, attempt, item]).onsuccess = (event) => {
      if (event.target.result && event.target.result.seq <= seq) rows.delete([user, attempt, item]);
    };
  });
}

export function keptOf(user, attempt) {
  return act("readonly", (rows, give) => {
    rows.getAll(ofAttempt(user, attempt)).onsuccess = (event) => give(event.target.result);
  });
}

export function countOf(user) {
  return act("readonly", (rows, give) => {
    rows.count(ofUser(user)).onsuccess = (event) => give(event.target.result);
  });
}

export const forgetAttempt = (user, attempt) => act("readwrite", (rows) => rows.delete(ofAttempt(user, attempt)));
export const forgetUser = (user) => act("readwrite", (rows) => rows.delete(ofUser(user)));

/* Remove what nobody came back for, whoever typed it: long after the end of its sitting, and never of `attempt`, which
   is open. `now` is the server's time, by which a record is numbered; where the device's own clock says another day, one
   of the two is wrong, and nothing is removed. */
export function forgetOld(now, attempt) {
  if (Math.abs(Date.now() - now) > DAY) return Promise.resolve();
  const isOld = ({ seq, ends }) => now - seq > KEEP_AT_ALL || (ends && now - Math.max(seq, ends) > KEEP_AFTER_END);
  return act("readwrite", (rows) => {
    rows.openCursor().onsuccess = (event) => {
      const cursor = event.target.result;
      if (!cursor) return;
      if (cursor.value.attempt !== attempt && isOld(cursor.value)) cursor.delete();
      cursor.continue();
    };
  });
}

/* Whether this browser keeps anything at all: a private window may not. */
export async function works() {
  try {
    await act("readwrite", (rows) => {
      rows.put({ user: 0, attempt: 0, item: 0 });
      rows.delete([0, 0, 0]);
    });
    return true;
  } catch {
    return false;
  }
}
