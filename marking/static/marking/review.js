// The review queue without loading the page again: keys, undo, decisions that wait for the network.
// Without it the forms do the same, one page a decision.

import { newKey, post } from "../quizzes/lib/post.js";
import { Retries } from "../quizzes/lib/retries.js";
import { say } from "../quizzes/lib/say.js";
import { device } from "../quizzes/lib/storage.js";

const queue = document.getElementById("queue");
const keys = document.getElementById("keys");
const unsaved = document.getElementById("unsaved");
const done = document.getElementById("done");
const tally = document.getElementById("tally");
const kept = `markscheme:check:${queue.dataset.kept}`;
const undone = []; // what can be undone, the last one last: {undo, article, before}
const waiting = []; // decisions that are not saved yet: {url, body, article, before}
const ANSWERS = [400, 404, 409, 413, 422]; // what stands against a decision; anything else is tried again
let late = false; // whether something did not come through at once: until all is saved, the page says so
let trouble = ""; // what was said of it last

const leftOver = document.getElementById("left");
const groups = () => [...queue.querySelectorAll("article.group")];
const left = () => groups().length + Number(tally.dataset.more);
const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

const store = () => {
  if (waiting.length) device.keep(kept, JSON.stringify(waiting.map(({ url, body }) => ({ url, body }))));
  else device.forget(kept);
};

const count = () => {
  unsaved.hidden = !late;
  unsaved.textContent = `${waiting.length} not saved. ${trouble.replace(/\.$/, "")}`;
  tally.querySelector("strong").textContent = left();
  done.hidden = left() > 0;
  store();
  // The page is empty and there are more: they come with a new page, once all is saved.
  if (!groups().length && left() && !waiting.length) location.reload();
};

// A decision may be sent twice, but none may hang and hold up the others.
const send = (url, body, sign) => {
  const fields = body.filter(([name]) => name !== "csrfmiddlewaretoken"); // it may be an old one
  return post("POST", url, new URLSearchParams(fields), { sign, patience: 20_000 });
};

const putBack = (article, before) => {
  article.removeAttribute("aria-busy");
  const form = article.querySelector("form");
  form.elements.key.value = newKey();
  queue.insertBefore(article, before?.isConnected ? before : null);
  count();
  article.focus();
};

const conflict = (article, before, text) => {
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!article) return;
  article.querySelector(".problem")?.remove();
  article.prepend(page.querySelector(".problem"));
  putBack(article, before);
  article.querySelector(".problem").focus();
};

const refused = (article, before, { data }) => {
  if (article) putBack(article, before);
  say(data?.why ?? "That could not be saved.", { isShown: true });
};

const failed = ({ isElsewhere }) => {
  const why = isElsewhere ? "You are logged out. Log in again in another tab." : "Trying again.";
  if (!late || why !== trouble) say(`${many(waiting.length, "decision")} not saved yet. ${why}`);
  late = true;
  trouble = why;
  count();
};

// One after the other, so that what is undone is what was done last.
const step = async () => {
  if (!waiting.length) return { kind: "ok" };
  const { url, body, article, before } = waiting[0];
  const reply = await send(url, body, "undo");
  if (reply.kind !== "ok" && !ANSWERS.includes(reply.status)) return { ...reply, kind: "later" };
  waiting.shift();
  if (late && !waiting.length) {
    late = false;
    say("All saved.");
  }
  if (reply.kind === "ok") learnt(reply.data, article, before);
  else if (reply.status === 409) conflict(article, before, reply.text);
  else refused(article, before, reply);
  count();
  return { kind: "ok" };
};

const sending = new Retries({ step, isDone: () => !waiting.length, failed });

// What the decision taught: the groups that follow the one in focus take their new places; that one stays where it is.
const learnt = ({ undo, order, left }, article, before) => {
  undone.push({ undo, article, before });
  if (left !== undefined && leftOver) leftOver.innerHTML = left;
  if (!order) return;
  const place = new Map(order.map((key, at) => [key, at]));
  const list = groups();
  const here = Math.max(list.indexOf(document.activeElement.closest?.("article.group")), -1);
  const known = (one) => place.get(one.dataset.group) ?? Number.MAX_SAFE_INTEGER;
  for (const one of list.slice(here + 1).sort((a, b) => known(a) - known(b))) queue.append(one);
};

const decide = (form, button) => {
  const article = form.closest("article");
  const body = [...new FormData(form, button)].map(([name, value]) => [name, String(value)]);
  if (!body.some(([name]) => name === "answers")) {
    say("Tick at least one answer.", { isShown: true });
    return;
  }
  const list = groups();
  const at = list.indexOf(article);
  const next = list[at + 1] ?? list[at - 1];
  const before = list[at + 1];
  const answers = body.filter(([name]) => name === "answers").length;
  article.remove();
  waiting.push({ url: form.action, body, article, before });
  count();
  say(`${button.dataset.say}, ${many(answers, "answer")}. ${many(left(), "group")} left.`);
  (next ?? (left() ? tally : done)).focus();
  sending.start();
};

const undo = async () => {
  if (waiting.length && !late) await sending.flush(); // whoever decides and undoes in one breath means that decision
  if (waiting.length) {
    say("The last decision is not saved yet.");
    return;
  }
  const last = undone.pop();
  if (!last) {
    const earlier = document.querySelector("section[aria-labelledby=acts] button"); // before the page was loaded
    if (earlier) earlier.click();
    else say("There is nothing to undo.");
    return;
  }
  const reply = await send(last.undo, [], "said");
  if (reply.kind !== "ok") {
    undone.push(last);
    say("Not undone: no connection. Try again.", { isShown: true });
    return;
  }
  if (last.article) putBack(last.article, last.before);
  say(`Undone. ${many(left(), "group")} left.`);
};

queue.addEventListener("submit", (event) => {
  event.preventDefault();
  event.target.closest(".problem") ? again(event.target) : decide(event.target, event.submitter);
});

// After a conflict: the same marks once more, now with both on the table.
const again = (form) => {
  const article = form.closest("article");
  decide(form, form.querySelector("button"));
  article.querySelector(".problem").remove();
};

queue.addEventListener("click", (event) => {
  if (!event.target.closest("[data-leave]")) return;
  event.preventDefault();
  const article = event.target.closest("article");
  const next = article.nextElementSibling ?? article.previousElementSibling;
  article.remove();
  count();
  say(`Theirs is kept. ${many(left(), "group")} left.`);
  (next ?? done).focus();
});

const go = (article, by) => {
  const list = groups();
  list[list.indexOf(article) + by]?.focus();
};

const press = (article, value) => article.querySelector(`form > .acts button[value="${value}"]`)?.click();

const number = (article, digit) => {
  const ticks = [...article.querySelectorAll("input[name=point]")];
  if (!ticks.length) {
    const choices = [...article.querySelectorAll(".acts button")].filter((button) => button.value !== "accept");
    choices[digit - 1]?.click();
    return;
  }
  if (digit === 0) press(article, "wrong");
  else if (ticks[digit - 1]) {
    ticks[digit - 1].checked = !ticks[digit - 1].checked;
    article.dataset.ticked = "";
    say(`Point ${digit} ${ticks[digit - 1].checked ? "ticked" : "not ticked"}.`);
  }
};

const open = (article, which, focus) => {
  const details = article.querySelector(which);
  details.open = focus ? true : !details.open;
  if (focus) details.querySelector(focus).focus();
};

queue.addEventListener("change", (event) => {
  if (event.target.name === "point") event.target.closest("article").dataset.ticked = "";
});

addEventListener("keydown", (event) => {
  const article = event.target.closest?.("article.group");
  const here = article || event.target === done;
  const writing = event.target.closest?.("textarea, input:not([type=checkbox]), select");
  if (!keys.checked || !here || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && article) article.focus();
  if (writing) return;
  const acts = {
    u: undo,
    "?": () => {
      const help = document.getElementById("help");
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
    },
  };
  if (article) {
    Object.assign(acts, {
      ArrowDown: () => go(article, 1),
      ArrowUp: () => go(article, -1),
      a: () => article.querySelector("[data-do=a]")?.click(),
      r: () => article.querySelector("[data-do=r]")?.click(),
      c: () => open(article, ".more", "textarea"),
      o: () => open(article, ".members"),
    });
    // On a button, link or tick of its own Enter does what it says.
    if (event.target === article) acts.Enter = () => press(article, "ticked" in article.dataset ? "points" : "accept");
    if (/^[0-9]$/.test(event.key)) acts[event.key] = () => number(article, Number(event.key));
  }
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});

// ---- who else is here ----

let mine = "";
// It only tells the others; the marks that were seen keep decisions apart.
const lease = async () => {
  if (!mine) return;
  const reply = await send(queue.dataset.lease, [["item", queue.dataset.item], ["group", mine]], "here");
  if (reply.kind !== "ok") return;
  for (const article of groups()) {
    const place = article.querySelector("[data-here]");
    const who = reply.data.here[article.dataset.group];
    if (who && place.hidden && article.dataset.group === mine) say(`${who} is here too.`);
    place.hidden = !who;
    place.textContent = who ? `${who} is here` : "";
  }
};
queue.addEventListener("focusin", (event) => {
  const group = event.target.closest("article.group")?.dataset.group;
  if (!group || group === mine) return;
  mine = group;
  lease();
});
setInterval(lease, 45_000);

addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});

// What an earlier page could not save goes first; it may be sent twice.
const resume = () => {
  for (const { url, body } of device.recallData(kept) ?? []) {
    const answers = new Set(body.filter(([name]) => name === "answers").map(([, value]) => value));
    const article = groups().find((one) => [...one.querySelectorAll("[name=answers]")].some((box) => answers.has(box.value)));
    const before = article?.nextElementSibling;
    article?.remove();
    waiting.push({ url, body, article, before });
  }
};

keys.checked = device.recall("markscheme:keys") !== "off";
keys.addEventListener("change", () => device.keep("markscheme:keys", keys.checked ? "on" : "off"));
resume();
count();
sending.start();
if (document.activeElement === document.body) groups()[0]?.focus({ preventScroll: true });
