// Says how far the marking is, and loads the page again when it is done.
"use strict";
(() => {
  const place = document.querySelector("[data-progress]");
  const words = place.querySelector("[role=status]");
  const bar = place.querySelector("progress");
  let pause = 1000;

  const look = async () => {
    try {
      const reply = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
      if (!reply.ok) throw new Error(reply.status);
      const state = await reply.json();
      words.textContent = `${state.marked} of ${state.responses} marked`;
      bar.value = state.marked;
      if (!state.running) return location.reload();
      pause = 1000;
    } catch {
      pause = Math.min(pause * 2, 30000);
    }
    return setTimeout(look, pause);
  };
  setTimeout(look, pause);
})();
