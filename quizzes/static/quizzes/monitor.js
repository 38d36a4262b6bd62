// Keeps the room fresh. What is ticked and where the focus is stay as they are.

import { say } from "./lib/say.js";

const room = document.querySelector("[data-room]");
const USUAL = 4000;
let pause = USUAL;

const look = async () => {
  try {
    if (document.visibilityState === "visible") {
      const reply = await fetch(room.dataset.room, { headers: { "X-Requested-With": "fetch" } });
      if (!reply.ok || reply.redirected) throw new Error(String(reply.status));
      renew(new DOMParser().parseFromString(await reply.text(), "text/html").body);
    }
    pause = USUAL;
  } catch {
    pause = Math.min(pause * 2, 60000);
    say("The page could not be refreshed. Trying again.");
  }
  setTimeout(look, pause);
};

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

setTimeout(look, pause);
