/* Looks again and again, as long as a page has something to wait for. */

import { backOff } from "./retries.js";

/* Call `look()` every `pause` ms until it resolves to true. Where it rejects the pause grows, and `failed()` hears of it;
   where another page comes instead, this page is loaded again, which leads to the login page. */
export function poll(look, { pause = 1000, failed = () => {} } = {}) {
  let failures = 0;
  const turn = async () => {
    try {
      if (await look()) return;
      failures = 0;
    } catch (error) {
      if (error.isElsewhere) {
        location.reload();
        return;
      }
      failures += 1;
      failed();
    }
    setTimeout(turn, failures ? Math.max(pause, backOff(failures)) : pause);
  };
  setTimeout(turn, pause);
}
