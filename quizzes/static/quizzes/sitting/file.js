/* "Download my answers": a signed file for the teacher, for when the server cannot be reached in time. */

import { hmac } from "./sha256.js";

/* Have the browser save `answers`, each { item, text, seq, sent }, as they stand at `now` (server's time in ms).
   `about` is the data of the page's form: the attempt, its key and whose it is. */
export function download(about, answers, now) {
  const { attempt, key, username, quiz } = about;
  const content = { attempt: Number(attempt), student: username, quiz, written: new Date(now).toISOString(), answers };
  const body = JSON.stringify(content, null, 1);
  const file = new Blob([`Markscheme answers 1\n${hmac(key, body)}\n\n${body}\n`], { type: "text/plain" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `answers-${username}-${attempt}.txt`.replaceAll(/[^\w.-]+/g, "_");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
