/* Sources stay in view below the bar, however high that is. */

const bar = document.querySelector(".bar");
if (bar && document.querySelector(".sources")) {
  const measure = () => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`);
  new ResizeObserver(measure).observe(bar);
  measure();
}
