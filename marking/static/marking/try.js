// Marks the answer in the try-out as it is typed, with the scheme as it stands in the editor.
"use strict";
(() => {
  const form = document.querySelector("form[data-try]");
  if (!form) return;
  const answer = document.getElementById("answer");
  const trial = document.getElementById("trial");
  const field = (name) => form.elements[name];
  let waiting;
  let asked;
  let last = "";

  const body = () => {
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", "scheme", "stem", "word_limit"]) data.append(name, field(name)?.value ?? "");
    data.append("answer", answer.value);
    data.append("question", form.dataset.question ?? "");
    return data;
  };

  const ask = async () => {
    if (!field("scheme").value.trim()) return trial.replaceChildren();
    const data = body();
    const now = JSON.stringify([...data]);
    if (now === last) return undefined;
    asked?.abort();
    asked = new AbortController();
    try {
      const reply = await fetch(form.dataset.try, {
        method: "POST",
        body: data,
        headers: { "X-Requested-With": "fetch" },
        signal: asked.signal,
      });
      if (!reply.ok && reply.status !== 422) throw new Error(reply.status);
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const wrong = page.querySelector("[data-line]");
      const detail = wrong && { line: Number(wrong.dataset.line), message: wrong.querySelector("p").textContent };
      trial.replaceChildren(...page.body.childNodes);
      document.dispatchEvent(new CustomEvent("scheme-read", { detail }));
      document.dispatchEvent(new Event("marked"));
      last = now;
    } catch (error) {
      if (error.name === "AbortError") return undefined;
      trial.textContent = "The try-out did not respond. What you typed is still here; keep typing to try again.";
    }
    return undefined;
  };

  form.addEventListener("input", (event) => {
    if (event.target !== answer && !["scheme", "stem", "word_limit"].includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 350);
  });
  ask();

  // What was tried can be kept as an example.
  const example = document.querySelector("form[data-example] textarea");
  answer.addEventListener("change", () => {
    if (example && !example.value) example.value = answer.value;
  });
})();
