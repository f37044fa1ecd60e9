// Two versions of a paper side by side. The one that is scrolled leads, and the other follows to the same place of its page.
const told = document.getElementById("comparison").dataset;
const whole = document.querySelector("[data-comparison]"), together = document.querySelector("[data-together]");
const field = whole.querySelector("[data-page]"), pages = whole.querySelector("[data-pages]");
const changes = document.getElementById("andringar"), opens = whole.querySelector("[data-opens]");
const plain = document.querySelectorAll("[data-plain]");
document.documentElement.classList.add("is-reading");
whole.hidden = false;
for (const each of plain) each.hidden = true;

// What is changed in words stands beside the pages where there is room, and else is asked for.
function show(isOpen) {
  changes.hidden = !isOpen;
  opens.setAttribute("aria-expanded", isOpen);
  dispatchEvent(new Event("resize"));
}
show(matchMedia("(min-width: 64rem)").matches);
opens.addEventListener("click", () => {
  show(changes.hidden);
  if (!changes.hidden) changes.querySelector("[tabindex='-1']").focus();
});
const close = () => { show(false); opens.focus(); };
changes.querySelector("[data-closes]").addEventListener("click", close);
changes.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

const sides = [];
let leader;
try {
  const { openPaper, refit } = await import(told.open);
  for (const stage of whole.querySelectorAll("[data-side]")) {
    const prepare = (viewer, eventBus) => eventBus.on("pagesinit", () => { viewer.currentScaleValue = "page-width"; });
    sides.push({ stage, ...await openPaper(told, stage.dataset.side, stage, prepare) });
  }
  whole.dataset.ready = "";
  lead(sides.at(-1));
  attend();
  link();
  addEventListener("resize", () => { for (const { viewer } of sides) refit(viewer); });
  for (const side of sides) {
    for (const act of ["pointerenter", "pointerdown", "wheel", "focusin", "keydown"])
      side.stage.addEventListener(act, () => lead(side), { passive: true });
    side.stage.addEventListener("scroll", () => { if (side === leader && together.checked) follow(side, sides.find((each) => each !== side)); });
    side.eventBus.on("pagechanging", () => { if (side === leader) lead(side); });
  }
} catch {
  document.documentElement.classList.remove("is-reading");
  whole.hidden = true;
  changes.hidden = false;
  for (const each of plain) each.hidden = false;
  document.querySelector("[data-failed]").hidden = false;
}

// Words that are struck or new lead to where they are on their page: looked for with what stands before them.
function link() {
  changes.querySelector("[data-leads]")?.removeAttribute("hidden");
  for (const piece of changes.querySelectorAll(".word-changes > :is(del, ins)")) {
    const isNew = piece.matches("ins"), place = document.createElement("a"), own = piece.childNodes[1]?.data ?? "";
    if (!own.trim()) continue;
    let before = piece.previousSibling;
    while (before && (before.matches?.("del, ins") || !before.textContent.trim())) before = before.previousSibling;
    const query = ((before?.data ?? "").split(" ").slice(-4).join(" ") + own.split(" ").slice(0, 6).join(" ")).trim();
    place.href = `#${whole.querySelectorAll("h2")[Number(isNew)].id}`;
    place.append(...[...piece.childNodes].slice(1));
    piece.append(place);
    place.addEventListener("click", (event) => {
      event.preventDefault();
      lead(sides[Number(isNew)]);
      leader.eventBus.dispatch("find", { type: "", query, caseSensitive: true, entireWord: false, highlightAll: false, findPrevious: false, matchDiacritics: true });
    });
  }
}

// The bar tells of the one that leads.
function lead(side) {
  leader = side;
  pages.textContent = side.viewer.pagesCount;
  if (document.activeElement !== field) field.value = side.viewer.currentPageNumber;
}

function attend() {
  field.addEventListener("focus", () => field.select());
  field.addEventListener("change", () => {
    const { viewer } = leader, wanted = Number(field.value);
    if (Number.isInteger(wanted)) viewer.currentPageNumber = Math.min(Math.max(wanted, 1), viewer.pagesCount);
    field.value = viewer.currentPageNumber;
  });
  for (const button of whole.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => {
    for (const { viewer } of sides)
      if (button.dataset.zoom === "in") viewer.increaseScale();
      else if (button.dataset.zoom === "out") viewer.decreaseScale();
      else viewer.currentScaleValue = "page-width";
  });
}

function follow(one, other) {
  const pages = ({ stage }) => [...stage.querySelectorAll(".page")];
  const at = pages(one).findLastIndex((page) => page.offsetTop <= one.stage.scrollTop + 1);
  const from = pages(one)[Math.max(at, 0)], to = pages(other)[Math.min(Math.max(at, 0), other.viewer.pagesCount - 1)];
  const part = (one.stage.scrollTop - from.offsetTop) / from.offsetHeight;
  other.stage.scrollTop = to.offsetTop + part * to.offsetHeight;
  other.stage.scrollLeft = one.stage.scrollLeft;
}
