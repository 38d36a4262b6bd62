/* Moves each sign to the first free place in its line's margin, and lets Escape put a reason away.
   Without it the signs stand beside the same lines, a little further out where two come close together. */

const PLACES = ["place-0", "place-1", "place-2", "place-3"];

const tidy = (words) => {
  const lines = new Map();
  const signs = [...words.querySelectorAll(".sign:not(.inline)")];
  const tops = signs.map((sign) => sign.offsetTop); // read all, then write: one layout
  signs.forEach((sign, index) => {
    const place = lines.get(tops[index]) ?? 0;
    lines.set(tops[index], place + 1);
    sign.classList.remove(...PLACES);
    sign.classList.add(PLACES[Math.min(place, PLACES.length - 1)]);
  });
};

const watcher = new ResizeObserver((entries) => entries.forEach((entry) => tidy(entry.target)));
const watch = () => {
  for (const words of document.querySelectorAll(".script .words")) watcher.observe(words);
};

addEventListener("keydown", (event) => {
  const script = document.querySelector(".script :is(.sign:hover, .sign:focus)")?.closest(".script");
  if (event.key === "Escape" && script) script.classList.add("quiet");
});
for (const name of ["pointerover", "focusin"]) {
  addEventListener(name, () => document.querySelector(".script.quiet")?.classList.remove("quiet"));
}
document.addEventListener("marked", watch);
watch();
