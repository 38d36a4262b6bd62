/* The copy of an open paper on this device, by which a reload without a connection opens it again. The worker keeps the
   page as it came; what the server took since is noted beside it, for the device's own store forgets that. */

const PAPERS = "paper-";
const LOOK = "look-of-papers";
const SAVED = "/saved";

const nameOf = ({ user, attempt }) => `${PAPERS}${user}-${attempt}`;
const canKeep = "caches" in globalThis && "serviceWorker" in navigator;

/* When this page was kept, in the device's ms; 0 where it comes from the server. */
export const keptAt = Number(document.documentElement.dataset.keptAt ?? 0);

/* Have a worker keep the papers that are opened from now on, and the page `pathname` if it came without one: then
   `kept()` is called once it has. */
export async function keepPapers(url, pathname = "", kept = () => {}) {
  if (!canKeep) return;
  try {
    const { ready, controller } = navigator.serviceWorker;
    await navigator.serviceWorker.register(url, { scope: new URL("./", new URL(url, location)).pathname, updateViaCache: "all" });
    if (!pathname || controller) return;
    const looks = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("/static/"));
    navigator.serviceWorker.addEventListener("message", kept);
    navigator.serviceWorker.startMessages();
    (await ready).active.postMessage({ pathname, looks });
  } catch {
    // No worker: then a reload needs the connection.
  }
}

/* Note what the server has by now: `rows` as {item, text, flagged, acked}, and when the sitting `ends`. */
export async function noteSaved(sitting, rows, ends) {
  if (!canKeep || !(await caches.has(nameOf(sitting)))) return;
  const saved = rows.map(({ item, saved: { text, flagged }, acked }) => ({ item, text, flagged, seq: acked }));
  await (await caches.open(nameOf(sitting))).put(SAVED, new Response(JSON.stringify({ saved, ends })));
}

/* Return what was noted beside the copy of a sitting: {saved, ends}. */
export async function notedOf(sitting) {
  const noted = canKeep ? await (await caches.open(nameOf(sitting))).match(SAVED) : null;
  return noted ? noted.json() : { saved: [], ends: null };
}

/* Remove the copies of papers from this device, but for one sitting's. With the last goes the worker. */
export async function forgetPapers({ but } = {}) {
  if (!canKeep) return;
  const own = but ? nameOf(but) : "";
  const gone = (await caches.keys()).filter((name) => name.startsWith(PAPERS) && name !== own);
  await Promise.all(gone.map((name) => caches.delete(name)));
  if (own) return;
  await caches.delete(LOOK);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
}
