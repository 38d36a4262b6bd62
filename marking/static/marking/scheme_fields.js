/* The mark scheme as fields beside the same as text. The server turns one into the other; here is only what is typed.

   While fields are shown, the hidden inputs `fields` (JSON) and `base` (the text they were made from) are sent with the
   form and the try-out, and each answer of the try-out puts the text that they say into the text box. */

import { GridFields } from "./scheme_grid.js";
import { data } from "../quizzes/lib/page.js";
import { device } from "../quizzes/lib/storage.js";

const box = document.querySelector("[data-as-fields]");
const KEY = "markscheme:scheme-view";

class Fields {
  #form = box.closest("form");
  #view = box.querySelector("[data-fields]");
  #sections = box.querySelector("[data-sections]");
  #cap = box.querySelector("[data-cap]");
  #hidden = { fields: this.#form.elements.fields, base: this.#form.elements.base };
  #text = this.#form.elements.scheme;
  #grid = new GridFields(box.querySelector("[data-grid]"), () => {
    this.#number();
    this.#changed();
  });

  constructor() {
    this.#view.addEventListener("input", (event) => ![...Object.values(this.#hidden)].includes(event.target) && this.#changed());
    this.#view.addEventListener("click", (event) => this.#press(event.target.closest("button")));
    this.#view.addEventListener("pointerdown", (event) => event.target.matches(".handle") && this.#drag(event));
    document.addEventListener("scheme-read", ({ detail }) => this.#say(detail ?? {}));
  }

  get isShown() {
    return !this.#view.hidden;
  }

  /* Show what was sent and refused, else what the text says. Return what stands against it, "" if nothing. */
  async show() {
    const sent = this.#hidden.fields.value;
    if (sent) this.#fill(JSON.parse(sent));
    else {
      const said = await this.#read();
      if (said.problem) return said.problem;
      this.#hidden.base.value = said.base;
      this.#fill(said);
    }
    this.#view.hidden = false;
    this.#note();
    return "";
  }

  /* Leave the fields for the text. Return what stands against it. */
  hide() {
    if (this.#view.querySelector("[data-row-problem]:not(:empty)")) return "Correct the point that can’t be read first.";
    if (this.#grid.problem) return "Correct the level that can’t be read first.";
    this.#view.hidden = true;
    this.#hidden.fields.value = this.#hidden.base.value = "";
    return "";
  }

  async #read() {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.#form.elements.csrfmiddlewaretoken.value);
    body.append("scheme", this.#text.value);
    try {
      return await data(box.dataset.asFields, { body, statuses: [422] });
    } catch {
      return { problem: "The server cannot be reached at the moment, so the scheme stays as text." };
    }
  }

  #fill({ rows, counts, cap, kept, grid }) {
    this.#grid.fill(grid ?? []);
    this.#sections.replaceChildren();
    let section = null;
    let last = null;
    for (const row of rows) {
      if (row.group !== last || !section) section = this.#addSection(row.group, counts?.[row.group]);
      last = row.group;
      this.#addRow(section, row);
    }
    if (!section) this.#addRow(this.#addSection(0), {});
    this.#cap.value = cap ?? "";
    const note = this.#view.querySelector("[data-kept]");
    note.hidden = !kept?.length;
    note.querySelector("pre").textContent = (kept ?? []).join("\n");
    this.#number();
  }

  #addSection(group, count) {
    const section = this.#view.querySelector("template[data-section]").content.firstElementChild.cloneNode(true);
    section.dataset.group = group;
    section.querySelector("[data-any]").hidden = !group;
    if (group) section.querySelector("[data-count]").value = count ?? 2;
    this.#sections.append(section);
    return section;
  }

  #addRow(section, values, before = null) {
    const row = this.#view.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    row.dataset.line = values.line ?? 0;
    row.dataset.details = values.kept ?? "";
    for (const field of row.querySelectorAll("[data-of]")) field.value = values[field.dataset.of] ?? (field.dataset.of === "marks" ? "1" : "");
    const kept = row.querySelector("[data-row-kept]");
    kept.hidden = !values.kept;
    kept.textContent = values.kept ? `Also: ${values.kept.replaceAll("\n", " · ")} (edit as text)` : "";
    section.querySelector("ol").insertBefore(row, before);
    return row;
  }

  get #rows() {
    return [...this.#sections.querySelectorAll(".point-row")];
  }

  #press(button) {
    if (!button) return;
    const row = button.closest(".point-row");
    const did = button.dataset;
    let focus = button;
    if ("add" in did) focus = this.#addRow(button.closest(".section"), {}).querySelector("input");
    else if ("addGroup" in did) focus = this.#addRow(this.#addSection(this.#nextGroup()), {}).querySelector("input");
    else if ("remove" in did) focus = this.#remove(row);
    else if ("up" in did) this.#move(row, -1);
    else if ("down" in did) this.#move(row, 1);
    else return;
    this.#number();
    this.#changed();
    focus?.focus();
  }

  #nextGroup() {
    return 1 + Math.max(0, ...[...this.#sections.children].map((section) => Number(section.dataset.group)));
  }

  #remove(row) {
    const others = this.#rows.filter((one) => one !== row);
    const next = others[Math.min(this.#rows.indexOf(row), others.length - 1)];
    row.remove();
    if (!others.length) return this.#addRow(this.#sections.firstElementChild ?? this.#addSection(0), {}).querySelector("input");
    return next.querySelector("input");
  }

  /* A step up or down; at the edge of its section a point goes into the next one. */
  #move(row, step) {
    const list = row.parentNode;
    const beside = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (beside) step < 0 ? beside.before(row) : beside.after(row);
    else {
      const section = step < 0 ? list.closest(".section").previousElementSibling : list.closest(".section").nextElementSibling;
      const other = section?.querySelector("ol");
      if (other) step < 0 ? other.append(row) : other.prepend(row);
    }
  }

  #drag(event) {
    const row = event.target.closest(".point-row");
    event.preventDefault();
    event.target.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
    event.target.onpointermove = ({ clientX, clientY }) => {
      const over = document.elementFromPoint(clientX, clientY)?.closest?.(".point-row");
      if (!over || over === row || !this.#sections.contains(over)) return;
      const below = clientY > over.getBoundingClientRect().top + over.offsetHeight / 2;
      over.parentNode.insertBefore(row, below ? over.nextElementSibling : over);
    };
    event.target.onpointerup = event.target.onpointercancel = () => {
      row.classList.remove("dragged");
      event.target.onpointermove = event.target.onpointerup = event.target.onpointercancel = null;
      this.#number();
      this.#changed();
    };
  }

  /* Number the points, name the sections, and drop a section that has no point left. */
  #number() {
    for (const section of [...this.#sections.children]) if (!section.querySelector(".point-row") && this.#sections.children.length > 1) section.remove();
    for (const section of this.#sections.children) {
      section.querySelector("legend").textContent =
        this.#grid.value.length ? "Indicative content" : Number(section.dataset.group) ? "Any of these points" : "Each of these points";
    }
    this.#rows.forEach((row, at) => {
      row.querySelector("[data-number]").textContent = `Point ${at + 1}`;
      for (const button of row.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent}, point ${at + 1}`);
    });
  }

  #note() {
    const rows = this.#rows.map((row) => ({
      line: Number(row.dataset.line),
      kept: row.dataset.details,
      group: Number(row.closest(".section").dataset.group),
      ...Object.fromEntries([...row.querySelectorAll("[data-of]")].map((field) => [field.dataset.of, field.value])),
    }));
    const groups = [...this.#sections.children].filter((section) => Number(section.dataset.group));
    const counts = Object.fromEntries(groups.map((section) => [section.dataset.group, Number(section.querySelector("[data-count]").value) || 1]));
    const kept = this.#view.querySelector("[data-kept] pre").textContent;
    const value = { rows, counts, cap: this.#cap.value, kept: kept ? kept.split("\n") : [], grid: this.#grid.value };
    this.#hidden.fields.value = JSON.stringify(value);
  }

  #changed() {
    this.#note();
    this.#hidden.fields.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Put the text that the fields say into the text box, or what is wrong beside its row. */
  #say({ text, row, message, place, hint }) {
    if (!this.isShown) return;
    if (typeof text === "string") this.#text.value = text;
    const filled = this.#rows.filter((one) => [...one.querySelectorAll("[data-of]")].some((field) => field.value && field.dataset.of !== "marks"));
    for (const one of this.#rows) one.querySelector("[data-row-problem]").textContent = "";
    this.#grid.say(place, hint ? `${message} ${hint}` : message);
    const wrong = row && filled[row - 1];
    if (wrong) wrong.querySelector("[data-row-problem]").textContent = message;
  }
}

async function start() {
  const fields = new Fields();
  const text = box.querySelector("[data-text-view]");
  const problem = box.querySelector("[data-view-problem]");
  const label = box.querySelector("label");
  let wanted = "text";
  const turn = async (view, isAsked) => {
    wanted = view;
    const against = view === "fields" ? await fields.show() : fields.hide();
    // Who asks for the text while the fields are still being read gets the text.
    if (wanted !== view) return fields.hide();
    problem.textContent = isAsked ? against : "";
    if (against) {
      wanted = fields.isShown ? "fields" : "text";
      return;
    }
    text.hidden = view === "fields";
    label.hidden = view === "fields";
    for (const button of box.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    box.querySelector("textarea[name=scheme]").dispatchEvent(new Event("input", { bubbles: true }));
    if (isAsked) device.keep(KEY, view);
  };
  box.querySelector(".views").hidden = false;
  box.addEventListener("click", (event) => {
    const view = event.target.closest("[data-view]")?.dataset.view;
    if (view && view !== wanted) turn(view, true);
  });
  if ((device.recall(KEY) ?? "fields") === "fields" || box.querySelector("[name=fields]").value) await turn("fields", false);
}

if (box) start();
