/* The receipt: sends what this device still holds, for the record, and then forgets it. */

import { post } from "../lib/post.js";
import { device } from "../lib/storage.js";
import { forgetPapers } from "./copy.js";
import { forgetAttempt, keptOf } from "./store.js";

const { user, attempt, api } = document.getElementById("receipt").dataset;

async function handOver() {
  const records = await keptOf(Number(user), Number(attempt));
  let late = 0;
  for (const { item, text, seq } of records) {
    const reply = await post("PUT", `${api}answers/`, { answers: [{ item, text, seq }] }, { tries: 9 });
    if (reply.kind !== "ok" && reply.kind !== "refused") return; // it stays here for another try
    late += reply.kind === "ok" && item in reply.data.kept_aside;
  }
  await forgetAttempt(Number(user), Number(attempt));
  device.forget(`hide-time-${attempt}`);
  if (!late) return;
  document.getElementById("leftover-text").textContent =
    `${late} answer${late === 1 ? "" : "s"} on this device had not been sent. The server has ${late === 1 ? "it" : "them"} now; your teacher can see what came after the end, but it does not count unless they accept it.`;
  document.getElementById("leftover").hidden = false;
}

const print = document.getElementById("print");
print.hidden = false;
print.onclick = () => window.print();
forgetPapers().catch(() => {});
handOver().catch(() => {});
