/* Fetches a page, a part of one, or data, without leaving the page that is shown. */

/* Ask `url`, by a post where there is a `body`. Resolve to the reply. Reject where nothing came, the server refused
   (but with one of the `statuses`), or another page came instead: the login page, if the session is over. */
async function ask(url, { body, signal, statuses = [] } = {}) {
  const method = body ? "POST" : "GET";
  const reply = await fetch(url, { method, body, signal, cache: "no-store", headers: { "X-Requested-With": "fetch" } });
  if (reply.redirected) throw Object.assign(new Error("another page came"), { isElsewhere: true });
  if (!reply.ok && !statuses.includes(reply.status)) throw new Error(String(reply.status));
  return reply;
}

/* Resolve to what `url` says as JSON. Rejects as `ask` does, and where it is no JSON. */
export const data = async (url, options) => (await ask(url, options)).json();

/* Resolve to the page, or the part of one, at `url` as a document; 422, which shows what is wrong in a form, is a page too
   and sets `isRefused`. Rejects as `ask` does. */
export async function page(url, options) {
  const reply = await ask(url, { statuses: [422], ...options });
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  return Object.assign(fresh, { isRefused: !reply.ok });
}
