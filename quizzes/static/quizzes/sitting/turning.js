/* A long paper shows one question at a time. Without this script its links lead down one long page. */

/* Show the question that the address names, and tell `list` where one is. */
export function turnPages(form, list) {
  if (!list) return;
  const questions = [...form.querySelectorAll(".question")];
  const foot = form.querySelector(":scope > .actions");
  let now = 0;
  const show = () => {
    const named = questions.findIndex((question) => `#${question.id}` === location.hash);
    if (named >= 0) now = named; // another place on the page, such as the skip link's, turns no page
    questions.forEach((question, i) => (question.hidden = i !== now));
    list.querySelectorAll("a").forEach((link, i) => (i === now ? link.setAttribute("aria-current", "step") : link.removeAttribute("aria-current")));
    foot.hidden = now !== questions.length - 1;
    return named >= 0;
  };
  addEventListener("hashchange", () => {
    if (!show()) return;
    const heading = questions[now].querySelector("h2");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  });
  show();
}

/* Say in the list which questions are answered, and which one wants to come back to. */
export function markList(list, answers) {
  if (!list) return;
  const links = list.querySelectorAll("a");
  answers.forEach(({ field, flag }, i) => {
    const states = [field.value.trim() && "answered", flag.checked && "come back"].filter(Boolean);
    const text = states.length ? `, ${states.join(", ")}` : "";
    const link = links[i];
    if (link.lastElementChild.textContent === text) return;
    link.lastElementChild.textContent = text;
    link.classList.toggle("done", Boolean(field.value.trim()));
    link.classList.toggle("flagged", flag.checked);
  });
}
