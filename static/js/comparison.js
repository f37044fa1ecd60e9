// Two versions of a paper side by side. The one that is scrolled leads, and the other follows to the same place of its page.
const told = document.getElementById("comparison").dataset;
const whole = document.querySelector("[data-comparison]"), together = document.querySelector("[data-together]");
const plain = document.querySelectorAll("[data-plain]");
document.documentElement.classList.add("is-reading");
whole.hidden = false;
for (const each of plain) each.hidden = true;

let leader;
try {
  const { openPaper, refit } = await import(told.open);
  const sides = [];
  for (const stage of whole.querySelectorAll("[data-side]")) {
    const prepare = (viewer, eventBus) => eventBus.on("pagesinit", () => { viewer.currentScaleValue = "page-width"; });
    sides.push({ stage, ...await openPaper(told, stage.dataset.side, stage, prepare) });
  }
  whole.dataset.ready = "";
  addEventListener("resize", () => { for (const { viewer } of sides) refit(viewer); });
  for (const side of sides) {
    for (const act of ["pointerenter", "pointerdown", "wheel", "focusin", "keydown"])
      side.stage.addEventListener(act, () => { leader = side; }, { passive: true });
    side.stage.addEventListener("scroll", () => { if (side === leader && together.checked) follow(side, sides.find((each) => each !== side)); });
  }
} catch {
  document.documentElement.classList.remove("is-reading");
  whole.hidden = true;
  for (const each of plain) each.hidden = false;
  document.querySelector("[data-failed]").hidden = false;
}

function follow(one, other) {
  const pages = ({ stage }) => [...stage.querySelectorAll(".page")];
  const at = pages(one).findLastIndex((page) => page.offsetTop <= one.stage.scrollTop + 1);
  const from = pages(one)[Math.max(at, 0)], to = pages(other)[Math.min(Math.max(at, 0), other.viewer.pagesCount - 1)];
  const part = (one.stage.scrollTop - from.offsetTop) / from.offsetHeight;
  other.stage.scrollTop = to.offsetTop + part * to.offsetHeight;
}
