/* Keeps a copy of the open paper on this device, so that a reload without a connection opens it again. The server says
   with each page of a sitting whether it may be kept and under which name; a rest break takes the copy away. The page
   forgets it with the receipt, at logout and when another sitting begins (copy.js). Nothing else is ever answered from here. */

const PAPERS = "paper-";
const LOOK = "look-of-papers"; // styles, scripts, fonts and pictures of the pages that were kept
const PAPER = /^\/attempts\/\d+\/$/;
const LOOKS = new Set(["style", "script", "font", "image"]);
const STAYS = 12 * 3_600_000; // ms, as long as a session
const PATIENCE = 10_000; // ms for a line that says nothing, before the copy is shown

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { method, mode, destination, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && PAPER.test(pathname)) event.respondWith(paper(event, pathname));
  else if (LOOKS.has(destination)) event.respondWith(look(event));
});

/* A page that was opened before this worker was there asks for its copy. */
addEventListener("message", (event) => {
  const { pathname, looks } = event.data;
  const page = fetch(pathname).then((reply) => keep(pathname, reply)).then(() => event.source.postMessage("kept"));
  event.waitUntil(Promise.all([page, caches.open(LOOK).then((cache) => cache.addAll(looks))]));
});

async function paper(event, pathname) {
  const coming = fetch(event.request);
  const copy = await copyOf(pathname);
  if (!copy) {
    const reply = await coming;
    event.waitUntil(keep(pathname, reply.clone()));
    return reply;
  }
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const reply = await Promise.race([coming, late]).catch(() => null);
  if (!reply || reply.status >= 500 || reply.status === 429) return asKept(copy);
  event.waitUntil(keep(pathname, reply.clone()));
  return reply;
}

async function look(event) {
  try {
    const reply = await fetch(event.request);
    if (reply.ok) event.waitUntil(keepLook(event, reply.clone()));
    return reply;
  } catch {
    return (await caches.match(event.request)) ?? Response.error();
  }
}

/* What other pages look like is not kept: the receipt's would come back after it has had everything forgotten. */
async function keepLook(event, copy) {
  const page = await clients.get(event.clientId);
  if (page && PAPER.test(new URL(page.url).pathname)) await (await caches.open(LOOK)).put(event.request, copy);
}

async function names() {
  return (await caches.keys()).filter((name) => name.startsWith(PAPERS));
}

/* Return the page that is kept for a path, unless it is too old. */
async function copyOf(pathname) {
  for (const name of await names()) {
    const copy = await (await caches.open(name)).match(pathname);
    if (copy && Date.now() - Number(copy.headers.get("Kept-At")) < STAYS) return copy;
  }
  return null;
}

/* Keep a page, or forget what is kept of it, as the server says. What says nothing may be the school's Wi-Fi. */
async function keep(pathname, reply) {
  const name = reply.headers.get("Sitting-Copy");
  if (!name || !reply.ok) return;
  for (const other of await names()) {
    const cache = await caches.open(other);
    if (other !== PAPERS + name && (await cache.match(pathname))) await caches.delete(other);
  }
  if (name === "none") return;
  const headers = new Headers(reply.headers);
  for (const gone of ["Content-Encoding", "Content-Length"]) headers.delete(gone);
  headers.set("Kept-At", Date.now());
  await (await caches.open(PAPERS + name)).put(pathname, new Response(await reply.text(), { headers }));
}

/* The page as it was kept, with the moment when that was. */
async function asKept(copy) {
  const at = copy.headers.get("Kept-At");
  return new Response((await copy.text()).replace("<html", `<html data-kept-at="${at}"`), { headers: copy.headers });
}
