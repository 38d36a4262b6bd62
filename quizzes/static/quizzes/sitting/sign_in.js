/* Signing in again in a dialog, so that the page and what was typed stay where they are. */

import { csrf } from "../lib/post.js";

/* Ask until the same person is signed in again (true) or puts it off (false). A dialog that comes unasked leaves the
   secret's field alone: what somebody types on without looking must not end up there. */
export function signInAgain({ isAsked = true } = {}) {
  const dialog = document.getElementById("sign-in");
  const form = dialog.querySelector("form");
  const problem = document.getElementById("sign-in-problem");
  const secret = document.getElementById("sign-in-secret");
  const button = form.querySelector("[type=submit]");
  problem.hidden = true;
  secret.value = "";
  const goBack = placeOfCaret();
  dialog.showModal();
  (isAsked ? secret : dialog.querySelector("h2")).focus();
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      button.disabled = true;
      problem.hidden = true;
      const wrong = await tryIn(form);
      button.disabled = false;
      secret.value = "";
      if (!wrong) {
        dialog.close("in");
        return;
      }
      problem.textContent = wrong;
      problem.hidden = false;
      secret.focus();
    };
    document.getElementById("sign-in-later").onclick = () => dialog.close("later");
    dialog.onclose = () => {
      secret.value = "";
      const isIn = dialog.returnValue === "in";
      dialog.returnValue = "";
      goBack();
      resolve(isIn);
    };
  });
}

/* Return what takes the person back to where they were typing. Chromium gives the focus back by itself, but without a
   caret, and then swallows what is typed. */
function placeOfCaret() {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement)) return () => {};
  const { selectionStart, selectionEnd } = field;
  return () => {
    field.blur();
    field.focus({ preventScroll: true });
    field.setSelectionRange(selectionStart, selectionEnd);
  };
}

/* Return what is wrong, or "" once signed in. */
async function tryIn(form) {
  try {
    await fetch(form.action, { credentials: "same-origin", cache: "no-store" }); // the cookie against forgery may be gone too
    const reply = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams([...new FormData(form), ["csrfmiddlewaretoken", csrf()]]),
      credentials: "same-origin",
      redirect: "manual",
    });
    if (reply.type === "opaqueredirect") {
      // Forms on the page carry the old token, which signing in has replaced.
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = csrf();
      return "";
    }
    if (reply.status === 403 || reply.status === 429) return "Too many attempts. Wait a few minutes, or ask your teacher.";
    if (reply.status >= 500) return "The server has a problem. Try again in a moment.";
    return `That is not the right ${form.dataset.secret}. Try again.`;
  } catch {
    return "There is no connection at the moment. Try again in a moment.";
  }
}
