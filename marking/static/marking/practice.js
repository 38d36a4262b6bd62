/* Practice: Enter checks an answer, and goes on to the next question. What cannot be sent stays on this device (forms.js
   keeps it) and is sent again until it arrives; what is sent twice under the page's key counts once. */

import { post } from "../quizzes/lib/post.js";
import { Retries } from "../quizzes/lib/retries.js";
import { say, unsay } from "../quizzes/lib/say.js";

const NOT_SENT = "Not sent yet. Your answer is kept on this device, and sent as soon as there is a connection.";

const form = document.getElementById("practising");
const next = document.getElementById("next");

/* Send the answer until the server has it; then the form is sent the usual way, which shows what the server kept. */
function sending() {
  let body;
  let button;
  let hasArrived = false;
  const retries = new Retries({
    step: async () => {
      const reply = await post("POST", form.getAttribute("action"), body, { sign: "next" });
      hasArrived = reply.kind !== "later";
      if (hasArrived) {
        unsay();
        form.requestSubmit(button);
        return { kind: "ok" };
      }
      return reply;
    },
    isDone: () => hasArrived,
    failed: () => say(NOT_SENT, { isShown: true }),
  });
  form.addEventListener(
    "submit",
    (event) => {
      if (hasArrived) return;
      event.preventDefault();
      if (retries.isRunning) return void retries.flush();
      button = event.submitter ?? undefined;
      body = new URLSearchParams(new FormData(form, button));
      retries.start();
    },
    { capture: true },
  );
}

if (form) {
  sending();
  form.elements.text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".primary"));
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload()); // a page from before has an old key
}

if (next) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.repeat && !event.target.closest("a, button, summary, input, textarea")) next.click();
  });
}
