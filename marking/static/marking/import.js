// Asks how far an import is, and shows the page anew when it is done.
"use strict";
(() => {
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-said]");
  const ask = async () => {
    try {
      const reply = await fetch(box.dataset.progress, { headers: { "X-Requested-With": "fetch" } });
      if (!reply.ok) throw new Error(reply.status);
      const { done, whole, running, reading } = await reply.json();
      if (!running) return location.reload();
      if (!reading) {
        bar.value = done;
        said.textContent = `${done} of ${whole} questions`;
      } else if (whole) {
        said.textContent = `${whole} questions read; comparing them with the bank`;
      }
    } catch {
      // The next try may get through.
    }
    setTimeout(ask, 1000);
    return undefined;
  };
  setTimeout(ask, 1000);
})();
