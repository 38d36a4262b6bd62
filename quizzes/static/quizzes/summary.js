// Keeps what a quiz comes to beside its form: the server works it out, a moment after the last change.
"use strict";
(() => {
  const form = document.getElementById("set-quiz");
  const box = document.getElementById("summary");
  if (!form || !box) return;
  let timer = 0;
  let asked = 0;

  const refresh = async () => {
    const turn = ++asked;
    try {
      const answer = await fetch(form.dataset.summary, { method: "POST", body: new FormData(form) });
      if (answer.ok && turn === asked) box.innerHTML = await answer.text();
    } catch {
      // Offline: what stands there stays; the page that follows works it out again.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 400);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
})();
