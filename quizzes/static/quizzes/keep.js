// Keeps what is typed into a form in this browser until it has been sent and accepted.
"use strict";
(() => {
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const area = form.querySelector("textarea");
  const said = form.querySelector("[data-kept]");
  const key = `markscheme:${form.dataset.keep}`;
  let waiting;

  const store = () => {
    try {
      if (area.value) localStorage.setItem(key, area.value);
      else localStorage.removeItem(key);
      if (area.value) said.textContent = "Kept in this browser until you send it.";
    } catch {
      said.textContent = ""; // a private window, or full: then it is not kept, and nothing says it is
    }
  };

  try {
    sessionStorage.removeItem("markscheme:sent");
    const kept = localStorage.getItem(key);
    // What the server sends back after an error is newer than what is kept.
    if (kept && !area.value) {
      area.value = kept;
      said.textContent = "This is what you typed last time and did not send.";
    }
  } catch {
    return;
  }
  area.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(store, 300);
  });
  addEventListener("pagehide", store);
  // The page that follows a success forgets it.
  form.addEventListener("submit", () => sessionStorage.setItem("markscheme:sent", key));
})();
