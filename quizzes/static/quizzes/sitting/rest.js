/* The rest break: counts down, and goes on by itself when all of it is taken. */

import { timeLeft } from "./clock.js";

const place = document.getElementById("rest");
const { seconds } = place.dataset;
const ends = performance.now() + Number(seconds) * 1000;

function tick() {
  const left = ends - performance.now();
  const words = timeLeft(left);
  if (place.textContent !== words) place.textContent = words;
  if (left <= 0) location.reload();
  else setTimeout(tick, 500);
}

tick();
addEventListener("pageshow", (event) => event.persisted && location.reload());
