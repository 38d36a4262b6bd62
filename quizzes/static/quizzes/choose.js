// Counts the questions and marks chosen for a quiz.
"use strict";
(() => {
  const output = document.getElementById("chosen");
  if (!output) return;
  const labels = [...document.querySelectorAll("[data-marks]")];
  const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

  const count = () => {
    const chosen = labels.filter((label) => label.querySelector("input").checked);
    const marks = chosen.reduce((sum, label) => sum + Number(label.dataset.marks), 0);
    output.textContent = `${many(chosen.length, "question")}, ${many(marks, "mark")}`;
    for (const button of document.querySelectorAll("[data-all]")) {
      const boxes = [...button.closest("details").querySelectorAll("input")];
      button.textContent = boxes.every((box) => box.checked) ? "Choose none" : "Choose all";
    }
  };

  for (const details of document.querySelectorAll("details.bank")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.dataset.all = "";
    button.setAttribute("aria-label", `Choose all or none of ${details.querySelector("summary").firstChild.textContent.trim()}`);
    button.addEventListener("click", () => {
      const boxes = [...details.querySelectorAll("input")];
      const all = boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = !all;
      count();
    });
    details.querySelector("summary").after(button);
  }
  addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
})();
