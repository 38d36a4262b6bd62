/* What the paper says: the bar's words, one notice at the foot, and what a screen reader speaks. */

import { device } from "../lib/storage.js";
import { say as speak, unsay } from "../lib/say.js";
import { timeLeft, hourOf } from "./clock.js";
import "./room.js";
import { markList } from "./turning.js";

export const at = (id) => document.getElementById(id);

let stateText = "";
let spoken = "";
let fading = 0;

const NEWS_STAYS = 15_000; // ms

/* Speak politely; two things at once are both said, the same is not said again. */
export function say(text) {
  if (text !== spoken) speak(text, { joins: true });
  spoken = text;
}

export function showState(text, isTrouble) {
  if (text === stateText) return;
  const wasTrouble = at("state").classList.contains("trouble");
  stateText = text;
  at("state").textContent = text;
  at("state").classList.toggle("trouble", isTrouble);
  if ((isTrouble && !wasTrouble) || text.startsWith("Saved ")) say(text);
}

/* Show a notice at the foot of the window, over the page. `about` names its subject, so that it goes with its cause; one
   that matters more is not overwritten; what is only news goes by itself. `acts` are pairs of a word and what it does. */
export function notice(text, { about = "", acts = [] } = {}) {
  const box = at("notice");
  const lasting = ["lease", "over", "pause"];
  say(text);
  if (lasting.includes(box.dataset.about) && !lasting.includes(about)) return;
  box.dataset.about = about;
  at("notice-text").textContent = text;
  offer(acts);
  at("notice-close").hidden = lasting.includes(about);
  at("notice-close").onclick = () => hush();
  box.hidden = false;
  clearTimeout(fading);
  if (!about) fading = setTimeout(() => hush(""), NEWS_STAYS);
}

/* Put buttons into the notice, but leave those that are there: one may be about to press them. */
function offer(acts) {
  const names = acts.map(([name]) => name).join("|");
  const place = at("notice-acts");
  if (place.dataset.names === names) return;
  place.dataset.names = names;
  place.replaceChildren(...acts.map(([name, does]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.onclick = () => does();
    return button;
  }));
}

/* Take the notice away, if it is about this. */
export function hush(about = at("notice").dataset.about) {
  if (at("notice").dataset.about !== about) return;
  at("notice").hidden = true;
  at("notice").dataset.about = "";
}

export function showTime(ends, left) {
  let text = "No limit";
  if (ends !== null) text = left > 10_800_000 ? `Until ${hourOf(ends, { weekday: "short" })}` : timeLeft(left);
  if (at("time").textContent !== text) at("time").textContent = text;
}

/* The time can be hidden, for the whole of the sitting. */
export function offerToHideTime(name) {
  const button = at("hide-time");
  let isHidden = device.recall(name) === "1";
  const show = () => {
    at("time").classList.toggle("hidden", isHidden);
    button.firstChild.textContent = isHidden ? "Show" : "Hide";
  };
  show();
  button.hidden = false;
  button.onclick = () => {
    isHidden = !isHidden;
    show();
    device.keep(name, isHidden ? "1" : "0");
  };
}

/* Say the time on demand, hidden or not: a button for those who hear the page, and the key t in the bar. */
export function offerToSayTime(words) {
  const button = at("say-time");
  const tell = () => {
    unsay(); // what is said twice is heard twice
    spoken = "";
    setTimeout(() => say(words()), 50);
  };
  button.hidden = false;
  button.onclick = tell;
  button.closest("header").addEventListener("keydown", (event) => event.key === "t" && !event.ctrlKey && !event.metaKey && tell());
}

/* Offer a rest break of so many ms where some is left, as the page does when it is loaded. Say whether that is new. */
export function offerRest(left) {
  const there = at("rest");
  if (left <= 0) return there?.remove() ?? false;
  const words = `Take a rest break (${Math.ceil(left / 60_000)} min left)`;
  const button = there ?? Object.assign(document.createElement("button"), { id: "rest", type: "submit", name: "then", value: "rest" });
  if (!there) at("save").after(" ", button);
  if (button.textContent !== words) button.textContent = words;
  return !there;
}

export function showCounts(answers) {
  markList(at("list"), answers);
  at("answered").textContent = answers.filter(({ field }) => field.value.trim()).length;
  for (const { field, item, most, over } of answers) {
    showLetters(at(`letters-${item}`), field.value.length, most, over);
    if (!field.dataset.words) continue;
    const words = field.value.trim() ? field.value.trim().split(/\s+/).length : 0;
    const isOver = words > Number(field.dataset.words);
    at(`words-${item}`).textContent = words
      ? `${words} of ${field.dataset.words} words${isOver ? ": too many" : ""}`
      : `At most ${field.dataset.words} words`; // as it came with the page, so that nothing moves
    at(`words-${item}`).classList.toggle("over", isOver);
  }
}

const letters = (number) => number.toLocaleString("en-GB");

/* Count the letters where the limit is near, and say what is past it. */
function showLetters(place, length, most, over) {
  const left = `${letters(most - length)} letters left`;
  const words = over ? `${letters(over)} letters too many: the end is not saved` : left;
  const text = length > most * 0.95 ? words : "";
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("over", over > 0);
}

/* Say which answer is too long, and where its end is: on this page and nowhere else. */
export function sayTooLong(place, { most, over }) {
  const end = over === 1 ? "The last letter is" : `The last ${letters(over)} are`;
  notice(
    `Only the first ${letters(most)} letters of the answer to question ${place} fit, and those are saved. ${end} on this page and nowhere else: shorten the answer.`,
    { about: "length" },
  );
}
