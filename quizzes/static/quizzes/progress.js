/* Says how far a task in the background is, and shows the page anew when it is done. Without it there is a link. */

import { data } from "./lib/page.js";
import { poll } from "./lib/polling.js";

const place = document.querySelector("[data-progress]");
const said = place.querySelector("[data-said]");
const bar = place.querySelector("progress");

poll(async () => {
  const state = await data(place.dataset.progress);
  if (!state.running) {
    location.reload();
    return true;
  }
  if (said.textContent !== state.said) said.textContent = state.said;
  if (state.done === null) bar.removeAttribute("value");
  else Object.assign(bar, { max: state.whole, value: state.done });
  return false;
});
