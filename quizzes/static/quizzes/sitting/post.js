/* One request to the API, and what its answer means for the page. */

const PATIENCE = 15_000; // ms until a request is given up and tried again; repeating it is no harm

export function csrf() {
  // Read each time: signing in changes it.
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

/* Resolve to { kind: "ok", data } or to "later" (try again, after `wait` ms if given), "sign-in", "refused" (with
   `status`, `why`): whatever a server, a proxy or a school's sign-on page may send instead of an answer. */
export async function post(method, url, body, { keepalive = false } = {}) {
  let reply;
  try {
    reply = await fetch(url, {
      method,
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      keepalive,
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { kind: "later" };
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
