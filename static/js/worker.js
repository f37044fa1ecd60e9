// Keeps what its reader has opened of meetings, so that it can be read without network: on a device that its owner has
// said is their own (offline.js asks), and never longer than the reader is signed in. Served from /utan-nat.js, so that it
// reaches the whole portal. It asks the network first, always; what is kept is only for when there is none.
"use strict";

const PAGES = "read", FRAME = "frame", OWNER = "/utan-nat/agare", OFFLINE_PAGE = "/utan-nat/";
const LONGEST = 14 * 24 * 3600 * 1000, LARGEST = 60 * 1024 * 1024;
const SIGN_OUT = "/logga-ut/";
const READING = [
  /^\/mitt\/(anteckningar\/)?$/,
  /^\/rad\/[^/]+\/moten\/\d{4}-\d\d-\d\d\/(punkter\/\d+\/|handlingar\/\d+\/|protokoll\/)?([a-z]+\.pdf)?$/,
];

const key = (address) => { const url = new URL(address, location); return url.pathname + url.search; };
const isPage = (response) => (response.headers.get("Content-Type") ?? "").startsWith("text/html");

async function owner() {
  const kept = await caches.match(OWNER);
  return kept ? kept.text() : null;
}

async function forget() {
  for (const name of await caches.keys()) await caches.delete(name);
}

// The first thing kept is whose device it is; then the frame, which is the same for everyone.
async function begin(reader) {
  await forget();
  const pages = await caches.open(PAGES);
  await pages.put(OWNER, new Response(reader));
  const frame = await caches.open(FRAME);
  const offlinePage = await fetch(OFFLINE_PAGE, { credentials: "omit" });
  const text = await offlinePage.clone().text();
  await frame.put(OFFLINE_PAGE, offlinePage);
  const parts = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, address]) => address);
  await Promise.allSettled([...new Set(parts)].map((address) => frame.add(address)));
  await keep("/mitt/", await fetch("/mitt/"));
}

async function keep(address, response) {
  const content = await response.blob();
  if (content.size > LARGEST) return;
  const headers = new Headers(response.headers);
  headers.set("X-Kept", Date.now());
  const pages = await caches.open(PAGES);
  if (await owner()) await pages.put(key(address), new Response(content, { headers }));
}

async function visit(event) {
  const { request } = event, whose = await owner();
  let response;
  try { response = await fetch(request); } catch { return whose ? kept(request) : Response.error(); }
  if (!whose || response.type === "opaqueredirect") return response;
  // A page made for somebody else or for nobody: the one whose device this is has signed out, or been signed out.
  if (isPage(response) && response.headers.get("X-Reader") !== whose) await forget();
  else if (response.status === 200 && READING.some((form) => form.test(new URL(request.url).pathname)))
    event.waitUntil(keep(request.url, response.clone()).catch(() => {}));  // a full disk is no reason not to show the page
  else if (response.status === 404 || response.status === 403)
    event.waitUntil(caches.open(PAGES).then((pages) => pages.delete(key(request.url))));
  return response;
}

async function kept(request) {
  const pages = await caches.open(PAGES);
  await throwAwayOld(pages);
  const found = await pages.match(key(request.url));
  if (!found) return offlinePage();
  return isPage(found) ? told(found, `Du läser utan nät, sparat ${moment(keptAt(found))}.`) : found;
}

const keptAt = (response) => Number(response.headers.get("X-Kept"));

async function throwAwayOld(pages) {
  for (const request of await pages.keys()) {
    const response = await pages.match(request);
    if (response.headers.has("X-Kept") && Date.now() - keptAt(response) > LONGEST) await pages.delete(request);
  }
}

function moment(at) {
  const then = new Date(at);
  const clock = then.toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
  const isToday = then.toDateString() === new Date().toDateString();
  return isToday ? `kl. ${clock}` : `den ${then.toLocaleDateString("sv-SE", { day: "numeric", month: "long" })} kl. ${clock}`;
}

async function told(response, words) {
  const text = await response.text();
  const banner = `<p class="offline-banner" role="status" data-offline>${words}</p>`;
  return new Response(text.replace("<main ", `${banner}<main `), { headers: response.headers });
}

// What is not kept leads to what is, by name.
async function offlinePage() {
  const page = await caches.match(OFFLINE_PAGE);
  if (!page) return Response.error();
  const pages = await caches.open(PAGES);
  const rows = [];
  for (const request of await pages.keys()) {
    const response = await pages.match(request);
    const title = isPage(response) && (await response.text()).match(/<title>([^]*?) ·/)?.[1].trim();
    if (title) rows.push(`<li><a href="${key(request.url)}">${title}</a></li>`);
  }
  const text = await page.text();
  return new Response(text.replace("<!--kept-->", rows.join("")), { headers: page.headers });
}

async function frame(request) {
  const whose = await owner();
  try {
    const response = await fetch(request);
    if (whose && response.ok) (await caches.open(FRAME)).put(key(request.url), response.clone());
    return response;
  } catch {
    return (await caches.match(key(request.url))) ?? Response.error();
  }
}

// Whether or not the sign-out reaches the portal, nothing stays on the device.
async function leave(request) {
  const page = await caches.match(OFFLINE_PAGE);
  await forget();
  try { return await fetch(request); } catch { return page ?? Response.error(); }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const work = event.data.keepFor ? begin(event.data.keepFor) : forget();
  event.waitUntil(work.then(() => event.ports[0].postMessage("done"), () => event.ports[0].postMessage("failed")));
});
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === SIGN_OUT) event.respondWith(leave(request));
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(frame(request));
  else if (request.mode === "navigate") event.respondWith(visit(event));
});
