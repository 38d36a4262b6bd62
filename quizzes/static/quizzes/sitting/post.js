/* One request to the API, and what its answer means for the page. */

const PATIENCE = 15_000; // ms until a request is given up and tried again; repeating it is no harm
const SLOWEST = 1; // bytes a ms that a line carries at the least; what is slower is no line

export function csrf() {
  // Read each time: signing in changes it.
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

/* Resolve to { kind: "ok", data } or to "later" (try again, after `wait` ms if given), "sign-in", "refused" (with
   `status`, `why`): whatever a server, a proxy or a school's sign-on page may send instead of an answer. "later" is
   `isLost` where nothing came back, `isSlow` if that took too long. It waits twice as long for each of `tries` that were
   too slow, up to what the slowest line takes. */
export async function post(method, url, body, { keepalive = false, tries = 0 } = {}) {
  const content = JSON.stringify(body);
  const most = PATIENCE + new Blob([content]).size / SLOWEST;
  let reply;
  try {
    reply = await fetch(url, {
      method,
      body: content,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      keepalive,
      signal: AbortSignal.timeout(Math.min(PATIENCE * 2 ** tries, most)),
    });
  } catch (error) {
    return { kind: "later", isLost: true, isSlow: error.name === "TimeoutError" };
  }
  let data = null;
  try {
    data = await reply.json();
  } catch {
    // Not JSON: not from the API, whatever the number says.
  }
  const isObject = data !== null && typeof data === "object";
  if (reply.ok) return isObject && "server_now" in data ? { kind: "ok", data } : { kind: "later" };
  if (isObject && [401, 403, 404].includes(reply.status)) return { kind: "sign-in", status: reply.status };
  if (reply.status === 413 || (reply.status === 400 && isObject)) {
    return { kind: "refused", status: reply.status, why: JSON.stringify(data) };
  }
  const seconds = Number(reply.headers.get("Retry-After"));
  return { kind: "later", wait: seconds > 0 ? Math.min(seconds, 60) * 1000 : undefined };
}
