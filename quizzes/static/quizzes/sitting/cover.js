/* The cover: tests connection and storage by itself, and opens by itself when its time has come. */

import { tab } from "../lib/storage.js";
import { keepPapers } from "./copy.js";
import { works } from "./store.js";

const SPREAD = 5000; // ms over which a class that waits together comes in

async function check(place) {
  place.textContent = "Testing the connection";
  const begun = performance.now();
  const reply = await fetch(place.dataset.url, { cache: "no-store", signal: AbortSignal.timeout(10_000) }).catch(() => null);
  const took = Math.round(performance.now() - begun);
  const canKeep = await works();
  const line = !reply?.ok ? "The server cannot be reached at the moment." : took < 1500 ? "The connection is good." : `The connection is slow (${(took / 1000).toFixed(1)} s).`;
  const kept = canKeep ? "Your answers are kept on it too until they are sent." : "It keeps nothing (a private window?), so your answers are safe only while there is a connection.";
  place.textContent = `${line} ${kept}`;
}

function openInTime(place) {
  const wait = Date.parse(place.dataset.opens) - Date.parse(place.dataset.now);
  place.textContent = "This page opens it automatically.";
  // Browsers cannot wait longer than 24 days in one go.
  if (wait < 2_000_000_000) setTimeout(() => location.reload(), Math.max(wait, 0) + Math.random() * SPREAD);
}

const place = document.getElementById("check");
if (place) {
  check(place);
  keepPapers(place.dataset.worker);
}
const start = document.getElementById("start");
// The start asks with this key that the tab may write, so that the paper need not.
start?.addEventListener("submit", () => tab.keep("begun", start.elements.lease.value));
const opening = document.getElementById("opening");
if (opening) openInTime(opening);
