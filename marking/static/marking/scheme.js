/* Colours the notation of a mark scheme while it is typed, marks the place of an error, and offers patterns. */

const TOKENS =
  /(?<escape>\\.)|(?<words>"[^"\n]*")|(?<marks>\[[^\]\n]*\])|(?<sign>[/+~{}()*]|(?<![\w)])=(?=\w))/g;
const WHOLE = /^\s*(max|spelling:|language:|levels:|grid:|same:|accept:|reject:|ignore:|feedback:|negated:|ao:|any\s+\d+\s+(?:from|of):?)/i;
const PATTERNS = [
  ["One point", "socialism in one country / building socialism at home [1]\n    feedback: What did he put first?\n"],
  ["Two things together", "grain + towns [1]\n"],
  ["Each of several", "wheat [1]\nbarley [1]\nrye [1]\n"],
  ["Any two of several", "max 2\nany 2 from:\n    wheat [1]\n    barley [1]\n    rye [1]\n"],
  ["A date", "1928 [1]\n    reject: 1929\n"],
  ["An essay with points counted to a mark", "levels: 1-2 -> 2, 3-4 -> 5, 5+ -> 8\nfirst idea / its other name [1]\nsecond idea [1]\nthird idea [1]\nfourth idea [1]\nfifth idea [1]\n"],
];

const piece = (kind, text) => Object.assign(document.createElement("span"), { className: kind, textContent: text });

const line = (text) => {
  const whole = document.createElement("span");
  if (/^\s*#/.test(text)) {
    whole.append(piece("comment", text));
    return whole;
  }
  let at = 0;
  const keyword = WHOLE.exec(text);
  if (keyword) {
    whole.append(piece("keyword", keyword[0]));
    at = keyword[0].length;
  }
  const said = /^\s*(?:feedback|ao):/i.test(text);
  for (const token of said ? [] : text.slice(at).matchAll(TOKENS)) {
    const start = (keyword ? keyword[0].length : 0) + token.index;
    whole.append(text.slice(at, start));
    const kind = Object.keys(token.groups).find((name) => token.groups[name] !== undefined);
    whole.append(piece(kind, token[0]));
    at = start + token[0].length;
  }
  whole.append(text.slice(at));
  return whole;
};

for (const box of document.querySelectorAll("[data-scheme]")) {
  const area = box.querySelector("textarea");
  const back = document.createElement("pre");
  back.setAttribute("aria-hidden", "true");
  box.prepend(back);
  box.classList.add("on");
  let wrong = 0;

  const paint = () => {
    const lines = area.value.split("\n").map((text, number) => {
      const painted = line(text);
      if (number + 1 === wrong) painted.classList.add("wrong");
      return painted;
    });
    back.replaceChildren(...lines.flatMap((painted) => [painted, "\n"]));
    back.scrollTop = area.scrollTop;
  };

  const field = box.closest(".field");
  const problem = field.querySelector("[data-problem]");
  document.addEventListener("scheme-read", (event) => {
    wrong = event.detail?.line ?? 0;
    problem.textContent = event.detail?.message ?? "";
    paint();
  });
  area.addEventListener("input", paint);
  area.addEventListener("scroll", () => (back.scrollTop = area.scrollTop));
  addEventListener("pageshow", paint);

  const row = field.querySelector("[data-templates]");
  const select = row.querySelector("select");
  for (const [name, text] of PATTERNS) select.add(new Option(name, text));
  const grids = document.createElement("optgroup");
  grids.label = "Levels grids";
  for (const { title, text } of JSON.parse(document.getElementById("grids")?.textContent ?? "[]")) grids.append(new Option(title, text));
  select.append(grids);
  row.hidden = false;
  select.addEventListener("change", () => {
    if (!select.value) return;
    const before = area.value.trimEnd();
    area.value = before ? `${before}\n${select.value}` : select.value;
    select.value = "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
  paint();
}
