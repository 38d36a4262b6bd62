// Marks the answer in the try-out as it is typed, with the scheme as it stands in the editor.
"use strict";
(() => {
  const form = document.querySelector("form[data-try]");
  if (!form) return;
  const answer = document.getElementById("answer");
  const trial = document.getElementById("trial");
  const field = (name) => form.elements[name];
  const SENT = ["csrfmiddlewaretoken", "scheme", "fields", "base", "stem", "word_limit", "model_answer"];
  const choices = new Map(); // what was chosen where the scheme can be read two ways, by question
  let waiting;
  let asked;
  let last = "";

  const body = () => {
    const data = new FormData();
    for (const name of SENT) data.append(name, field(name)?.value ?? "");
    for (const choice of choices.values()) data.append("choice", choice);
    data.append("answer", answer.value);
    data.append("question", form.dataset.question ?? "");
    return data;
  };

  const ask = async () => {
    if (!field("scheme").value.trim() && !field("fields").value) return trial.replaceChildren();
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
      const wrong = page.querySelector("[data-line], [data-row]");
      const detail = {
        line: Number(wrong?.dataset.line ?? 0),
        row: Number(wrong?.dataset.row ?? 0),
        message: wrong?.querySelector("p").textContent ?? "",
        text: page.querySelector("template[data-text]")?.innerHTML ? page.querySelector("template[data-text]").content.textContent : null,
      };
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
    if (event.target !== answer && !SENT.includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 350);
  });
  trial.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choice]")?.dataset.choice;
    if (choice) {
      choices.set(choice.slice(0, choice.lastIndexOf("=")), choice);
      ask();
    } else if (event.target.closest("[data-use]")) {
      const scheme = field("scheme");
      scheme.value = trial.querySelector("[data-notation]").textContent;
      choices.clear();
      scheme.dispatchEvent(new Event("input", { bubbles: true }));
      document.dispatchEvent(new Event("scheme-replaced"));
    }
  });
  addEventListener("load", ask);

  // What was tried can be kept as an example.
  const example = document.querySelector("form[data-example] textarea");
  answer.addEventListener("change", () => {
    if (example && !example.value) example.value = answer.value;
  });
})();
