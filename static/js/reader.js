// A paper read in the page, by PDF.js (paper.js). The page around it is complete without: there the paper is downloaded.
const told = document.getElementById("reader").dataset;
const reader = document.querySelector("[data-paper]");
const $ = (name, within = reader) => within.querySelector(`[data-${name}]`);
const stage = $("stage"), field = $("page"), search = document.getElementById("sok"), hits = $("hits");
const notes = document.getElementById("anteckningar");
const FEWEST = 3, LOOKED_AT = 5;  // letters on the first pages of what is no scan

document.documentElement.classList.add("is-reading");
reader.hidden = false;
const plain = document.querySelectorAll("[data-plain]");
for (const each of plain) each.hidden = true;
if (notes) notes.hidden = true;
// What is opened or typed before PDF.js has come is not lost.
for (const button of reader.querySelectorAll("[data-opens]"))
  button.addEventListener("click", () => show(document.getElementById(button.dataset.opens)));
for (const button of document.querySelectorAll("[data-closes]")) {
  button.hidden = false;
  button.addEventListener("click", () => show(document.getElementById(button.dataset.closes), false));
}
await open().catch(() => {
  document.documentElement.classList.remove("is-reading");
  reader.hidden = true;
  for (const each of plain) each.hidden = false;
  if (notes) notes.hidden = false;
  document.querySelector("[data-failed]").hidden = false;
});

async function open() {
  const { openPaper } = await import(told.open);
  const { viewer, paper } = await openPaper(told, reader.dataset.paper, stage, listen);
  $("pages").textContent = paper.numPages;
  reader.dataset.ready = "";
  $("wait").hidden = true;
  document.dispatchEvent(new CustomEvent("paper", { detail: { viewer, paper } }));
  document.querySelector("[data-scan]").hidden = await hasWords(paper);
}

async function hasWords(paper) {
  for (let number = 1; number <= Math.min(paper.numPages, LOOKED_AT); number += 1) {
    const { items } = await (await paper.getPage(number)).getTextContent();
    if ((items.map(({ str }) => str).join("").match(/\p{L}/gu) ?? []).length >= FEWEST) return true;
  }
  return false;
}

function listen(viewer, eventBus) {
  eventBus.on("pagesinit", () => {
    viewer.currentScaleValue = zoomed();
    const [, wanted] = location.hash.match(/^#sida-(\d+)$/) ?? [];
    if (wanted) viewer.currentPageNumber = Number(wanted);
    const input = search.elements.q;
    if (input.value) { show(search, true); look(""); } else if (document.activeElement === document.body) stage.focus({ preventScroll: true, focusVisible: false });
  });
  eventBus.on("pagechanging", ({ pageNumber }) => { field.value = pageNumber; });

  field.addEventListener("change", () => {
    const wanted = Number(field.value);
    if (Number.isInteger(wanted)) viewer.currentPageNumber = Math.min(Math.max(wanted, 1), viewer.pagesCount);
    field.value = viewer.currentPageNumber;
  });
  field.addEventListener("focus", () => field.select());
  for (const button of reader.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => {
    if (button.dataset.zoom === "in") viewer.increaseScale();
    else if (button.dataset.zoom === "out") viewer.decreaseScale();
    else viewer.currentScaleValue = "page-width";
    try { sessionStorage.setItem("reader-zoom", viewer.currentScaleValue); } catch { /* the next paper begins anew */ }
  });

  const look = (type, findPrevious = false) => eventBus.dispatch("find", {
    source: search, type, query: search.elements.q.value.trim(), caseSensitive: false, entireWord: false, highlightAll: true,
    findPrevious, matchDiacritics: true,
  });
  search.elements.q.addEventListener("input", () => look(""));
  search.elements.q.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    look("again", event.shiftKey);
  });
  search.querySelector("[data-find=on]").addEventListener("click", () => look("again"));
  search.querySelector("[data-find=back]").addEventListener("click", () => look("again", true));
  const tell = ({ matchesCount: { current, total }, state }) => {
    const isAsked = search.elements.q.value.trim();
    if (!isAsked) hits.textContent = "";
    else if (total) hits.textContent = `${current || 1} av ${total} ${total === 1 ? "träff" : "träffar"}`;
    else hits.textContent = state === 3 ? "Söker …" : "Inga träffar";
  };
  eventBus.on("updatefindmatchescount", tell);
  eventBus.on("updatefindcontrolstate", tell);

  addEventListener("keydown", (event) => {
    const isFind = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "f";
    if (isFind && !(document.activeElement === search.elements.q)) {  // the second time the browser's own
      event.preventDefault();
      show(search, true);
    } else if (event.key === "Escape") [search, notes].find((panel) => panel?.contains(document.activeElement) && show(panel, false));
  });
}

function zoomed() {
  try { return sessionStorage.getItem("reader-zoom") ?? "auto"; } catch { return "auto"; }
}

// Opens what a button of the bar opens, or closes it again.
function show(panel, isOpen = panel.hidden) {
  panel.hidden = !isOpen;
  const button = reader.querySelector(`[data-opens="${panel.id}"]`);
  button.setAttribute("aria-expanded", isOpen);
  dispatchEvent(new Event("resize"));
  if (isOpen) panel.querySelector("[type=search], [tabindex='-1']").focus();
  else button.focus();
}
