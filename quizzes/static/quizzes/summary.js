/* Keeps what a quiz comes to beside its form: the server works it out, a moment after the last change. */

import { page } from "./lib/page.js";

const PAUSE = 400; // ms

const form = document.getElementById("set-quiz");
const box = document.getElementById("summary");
let timer = 0;
let asked;

async function refresh() {
  asked?.abort();
  asked = new AbortController();
  try {
    const fresh = await page(form.dataset.summary, { body: new FormData(form), signal: asked.signal, statuses: [] });
    box.replaceChildren(...fresh.body.childNodes);
  } catch {
    // What stands there stays; the page that follows works it out again.
  }
}

if (form && box) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) refresh();
  });
}
