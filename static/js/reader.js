// The papers of a meeting, read in the page by PDF.js (paper.js): one goes on into the next, and the page around them is that of
// the paper one has come to. It is complete without: there each is downloaded. A paper is fetched when it has come into the
// window, never before, since that is to open it; one that is far away is closed again.
const told = document.getElementById("reader").dataset;
const reader = document.querySelector("[data-paper]");
const $ = (name, within = reader) => within.querySelector(`[data-${name}]`);
const stage = $("stage"), field = $("page"), search = document.getElementById("sok"), hits = $("hits");
const panel = () => document.getElementById("anteckningar");
const REGIONS = ["head", "scan", "notes", "turn"];  // of the page, each about its own paper
const FEWEST = 3, LOOKED_AT = 5;  // letters and digits on the first pages of what is no scan
const READ = 1 / 3, SEEN = 1 / 4;  // of the window: what has come so far up is read, what reaches so far in is fetched
const TELLING = 4, NOT_FOUND = 1;  // letters of a word; what PDF.js says of a search
const STAYS = 150;  // milliseconds: what one only passes is not fetched

const parts = [...stage.querySelectorAll("[data-part]")].map((section) => ({ section, url: section.dataset.part }));
let here = parts.find(({ section }) => "here" in section.dataset), files, areApart = false;
here.own = ownOf(document);

const plainly = (isPlain) => {
  document.documentElement.classList.toggle("is-reading", !isPlain);
  reader.hidden = isPlain;
  for (const each of document.querySelectorAll("[data-plain]")) each.hidden = !isPlain;
  if (panel()) panel().hidden = !isPlain;
};
plainly(false);
attend();
try {
  files = await import(told.open);
  await open(here);
  if (here.trouble) throw here.trouble;
  reader.dataset.ready = "";
  $("wait").hidden = true;
  begin();
} catch {
  plainly(true);
  document.querySelector("[data-failed]").hidden = false;
}

// What the page of a paper says of it.
function ownOf(page) {
  const [head, scan, notes, turn] = REGIONS.map((name) => page.querySelector(`[data-of=${name}]`));
  return { head, scan, notes, turn, title: page.title, copy: page.querySelector("[data-paper]")?.dataset.paper, file: $("file", page)?.href };
}

async function open(part) {
  if (part.isOpening) return;
  part.isOpening = true;
  part.section.classList.remove("is-failed");
  try {
    part.own ??= await fetched(part);
    if (part.own.copy) await draw(part);
    else part.section.querySelector(".pdfViewer").replaceChildren(...part.own.instead);
    part.section.classList.add("is-open");
  } catch (trouble) {
    part.trouble = trouble;
    part.section.classList.add("is-failed");
  }
  settle(part, true);
  part.isFromBelow = false;
  if (!("ready" in reader.dataset)) return;
  if (part === here) tellPart();
  follow();
}

async function fetched(part) {
  const response = await fetch(part.url);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!response.ok || !page.querySelector("[data-of=head]")) throw new Error(response.status);
  const own = ownOf(page);
  return { ...own, instead: [...page.querySelectorAll("[data-instead]")], isNew: true };
}

async function draw(part) {
  const { section, own } = part;
  part.opened = await files.openPaper(told, own.copy, stage, (viewer, eventBus) => listen(part, viewer, eventBus), section.querySelector(".pdfViewer"));
  document.dispatchEvent(new CustomEvent("paper", { detail: { ...part.opened, section, notes: own.notes } }));
  hasWords(part.opened.paper).then((has) => { own.scan.hidden = has; }, () => {});
}

function close(part) {
  part.section.style.minHeight = `${part.section.offsetHeight}px`;
  part.opened.close();
  part.opened = null;
  part.isOpening = false;
}

async function hasWords(paper) {
  for (let number = 1; number <= Math.min(paper.numPages, LOOKED_AT); number += 1) {
    const { items } = await (await paper.getPage(number)).getTextContent();
    if ((items.map(({ str }) => str).join("").match(/[\p{L}\p{N}]/gu) ?? []).length >= FEWEST) return true;
  }
  return false;
}

function listen(part, viewer, eventBus) {
  eventBus.on("pagesinit", () => {
    const { section } = part, at = stage.scrollTop;
    viewer.currentScaleValue = zoomed();
    section.style.minHeight = "";
    if ("ready" in reader.dataset) {
      stage.scrollTop = at;  // the first of them is where one is
      return settle(part, true);
    }
    stage.scrollTop = section.offsetTop;
    const [, wanted] = location.hash.match(/^#sida-(\d+)$/) ?? [];
    if (wanted) viewer.currentPageNumber = Number(wanted);
  });
  eventBus.on("pagechanging", ({ pageNumber }) => { if (part === here) field.value = pageNumber; });
  for (const event of ["updatefindmatchescount", "updatefindcontrolstate"]) eventBus.on(event, (found) => { if (part === here) tell(found); });
}

// Keeps what is read in its place when what is above it grows or shrinks: a paper that one has scrolled up into grows upwards.
function settle(part, isOpening = false) {
  const { section, height = section.offsetHeight } = part, grown = section.offsetHeight - height;
  part.height = section.offsetHeight;
  if (grown && (isOpening ? part.isFromBelow : parts.indexOf(part) < parts.indexOf(here))) stage.scrollTop += grown;
}

function follow() {
  const { scrollTop: top, clientHeight: height } = stage;
  const reaches = ({ section }, into) => section.offsetTop < top + height * (1 - into) && section.offsetTop + section.offsetHeight > top + height * into;
  for (const part of parts) {
    if (!reaches(part, SEEN)) part.since = null;
    else if (!part.isOpening && !part.since) {
      part.since = performance.now();
      part.isFromBelow = part.section.offsetTop < top - 1;
      setTimeout(follow, STAYS);
    } else if (performance.now() - part.since >= STAYS) open(part);
    if (part.trouble && !reaches(part, 0)) part.trouble = part.isOpening = null;  // tried again the next time
  }
  const read = parts.findLast(({ section }) => section.offsetTop <= top + height * READ) ?? parts[0];
  // Whoever writes a note goes on with that.
  if (read !== here && read.own && !panel()?.contains(document.activeElement)) turnTo(read);
}

function turnTo(part) {
  const before = here, notes = panel(), isShown = Boolean(notes) && !notes.hidden, focused = document.activeElement;
  const pressed = before.own.turn.contains(focused) && focused.rel;
  here = part;
  for (const name of REGIONS) before.own[name].replaceWith(part.own[name]);
  if (panel()) panel().hidden = !isShown;
  if (part.own.isNew) for (const name of REGIONS) part.own[name].dispatchEvent(new Event("arrived", { bubbles: true }));
  part.own.isNew = false;
  document.title = part.own.title;
  history.replaceState(null, "", part.url);
  if (!focused.isConnected) ((pressed && part.own.turn.querySelector(`[rel=${pressed}]`)) || stage).focus({ preventScroll: true });
  tellPart();
  const at = parts.indexOf(part);
  for (const [place, each] of parts.entries()) if (each.opened && Math.abs(place - at) > 1) close(each);
}

// What the bar says of the paper one is in.
function tellPart() {
  const { own, opened } = here, button = document.querySelector("[data-opens=anteckningar]"), count = own.notes.querySelectorAll(".note").length;
  button.hidden = !panel();
  button.textContent = `Anteckningar${count ? ` (${count})` : ""}`;
  if (panel()) button.setAttribute("aria-expanded", !panel().hidden);
  $("file").hidden = !own.file;
  $("file").href = own.file ?? "";
  $("pages").textContent = opened?.paper.numPages ?? "–";
  field.value = opened?.viewer.currentPageNumber ?? "–";
  field.disabled = !opened;
  hits.textContent = "";
  areApart = false;
}

function look(type, findPrevious = false) {
  here.opened?.eventBus.dispatch("find", {
    source: search, type, query: areApart ? wordsAsked() : search.elements.q.value.trim(), caseSensitive: false, entireWord: false, highlightAll: true,
    findPrevious, matchDiacritics: true,
  });
}

// Those that tell the most of what is asked; where they nowhere stand as they were written, each is looked for.
function wordsAsked() {
  const words = search.elements.q.value.match(/[\p{L}\p{N}]+/gu) ?? [], telling = words.filter(({ length }) => length >= TELLING);
  return telling.length ? telling : words;
}

function tell({ matchesCount: { current, total }, state }) {
  const isAsked = search.elements.q.value.trim();
  if (isAsked && state === NOT_FOUND && !areApart && wordsAsked().length > 1) {
    areApart = true;
    return look("");
  }
  if (!isAsked) hits.textContent = "";
  else if (total) hits.textContent = `${current || 1} av ${total} ${total === 1 ? "träff" : "träffar"}${areApart ? " på enskilda ord" : ""}`;
  else hits.textContent = state === 3 ? "Söker …" : "Inga träffar";
}

// In all that is open; last where one is, for each goes to its own place.
function resize(change) {
  for (const part of parts) settle(part);
  const open = parts.filter(({ opened }) => opened), at = stage.scrollTop;
  for (const { opened } of open) if (opened !== here.opened) change(opened.viewer);
  if (here.opened) change(here.opened.viewer);
  else stage.scrollTop = at;
  for (const part of parts) part.height = part.section.offsetHeight;
}

function begin() {
  for (const part of parts) part.height = part.section.offsetHeight;
  tellPart();
  search.elements.q.value ||= new URLSearchParams(location.hash.slice(1)).get("ord") ?? "";
  if (search.elements.q.value) {
    if (search.hidden) show(search, true);
    look("");
  } else if (document.activeElement === document.body) stage.focus({ preventScroll: true, focusVisible: false });
  const grown = new ResizeObserver(() => parts.forEach((part) => settle(part)));
  for (const { section } of parts) grown.observe(section);
  let isAsked = false;
  stage.addEventListener("scroll", () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => { isAsked = false; follow(); });
  }, { passive: true });
  follow();
  addEventListener("resize", () => resize(files.refit));
  // The ways on lead on within the page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".turn a[rel]"), part = link && parts.find(({ url }) => url === link.getAttribute("href"));
    if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", part.url);
    goTo(part);
  });
  // And the browser's way back leads to the paper that one came from.
  addEventListener("popstate", () => {
    const part = parts.find(({ url }) => url === location.pathname);
    if (part && part !== here) goTo(part);
  });
  stage.addEventListener("turn", ({ target }) => {
    const part = parts.find(({ section }) => section === target);
    if (part !== here) turnTo(part);
  });
}

function goTo(part) {
  stage.scrollTop = part.section.offsetTop;
  part.trouble = null;
  part.isFromBelow = false;
  open(part);
}

// What is pressed or typed before there is a paper is not lost.
function attend() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-opens], [data-closes]");
    if (button?.dataset.opens) show(document.getElementById(button.dataset.opens));
    else if (button) show(document.getElementById(button.dataset.closes), false);
  });
  field.addEventListener("change", () => {
    if (!here.opened) return;
    const { viewer } = here.opened, wanted = Number(field.value);
    if (Number.isInteger(wanted)) viewer.currentPageNumber = Math.min(Math.max(wanted, 1), viewer.pagesCount);
    field.value = viewer.currentPageNumber;
  });
  field.addEventListener("focus", () => field.select());
  for (const button of reader.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => {
    resize((viewer) => {
      if (button.dataset.zoom === "in") viewer.increaseScale();
      else if (button.dataset.zoom === "out") viewer.decreaseScale();
      else viewer.currentScaleValue = "page-width";
    });
    if (here.opened) try { sessionStorage.setItem("reader-zoom", here.opened.viewer.currentScaleValue); } catch { /* the next paper begins anew */ }
  });

  search.elements.q.addEventListener("input", () => { areApart = false; look(""); });
  search.elements.q.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    look("again", event.shiftKey);
  });
  search.querySelector("[data-find=on]").addEventListener("click", () => look("again"));
  search.querySelector("[data-find=back]").addEventListener("click", () => look("again", true));
  addEventListener("keydown", (event) => {
    const isFind = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "f";
    if (isFind && !(document.activeElement === search.elements.q)) {  // the second time the browser's own
      event.preventDefault();
      show(search, true);
    } else if (event.key === "Escape") [search, panel()].find((each) => each?.contains(document.activeElement) && show(each, false));
  });
}

function zoomed() {
  try { return sessionStorage.getItem("reader-zoom") ?? "auto"; } catch { return "auto"; }
}

// Opens what a button of the bar opens, or closes it again.
function show(opened, isOpen = opened.hidden) {
  opened.hidden = !isOpen;
  const button = reader.querySelector(`[data-opens="${opened.id}"]`);
  button.setAttribute("aria-expanded", isOpen);
  dispatchEvent(new Event("resize"));
  if (isOpen) opened.querySelector("[type=search], [tabindex='-1']").focus();
  else button.focus();
}
