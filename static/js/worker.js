// Keeps what its reader has opened of meetings, so that it can be read without network: on a device that its owner has
// said is their own (offline.js asks), and never longer than the reader is signed in. Served from /utan-nat.js, so that it
// reaches the whole portal. It asks the network first, always; what is kept is for when there is none, when the portal does
// not answer within a few seconds, or answers that something is wrong with it.
"use strict";

const PAGES = "read", FRAME = "frame", OWED = "owed";
const OWNER = "/utan-nat/agare", ROOM = "/utan-nat/plats", OFFLINE_PAGE = "/utan-nat/", STILL_OPEN = "/utan-nat/kvar/";
const SIGN_OUT = "/logga-ut/", NOBODY = "nobody";
const LONGEST = 14 * 24 * 3600 * 1000, LARGEST = 60 * 1024 * 1024, PATIENCE = 4000;
const LONGER = 6000;  // so much more for a page that is not kept, before those that are are shown; a file may take its time
const READING = [
  /^\/mitt\/(anteckningar\/)?$/,
  /^\/rad\/[^/]+\/moten\/\d{4}-\d\d-\d\d(-\d+)?\/(punkter\/\d+\/|handlingar\/\d+\/(lasning\/)?|protokoll\/)?([a-z]+\.pdf)?$/,
];
const SHOWN = /\/handlingar\/\d+\/lasning\.pdf$/;  // the file of a paper, that the page of it asks for
const FOLLOWS = /\/handlingar\/\d+\/lasning\/$/;  // the page of a paper, that the page of the one before asks for
const FILE = /\.[a-z]+$|\/handlingar\/\d+\/$/;
let isAway = false;  // whether the last page was waited for in vain

const key = (address) => { const url = new URL(address, location); return url.pathname + url.search; };
const isPage = (response) => (response.headers.get("Content-Type") ?? "").startsWith("text/html");
const madeFor = (response) => response.headers.get("X-Reader");
const after = (time, value) => new Promise((resolve) => setTimeout(resolve, time, value));

async function textAt(address) {
  const found = await caches.match(address);
  return found ? found.text() : null;
}

const owner = () => textAt(OWNER);

async function forget() {
  for (const name of await caches.keys()) await caches.delete(name);
}

// The first thing kept is whose device it is; then the frame, which is the same for everyone. Answers how it went.
async function begin(reader) {
  const own = await fetch("/mitt/", { redirect: "manual" });
  if (madeFor(own) !== reader) return "out";
  await forget();
  try {
    const pages = await caches.open(PAGES);
    await pages.put(OWNER, new Response(reader));
    const frame = await caches.open(FRAME);
    const offlinePage = await fetch(OFFLINE_PAGE, { credentials: "omit" });
    const text = await offlinePage.clone().text();
    await frame.put(OFFLINE_PAGE, offlinePage);
    const parts = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, address]) => address);
    const added = await Promise.allSettled([...new Set(parts)].map((address) => frame.add(address)));
    const full = added.find(({ reason }) => reason?.name === "QuotaExceededError");
    if (full) throw full.reason;
    await put("/mitt/", own);
    await markRoom();
  } catch (trouble) {
    await forget();
    return trouble.name === "QuotaExceededError" ? "full" : "failed";
  }
  return "done";
}

async function put(address, response) {
  const content = await response.blob();
  if (content.size > LARGEST) return;
  const headers = new Headers(response.headers);
  headers.set("X-Kept", Date.now());
  const pages = await caches.open(PAGES);
  if (await owner()) await pages.put(key(address), new Response(content, { headers }));
}

// A full device is no reason not to show the page; /mitt/ tells that it could not be kept. What is marked is that there is
// room: a full device has none for a mark.
async function keep(address, response) {
  try {
    await put(address, response);
    await markRoom();
  } catch {
    await (await caches.open(PAGES)).delete(ROOM);
  }
}

async function markRoom() {
  if (await owner() && !await caches.match(ROOM)) await (await caches.open(PAGES)).put(ROOM, new Response(""));
}

async function visit(event) {
  const { request } = event;
  if (await owes()) return unpaid();
  const whose = await owner();
  if (!whose) return fetch(request);
  const answer = fetch(request).then((response) => heard(event, response, whose), () => null);
  event.waitUntil(answer);
  const response = await Promise.race([answer, after(PATIENCE, "late")]);
  isAway = !response || response === "late" || response.status >= 500;
  if (!isAway) return response;
  const found = await kept(request, response === null ? "Du läser utan nät, " : "Portalen svarar inte just nu. Du läser det som är ");
  if (found) return found;
  const isFile = FILE.test(new URL(request.url).pathname);
  if (SHOWN.test(new URL(request.url).pathname)) return (await answer) ?? Response.error();
  const last = await (isFile ? answer : Promise.race([answer, after(LONGER, "late")]));
  return last && last !== "late" ? last : offlinePage(last === "late");
}

// What the portal answered, when it did: what is to be kept or let go of it.
async function heard(event, response, whose) {
  const reader = madeFor(response);
  // A page that the portal made for somebody else or for nobody: the one whose device this is has signed out, or been
  // signed out. What somebody else answers, as a proxy whose portal is away, says nothing about that.
  if (reader && reader !== whose) await forget();
  if (reader !== whose) return response;
  const address = event.request.url;
  if (response.status === 200 && READING.some((form) => form.test(new URL(address).pathname)))
    event.waitUntil(keep(address, response.clone()));
  else if (response.status === 404 || response.status === 403)
    event.waitUntil(caches.open(PAGES).then((pages) => pages.delete(key(address))));
  event.waitUntil(letGo(whose).catch(() => {}));
  return response;
}

// From which seats it was read, and the version of a file that is made of several.
const markOf = ({ headers }) => `${headers.get("X-Read-From") ?? ""} ${headers.get("ETag") ?? ""}`;

// On each page with network, for nobody knows when a right ends: what is too old, or no longer open to its reader, is let
// go, and a meeting that has been cancelled is marked as that.
async function letGo(whose) {
  const pages = await caches.open(PAGES);
  await throwAwayOld(pages);
  const marks = {};
  for (const request of await pages.keys())
    if (READING[1].test(new URL(request.url).pathname)) marks[key(request.url)] = markOf(await pages.match(request));
  if (!Object.keys(marks).length) return;
  const answer = await fetch(STILL_OPEN, { method: "POST", body: JSON.stringify(marks), headers: { "Content-Type": "application/json" } });
  if (madeFor(answer) !== whose) return;
  const told = await answer.json();
  for (const address of told.gone) await pages.delete(address);
  for (const address of Object.keys(marks)) {
    const page = await pages.match(address), isCancelled = told.cancelled.includes(address);
    if (!page || !isPage(page) || page.headers.has("X-Cancelled") === isCancelled) continue;
    const headers = new Headers(page.headers);
    if (isCancelled) headers.set("X-Cancelled", "1");
    else headers.delete("X-Cancelled");
    await pages.put(address, new Response(await page.blob(), { headers })).catch(() => pages.delete(address));
  }
}

async function kept(request, how) {
  const pages = await caches.open(PAGES);
  await throwAwayOld(pages);
  const found = await pages.match(key(request.url));
  if (!found || !isPage(found)) return found;
  const cancelled = found.headers.has("X-Cancelled") ? "Mötet är inställt. " : "";
  return told(found, `${cancelled}${how}sparat ${moment(keptAt(found))}.`);
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

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// A page by its title, a paper by the name of its file.
async function nameOf(response) {
  if (isPage(response)) return (await response.text()).match(/<title>([^]*?) ·/)?.[1].trim();
  const how = response.headers.get("Content-Disposition") ?? "";
  const [, coded] = how.match(/filename\*=utf-8''([^;]+)/i) ?? [], [, plain] = how.match(/filename="([^"]+)"/) ?? [];
  return (coded || plain) && escaped(coded ? decodeURIComponent(coded) : plain);
}

// What is not kept leads to what is, by name.
async function offlinePage(isLate = false) {
  const page = await caches.match(OFFLINE_PAGE);
  if (!page) return Response.error();
  const rows = [];
  const pages = await caches.has(PAGES) ? await caches.open(PAGES) : null;
  for (const request of pages ? await pages.keys() : []) {
    if (SHOWN.test(new URL(request.url).pathname)) continue;
    const name = await nameOf(await pages.match(request));
    if (name) rows.push(`<li><a href="${escaped(key(request.url))}">${name}</a></li>`);
  }
  const text = (await page.text()).replace("<!--kept-->", rows.join(""));
  const shown = isLate ? text.replace("<h1>Du är utan nät<", "<h1>Portalen svarar inte just nu<") : text;
  return new Response(shown, { headers: page.headers });
}

// Nothing is painted before its styles are there: where they are kept nobody waits longer for them than for the page, and
// not a second time once it was in vain.
async function frame(request) {
  const whose = await owner();
  const answer = fetch(request).then(async (response) => {
    if (whose && response.ok) (await caches.open(FRAME)).put(key(request.url), response.clone()).catch(() => {});
    return response;
  }).catch(() => null);
  const response = await Promise.race([answer, after(isAway ? 0 : PATIENCE, null)]);
  if (response?.ok) return response;
  return (await caches.match(key(request.url))) ?? (await answer) ?? Response.error();
}

// Whether or not the sign-out reaches the portal, nothing stays on the device. One that does not is owed until it is done.
async function leave(request) {
  const whose = await owner();
  await caches.delete(PAGES);
  const answer = await Promise.race([fetch(request).catch(() => null), after(PATIENCE, null)]);
  if (answer && answer.status < 500 && await isOut()) {
    await forget();
    return answer;
  }
  await (await caches.open(OWED)).put(SIGN_OUT, new Response(whose ?? ""));
  return unpaid();
}

// An answer may come from somebody else, as a network that wants to be signed in to: only a page that the portal has made
// for nobody tells that nobody is signed in.
const isOut = () => Promise.race([fetch(OFFLINE_PAGE).then((page) => madeFor(page) === NOBODY, () => false), after(PATIENCE, false)]);

// Pays what is owed before any page is shown. Answers whether it is still owed.
async function owes() {
  const whose = await textAt(SIGN_OUT);
  if (whose === null) return false;
  const paid = await Promise.race([pay(whose).catch(() => false), after(2 * PATIENCE, false)]);
  if (paid) await forget();
  return !paid;
}

// Where another has signed in, nothing is owed.
async function pay(whose) {
  const page = await fetch(OFFLINE_PAGE);
  const reader = madeFor(page);
  if (!reader) return false;
  if (reader === NOBODY || (whose && reader !== whose)) return true;
  await fetch(SIGN_OUT, { method: "POST", redirect: "manual" });
  return isOut();
}

async function unpaid() {
  const page = await offlinePage();
  if (page.type === "error") return page;
  return new Response((await page.text()).replace(/(<section data-owed) hidden/, "$1"), { headers: page.headers });
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.allSettled([self.clients.claim(), markRoom()])));
self.addEventListener("message", (event) => {
  const work = event.data.keepFor ? begin(event.data.keepFor) : forget().then(() => "done");
  event.waitUntil(work.catch(() => "failed").then((how) => event.ports[0].postMessage(how)));
});
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === SIGN_OUT) event.respondWith(leave(request));
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(frame(request));
  else if (request.mode === "navigate" || SHOWN.test(url.pathname) || FOLLOWS.test(url.pathname)) event.respondWith(visit(event));
});
