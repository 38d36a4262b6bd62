/* Ticks all questions of a page at once, and says what can be done with those that are ticked. */

const form = document.querySelector("form[data-bulk]");
const bulk = form?.querySelector("details.bulk");

function start() {
  const boxes = [...form.querySelectorAll('input[name="questions"]')];
  const summary = bulk.querySelector("summary");
  const all = form.querySelector("[data-tick]");
  all.hidden = false;

  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    summary.textContent = ticked ? `With the ${ticked} selected` : "With the selected questions";
    all.textContent = ticked === boxes.length ? "Select none" : "Select all on this page";
  };

  all.addEventListener("click", () => {
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = tick;
    count();
  });
  form.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}

if (bulk) start();
