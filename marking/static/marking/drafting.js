// Asks how far the drafting of long notes is, and shows the drafts once they are there. Without it there is a link.
"use strict";
(() => {
  const PAUSE = 2000; // milliseconds
  const ask = async () => {
    try {
      const reply = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const fresh = page.getElementById("progress");
      if (reply.ok && !fresh) {
        location.reload();
        return;
      }
      if (fresh) document.getElementById("progress").value = fresh.value;
    } catch {
      // The network is away for a moment: ask again.
    }
    setTimeout(ask, PAUSE);
  };
  setTimeout(ask, PAUSE);
})();
