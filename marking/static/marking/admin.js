/* Names for fields of the Django admin that have none for those who hear the page. Everything works without it. */

const text = (element) => element?.textContent.trim().replace(/[\s:]+$/, "") ?? "";

/* What a field is called: its row's label or legend, or in a table its column's heading and its row. */
function nameOf(field) {
  const cell = field.closest("td");
  if (!cell) return text(field.closest(".form-row, fieldset")?.querySelector("label, legend"));
  const head = cell.closest("table").tHead?.rows[0].cells[cell.cellIndex];
  return `${text(head)}, row ${cell.parentElement.rowIndex}`;
}

function nameAll() {
  for (const field of document.querySelectorAll("#content-main :is(input:not([type=hidden]), select, .select2-selection)")) {
    if (field.labels?.length || field.getAttribute("aria-label")) continue;
    const part = field.classList.contains("vDateField") ? ", date" : field.classList.contains("vTimeField") ? ", time" : "";
    field.setAttribute("aria-label", nameOf(field) + part);
    field.removeAttribute("aria-labelledby"); // select2's names the value, not the field
  }
  for (const value of document.querySelectorAll(".select2-selection__rendered[role=textbox]")) {
    value.setAttribute("aria-label", nameOf(value.closest(".select2-selection")));
  }
  for (const tip of document.querySelectorAll(".help-tooltip[aria-label]")) tip.setAttribute("role", "img");
  for (const head of document.querySelectorAll("th.original:empty, td.original:empty")) head.setAttribute("aria-hidden", "true");
}

// After Django's own scripts, which build fields when the page has loaded.
addEventListener("load", () => setTimeout(nameAll));
addEventListener("formset:added", () => setTimeout(nameAll));
