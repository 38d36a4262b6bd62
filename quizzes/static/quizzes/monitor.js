// Keeps the room fresh. What is ticked and where the focus is stay as they are.

import { page } from "./lib/page.js";
import { poll } from "./lib/polling.js";
import { say } from "./lib/say.js";

const room = document.querySelector("[data-room]");

const renew = (fresh) => {
  const ticked = new Set([...room.querySelectorAll("input:checked")].map((box) => box.id));
  const focused = room.contains(document.activeElement) ? document.activeElement.id : "";
  const before = room.querySelector("[data-say]").dataset.say;
  const scrolled = room.querySelector(".scroll").scrollLeft;
  room.replaceChildren(...fresh.childNodes);
  for (const box of room.querySelectorAll("input[type=checkbox]")) box.checked = ticked.has(box.id);
  room.querySelector(".scroll").scrollLeft = scrolled;
  if (focused) document.getElementById(focused)?.focus();
  const now = room.querySelector("[data-say]").dataset.say;
  if (now !== before) say(now);
};

poll(
  async () => {
    if (document.visibilityState === "visible") renew((await page(room.dataset.room)).body);
  },
  { pause: 4000, failed: () => say("The page could not be refreshed. Trying again.") },
);
