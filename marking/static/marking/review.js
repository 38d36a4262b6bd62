// The review queue without loading the page again: keys, undo, decisions that wait for the network.
// Without it the forms do the same, one page a decision.

const queue = document.getElementById("queue");
const keys = document.getElementById("keys");
const messages = document.getElementById("messages");
const unsaved = document.getElementById("unsaved");
const done = document.getElementById("done");
const tally = document.getElementById("tally");
const kept = `markscheme:check:${queue.dataset.kept}`;
const undone = []; // what can be undone, the last one last: {undo, article, before}
let waiting = []; // decisions that are not saved yet: {url, body, article}
let sending = false;
let underWay = Promise.resolve(); // settles when nothing is being sent
let late = false; // whether something did not come through at once: until all is saved, the page says so
let pause = 0; // seconds until the next try
let timer = 0;

const leftOver = document.getElementById("left");
const groups = () => [...queue.querySelectorAll("article.group")];
const left = () => groups().length + Number(tally.dataset.more);
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;
const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

const say = (text, shown = false) => {
  messages.replaceChildren(
    Object.assign(document.createElement("p"), { className: shown ? "note" : "sr", textContent: text }),
  );
};

const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

const store = () => {
  try {
    if (waiting.length) localStorage.setItem(kept, JSON.stringify(waiting.map(({ url, body }) => ({ url, body }))));
    else localStorage.removeItem(kept);
  } catch {
    // No storage: leaving the page warns all the same.
  }
};

const count = () => {
  unsaved.hidden = !late;
  unsaved.textContent = `${waiting.length} not saved. Trying again`;
  tally.querySelector("strong").textContent = left();
  done.hidden = left() > 0;
  store();
  // The page is empty and there are more: they come with a new page, once all is saved.
  if (!groups().length && left() && !waiting.length) location.reload();
};

const post = (url, body) =>
  fetch(url, {
    method: "POST",
    body: new URLSearchParams([...body.filter(([name]) => name !== "csrfmiddlewaretoken"), ["csrfmiddlewaretoken", token()]]),
    headers: { "X-Requested-With": "fetch" },
    redirect: "manual",
    signal: AbortSignal.timeout(20_000), // a decision may be sent twice, but none may hang and hold up the others
  });

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

const refused = (article, before, reply, text) => {
  const why = reply.headers.get("Content-Type")?.includes("json") ? JSON.parse(text).why : "That could not be saved.";
  if (article) putBack(article, before);
  say(why, true);
};

// One timer, however many tries there were; a try that somebody or the network asks for comes at once.
const later = () => {
  if (!late) say(`${many(waiting.length, "decision")} not saved yet. Trying again.`);
  late = true;
  pause = Math.min(pause * 2 || 1, 30);
  clearTimeout(timer);
  timer = setTimeout(send, pause * 1000);
  count();
};

// One after the other, so that what is undone is what was done last.
const sendAll = async () => {
  sending = true;
  while (waiting.length) {
    const { url, body, article, before } = waiting[0];
    let reply;
    let text;
    try {
      reply = await post(url, body);
      if (reply.type === "opaqueredirect" || reply.status === 403 || reply.status >= 500) throw new Error(reply.status);
      text = await reply.text();
    } catch {
      later();
      break;
    }
    pause = 0;
    waiting.shift();
    if (late && !waiting.length) {
      late = false;
      say("All saved.");
    }
    if (reply.status === 409) conflict(article, before, text);
    else if (!reply.ok) refused(article, before, reply, text);
    else learnt(JSON.parse(text), article, before);
    count();
  }
  sending = false;
};

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

const send = () => {
  if (!sending) underWay = sendAll();
  return underWay;
};

const decide = (form, button) => {
  const article = form.closest("article");
  const body = [...new FormData(form, button)].map(([name, value]) => [name, String(value)]);
  if (!body.some(([name]) => name === "answers")) {
    say("Tick at least one answer.", true);
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
  send();
};

const undo = async () => {
  if (waiting.length && !late) await underWay; // whoever decides and undoes in one breath means that decision
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
  try {
    const reply = await post(last.undo, []);
    if (!reply.ok) throw new Error(reply.status);
  } catch {
    undone.push(last);
    say("Not undone: no connection. Try again.", true);
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
  say(`Theirs stands. ${many(left(), "group")} left.`);
  (next ?? done).focus();
});

const step = (article, by) => {
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
      ArrowDown: () => step(article, 1),
      ArrowUp: () => step(article, -1),
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
const lease = async () => {
  if (!mine) return;
  try {
    const reply = await post(queue.dataset.lease, [["item", queue.dataset.item], ["group", mine]]);
    const { here } = await reply.json();
    for (const article of groups()) {
      const place = article.querySelector("[data-here]");
      const who = here[article.dataset.group];
      if (who && place.hidden && article.dataset.group === mine) say(`${who} is here too.`);
      place.hidden = !who;
      place.textContent = who ? `${who} is here` : "";
    }
  } catch {
    // It only tells the others; the marks that were seen keep decisions apart.
  }
};
queue.addEventListener("focusin", (event) => {
  const group = event.target.closest("article.group")?.dataset.group;
  if (!group || group === mine) return;
  mine = group;
  lease();
});
setInterval(lease, 45_000);

addEventListener("online", () => {
  pause = 0;
  send();
});
addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});

try {
  keys.checked = localStorage.getItem("markscheme:keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("markscheme:keys", keys.checked ? "on" : "off"));
  // What an earlier page could not save goes first; it may be sent twice.
  for (const { url, body } of JSON.parse(localStorage.getItem(kept) ?? "[]")) {
    const answers = new Set(body.filter(([name]) => name === "answers").map(([, value]) => value));
    const article = groups().find((one) => [...one.querySelectorAll("[name=answers]")].some((box) => answers.has(box.value)));
    const before = article?.nextElementSibling;
    article?.remove();
    waiting.push({ url, body, article, before });
  }
} catch {
  // Nothing was kept.
}
count();
send();
if (document.activeElement === document.body) groups()[0]?.focus({ preventScroll: true });
