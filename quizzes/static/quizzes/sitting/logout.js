/* Logging out removes a person's own typed text from the device, after asking if the server lacks some of it. */

import { forgetPapers } from "./copy.js";
import { countOf, forgetUser } from "./store.js";

const form = document.querySelector("form[data-user][action$='/logout/']");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const user = Number(form.dataset.user);
  try {
    const left = await countOf(user);
    const words = left === 1 ? "1 answer on this device has" : `${left} answers on this device have`;
    if (left && !confirm(`${words} not been sent. Logging out removes ${left === 1 ? "it" : "them"}. Log out?`)) return;
    await forgetUser(user);
    await forgetPapers();
  } catch {
    // No storage: then nothing is kept.
  }
  form.submit();
});
