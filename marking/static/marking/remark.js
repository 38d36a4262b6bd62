// What is said of the selected words: typed, or one of one's own comments by its letter.

import { say } from "../quizzes/lib/say.js";
import { tab } from "../quizzes/lib/storage.js";
import { passageAt, selectedIn, sentenceFrom, show } from "./passage.js";

const dock = document.getElementById("remark");
const bank = document.getElementById("bank");
const form = document.getElementById("remark-form");
const text = document.getElementById("remark-text");
const letter = document.getElementById("remark-letter");
const isKept = document.getElementById("remark-keep");

let passage = null; // the words that are selected
let page; // what the page does: words(), comment(text, passage), bank(text, letter), back()

const take = (selected) => {
  passage = selected;
  dock.hidden = !selected;
  show(selected?.range ?? null);
  if (selected) document.getElementById("selected").textContent = selected.exact;
};

const store = () => tab.keep(`${page.name}:remark`, text.value);

const comment = (said) => {
  const about = passage;
  take(null);
  getSelection().removeAllRanges();
  page.comment(said, about);
  page.back();
};

/* Return whether words are selected. */
export const isOpen = () => passage !== null;

/* Let go of the selected words. What is typed of them stays, for others. */
export const close = () => take(null);

/* Go to where a comment is typed. */
export const type = () => text.focus();

/* Give what is typed of the selected words, before the script goes. */
export function finish() {
  if (passage && text.value.trim()) form.requestSubmit();
  close();
}

/* The script was shown anew: the same words are selected. */
export function renew() {
  if (passage) take(passageAt(page.words(), passage.from, passage.to));
}

/* Give one's own comment of a letter. */
export function byLetter(key) {
  const button = [...bank.querySelectorAll(".banked")].find((one) => one.dataset.letter === key.toLowerCase());
  if (button) comment(button.dataset.text);
  else say(`No comment of yours has the letter ${key}.`, { isShown: true });
}

/* Select the next sentence (`by` 1) or the one before (-1), or with `extends` one more or less of them. */
export function sentence(by, more) {
  const next = sentenceFrom(page.words(), passage, by, more);
  if (!next) return;
  take(next);
  const box = next.range.getBoundingClientRect();
  if (box.top < 60 || box.bottom > innerHeight - dock.offsetHeight - 20) scrollBy(0, box.top - innerHeight / 3);
  say(next.exact);
}

export function begin(place, acts) {
  page = acts;
  text.value = tab.recall(`${page.name}:remark`) ?? "";
  document.addEventListener("selectionchange", () => {
    if (dock.contains(document.activeElement)) return; // what is typed there is about the passage
    const selected = selectedIn(page.words());
    if (selected) take(selected);
  });
  // A press in the script that selects nothing lets go of the passage.
  place.addEventListener("pointerup", (event) => {
    if (event.target.closest(".words") && getSelection().isCollapsed) close();
  });
}

text.addEventListener("input", store);

bank.addEventListener("click", (event) => {
  const button = event.target.closest(".banked");
  if (button && passage) comment(button.dataset.text);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = text.value.trim();
  if (!said || !passage) {
    text.focus();
    return;
  }
  if (isKept.checked || letter.value) page.bank(said, letter.value);
  isKept.checked = false;
  letter.value = text.value = "";
  store();
  comment(said);
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

document.getElementById("remark-close").addEventListener("click", () => {
  close();
  page.back();
});
