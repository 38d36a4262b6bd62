/* Counts the questions and marks chosen for a quiz, and chooses all or none of a bank. */

const output = document.getElementById("chosen");
const labels = [...document.querySelectorAll("[data-marks]")];
const many = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

function count() {
  const chosen = labels.filter((label) => label.querySelector("input").checked);
  const marks = chosen.reduce((sum, label) => sum + Number(label.dataset.marks), 0);
  output.textContent = `${many(chosen.length, "question")}, ${many(marks, "mark")}`;
  for (const button of document.querySelectorAll("[data-all]")) {
    const boxes = [...button.closest("details").querySelectorAll("input")];
    button.textContent = boxes.every((box) => box.checked) ? "Choose none" : "Choose all";
  }
}

function addButton(details) {
  const summary = details.querySelector("summary");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain" });
  button.dataset.all = "";
  button.setAttribute("aria-label", `Choose all or none of ${summary.firstChild.textContent.trim()}`);
  button.addEventListener("click", () => {
    const boxes = [...details.querySelectorAll("input")];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    count();
  });
  summary.after(button);
}

if (output) {
  for (const details of document.querySelectorAll("details.bank")) addButton(details);
  addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}
