/* Typing in answers from paper by keyboard alone: the first empty answer has the focus, Ctrl+Enter saves and goes on. */

const form = document.getElementById("typing");
const boxes = [...form.querySelectorAll("textarea")];

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.primary"));
});

if (!document.querySelector(".problem")) boxes.find((box) => !box.value)?.focus();
