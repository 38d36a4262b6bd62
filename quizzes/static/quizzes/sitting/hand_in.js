/* The hand-in page: nothing is handed in while this device holds text that the server lacks. */

import { post } from "../lib/post.js";
import { download } from "./file.js";
import { signInAgain } from "./sign_in.js";
import { keptOf } from "./store.js";

const form = document.getElementById("hand-in");
const button = form.querySelector("[type=submit]");
const trouble = document.getElementById("trouble");

/* Return how many answers wait on this device, and show it. */
async function unsent() {
  const records = await keptOf(Number(form.dataset.user), Number(form.dataset.attempt)).catch(() => []);
  const number = records.length;
  document.getElementById("unsent-text").textContent =
    `${number} answer${number === 1 ? " is" : "s are"} kept on this device and not sent yet. Send ${number === 1 ? "it" : "them"} before you hand in.`;
  document.getElementById("unsent").hidden = number === 0;
  return number;
}

/* What only this device has, as a file for the teacher. It is dated by the newest of its answers, whose numbers are
   the server's time: this page does not know it. */
async function toFile() {
  const records = await keptOf(Number(form.dataset.user), Number(form.dataset.attempt));
  const answers = records.map(({ item, text, seq }) => ({ item, text, seq, sent: false }));
  download(form.dataset, answers, Math.max(...answers.map(({ seq }) => seq)));
}

function say(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await unsent()) return;
  button.disabled = true;
  button.textContent = "Handing in";
  say("");
  const reply = await post("POST", `${form.dataset.api}hand-in/`, { answers: [] });
  if (reply.kind === "ok") {
    location.replace(form.dataset.receipt);
    return;
  }
  button.disabled = false;
  button.textContent = "Hand in now";
  if (reply.kind === "sign-in") {
    if (await signInAgain()) form.requestSubmit();
  } else {
    say("The server cannot be reached at the moment. Nothing is lost; your answers are saved. Press the button again in a moment.");
  }
});

document.getElementById("to-file").addEventListener("click", () => toFile());
unsent();
