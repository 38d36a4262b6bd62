/* Room to write: the bar gives way where it would take more than a quarter of what is seen (large letters, a phone's
   keyboard), and the line that is being written never lies under the notice. */

const bar = document.querySelector(".bar");
const box = document.getElementById("notice");
const root = document.documentElement;
const seen = globalThis.visualViewport;

const height = () => seen?.height ?? innerHeight;

function makeRoom() {
  const givesWay = bar.offsetHeight > height() / 4;
  bar.classList.toggle("gives-way", givesWay);
  const under = box.hidden ? 0 : box.offsetHeight;
  root.style.scrollPaddingBlock = `${givesWay ? 0 : bar.offsetHeight}px ${under}px`;
  const field = document.activeElement;
  if (!under || field?.localName !== "textarea") return;
  const foot = field.getBoundingClientRect().bottom;
  // Of a field that is taller than the room, its lower end is where most people write.
  if (foot > box.getBoundingClientRect().top) field.scrollIntoView({ block: "end" });
}

(seen ?? globalThis).addEventListener("resize", makeRoom);
// A notice that comes or goes changes the size of its box.
new ResizeObserver(makeRoom).observe(bar);
new ResizeObserver(makeRoom).observe(box);
