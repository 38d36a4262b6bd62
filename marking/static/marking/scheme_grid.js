/* The levels grid as fields: objectives, each with levels of marks and a descriptor. */

const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "[]");
const whole = (text) => (/^\d+$/.test(text.trim()) ? Number(text) : null);

export class GridFields {
  #box;
  #list;
  #begin;
  #changed;
  #grids = read("grids");

  /* `changed` is called after anything but typing; typing is an input event that passes through. */
  constructor(box, changed) {
    this.#box = box;
    this.#changed = changed;
    this.#list = box.querySelector("[data-objectives]");
    this.#begin = box.querySelector("[data-begin]");
    this.#grids.unshift({ title: "An empty grid", grid: [{ name: "", about: "", levels: [{}, {}, {}] }] });
    for (const { title } of this.#grids) this.#begin.add(new Option(title));
    this.#begin.addEventListener("change", () => this.#replace(this.#begin.selectedIndex - 1));
    box.addEventListener("click", (event) => this.#press(event.target.closest("button")));
    box.addEventListener("input", () => this.#number());
  }

  get value() {
    return this.#objectives.map((one) => ({ ...this.#fields(one, ":scope > .pair"), levels: this.#levels(one).map((level) => this.#fields(level)) }));
  }

  get problem() {
    return Boolean(this.#box.querySelector("[data-grid-problem]:not(:empty)"));
  }

  fill(grid) {
    this.#list.replaceChildren();
    for (const one of grid) this.#addObjective(one);
    this.#number();
  }

  /* Show what is wrong beside its field: `place` is “objective.level”, both from 1, level 0 the objective. */
  say(place, message) {
    for (const one of this.#box.querySelectorAll("[data-grid-problem]")) one.textContent = "";
    if (!place) return;
    const [objective, level] = place.split(".").map(Number);
    const filled = this.#objectives.filter((one) => [...one.querySelectorAll("[data-of]")].some((field) => field.value.trim()));
    const where = level ? this.#levels(filled[objective - 1])[level - 1] : filled[objective - 1];
    const said = where?.querySelector(level ? "[data-grid-problem]" : ":scope > [data-grid-problem]");
    if (said) said.textContent = message.replace(/^Objective \d+(, level \d+)?: /, "");
  }

  get #objectives() {
    return [...this.#list.children];
  }

  #levels(one) {
    return [...(one?.querySelectorAll(".level-row") ?? [])];
  }

  #fields(box, within = ":scope") {
    const row = within === ":scope" ? box : box.querySelector(within);
    return Object.fromEntries([...row.querySelectorAll("[data-of]")].map((field) => [field.dataset.of, field.value]));
  }

  /* Take a grid to begin from. What stood there can be had back from the same list. */
  #replace(at) {
    if (at < 0) return;
    const before = this.value;
    const { grid } = this.#grids[at];
    this.#begin.selectedIndex = 0;
    if (before.some((one) => one.levels.some((level) => level.descriptor))) {
      this.#grids.push({ title: `The previous grid (${this.#grids.filter((one) => one.isKept).length + 1})`, grid: before, isKept: true });
      this.#begin.add(new Option(this.#grids.at(-1).title));
    }
    this.fill(grid);
    const { kind } = this.#box.closest("form").elements;
    if (kind) kind.value = "ESSAY";
    this.#changed();
    this.#list.querySelector("input")?.focus();
  }

  #press(button) {
    if (!button) return;
    const did = button.dataset;
    const objective = button.closest(".objective");
    let focus = null;
    if ("addObjective" in did) focus = this.#addObjective({ name: "", about: "", levels: [{}] }).querySelector("input");
    else if ("addLevel" in did) focus = this.#addLevel(objective, this.#next(objective)).querySelector("textarea");
    else if ("removeLevel" in did) focus = this.#remove(button.closest(".level-row"));
    else if ("removeObjective" in did) focus = this.#remove(objective);
    else return;
    this.#number();
    this.#changed();
    (focus ?? this.#begin).focus();
  }

  /* The marks that come after the last level's. */
  #next(objective) {
    const last = this.#levels(objective).at(-1);
    const high = last ? whole(last.querySelector("[data-of=high]").value) : 0;
    return high === null ? {} : { low: String(high + 1) };
  }

  #remove(row) {
    const beside = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    return beside?.querySelector("input") ?? null;
  }

  #addObjective(one) {
    const made = this.#made("objective");
    for (const name of ["name", "about"]) made.querySelector(`[data-of=${name}]`).value = one[name] ?? "";
    this.#list.append(made);
    for (const level of one.levels) this.#addLevel(made, level);
    return made;
  }

  #addLevel(objective, level) {
    const made = this.#made("level");
    for (const field of made.querySelectorAll("[data-of]")) field.value = level[field.dataset.of] ?? "";
    objective.querySelector("ol").append(made);
    return made;
  }

  #made(kind) {
    return this.#box.querySelector(`template[data-${kind}]`).content.firstElementChild.cloneNode(true);
  }

  /* Number the levels, name the objectives, and say what the grid is worth. */
  #number() {
    const objectives = this.#objectives;
    objectives.forEach((one, at) => {
      const name = one.querySelector("[data-of=name]").value.trim() || (objectives.length > 1 ? `Objective ${at + 1}` : "Levels grid");
      one.querySelector("legend").textContent = name;
      one.querySelector("[data-remove-objective]").setAttribute("aria-label", `Remove ${name}`);
      const levels = this.#levels(one);
      const first = levels.length && levels[0].querySelector("[data-of=high]").value.trim() === "0" ? 0 : 1;
      levels.forEach((level, place) => {
        level.querySelector("[data-number]").textContent = `Level ${place + first}`;
        level.querySelector("[data-of=low]").setAttribute("aria-label", `${name}, level ${place + first}: marks from`);
        level.querySelector("[data-of=high]").setAttribute("aria-label", `${name}, level ${place + first}: marks to`);
        level.querySelector("[data-of=descriptor]").setAttribute("aria-label", `${name}, level ${place + first}: what it takes`);
        level.querySelector("[data-remove-level]").setAttribute("aria-label", `Remove level ${place + first} of ${name}`);
      });
    });
    for (const one of this.#box.querySelectorAll("[data-with-grid]")) one.hidden = !objectives.length;
    for (const one of this.#box.parentNode.querySelectorAll("[data-without-grid]")) one.hidden = Boolean(objectives.length);
    const tops = objectives.map((one) => whole(this.#levels(one).at(-1)?.querySelector("[data-of=high]").value ?? "") ?? 0);
    const worth = tops.reduce((sum, top) => sum + top, 0);
    this.#box.querySelector("[data-worth]").textContent = worth ? `The question is worth ${worth} marks.` : "";
  }
}
