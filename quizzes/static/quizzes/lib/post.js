/* One request to the server, and what its answer means for the page. */

const PATIENCE = 15_000; // ms until a request is given up and tried again; repeating it is no harm
const SLOWEST = 1; // bytes a ms that a line carries at the least; what is slower is no line

export function csrf() {
  // Read each time: signing in changes it.
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

/* A key that nobody else has, as a UUID: what is sent twice under it counts once. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID(); // only where the page came by HTTPS
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64; // version 4, random
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/* Send `body`: the fields of a form as URLSearchParams, anything else as JSON. Resolve to { kind: "ok", data } where the
   answer has the field `sign`, by which this site is known, or to "later" (try again, after `wait` ms if given),
   "sign-in", "refused": whatever a server, a proxy or a school's sign-on page may send instead of an answer. `status` and
   `text` say what came. "later" is `isLost` where nothing came back, `isSlow` if that took too long, `isElsewhere` where
   it was another page's address. It waits twice as long for each of `tries` that were too slow, up to what the slowest
   line takes. */
export async function post(method, url, body, { sign = "server_now", keepalive = false, tries = 0, patience = PATIENCE } = {}) {
  const isForm = body instanceof URLSearchParams;
  const content = isForm ? String(body) : JSON.stringify(body);
  const most = patience + new Blob([content]).size / SLOWEST;
  let reply;
  let text;
  try {
    reply = await fetch(url, {
      method,
      body: content,
      headers: {
        "Content-Type": isForm ? "application/x-www-form-urlencoded" : "application/json",
        Accept: "application/json",
        "X-CSRFToken": csrf(),
        "X-Requested-With": "fetch",
      },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      keepalive,
      signal: AbortSignal.timeout(Math.min(patience * 2 ** tries, most)),
    });
    text = await reply.text();
  } catch (error) {
    return { kind: "later", isLost: true, isSlow: error.name === "TimeoutError" };
  }
  if (reply.type === "opaqueredirect") return { kind: "later", isLost: true, isElsewhere: true };
  return { ...meaning(reply, read(text), sign), status: reply.status, text };
}

/* Return the object that a text is in JSON; null is not from the API, whatever the number says. */
function read(text) {
  try {
    const data = JSON.parse(text);
    return typeof data === "object" ? data : null;
  } catch {
    return null;
  }
}

function meaning({ ok, status, headers }, data, sign) {
  if (ok) return data && sign in data ? { kind: "ok", data } : { kind: "later" };
  if (data && [401, 403, 404].includes(status)) return { kind: "sign-in" };
  if (status === 413 || (data && [400, 422].includes(status))) return { kind: "refused", data };
  const seconds = Number(headers.get("Retry-After"));
  return { kind: "later", wait: seconds > 0 ? Math.min(seconds, 60) * 1000 : undefined };
}
