// Notes at places in a paper (reader.js says when there is one): words that are marked, or a line that is chosen in a list,
// become a note's place, and the places of notes are drawn over the pages. A place that was marked in another version is where its words stand now, on the nearest
// page; of several on it the one with the likest words around.
const mark = document.querySelector("[data-mark]");
const AROUND = 32, LONGEST = 1000, ABOVE = 90;  // letters; points of a page that are shown above a place
const DOT = 1.5, OUTSIDE = 0.25;  // rem that a dot takes with what is pressed around it, and of them outside of the page
const OFFERED = 70, UNDER = 0.25, OVER = 0.85;  // letters of a line in the list; of a line's height, below and above what it stands on
const squeezed = (text) => text.replace(/\s+/g, " ").trim(), bare = (text) => text.replace(/\s/g, "");
const opened = new Map();  // by the section of its paper
let isBegun = false;

document.addEventListener("paper", ({ detail }) => begin(detail));

async function begin({ viewer, paper, section, notes: region }) {
  const isNew = !opened.has(section), form = region.querySelector("form");
  const notes = [...region.querySelectorAll("[data-placed]")].map((row) => ({ row, ...JSON.parse(row.dataset.placed) }));
  const here = { viewer, paper, section, notes, form };
  opened.set(section, here);
  if (isNew) region.addEventListener("click", (event) => lead(event, section));
  if (isNew && form) {
    form.elements.place.addEventListener("filled", () => tell(form));  // by keep.js
    region.addEventListener("focusin", () => offer(opened.get(section)));
    form.querySelector("[data-lines]").hidden = false;
    lineIn(form).addEventListener("change", ({ target }) => {
      form.elements.place.value = target.value;
      tell(form);
    });
    tell(form);
  }
  if (form) viewer.eventBus.on("pagechanging", () => { if (region.contains(document.activeElement)) offer(here); });
  if (form && !isBegun) listen();
  viewer.eventBus.on("pagerendered", ({ pageNumber }) => draw(here, pageNumber));
  viewer.eventBus.on("textlayerrendered", ({ pageNumber }) => draw(here, pageNumber));
  for (const note of notes) if (!note.rects.length) await find(here, note);
  for (const page of new Set(notes.map((note) => note.page))) draw(here, page);
  const asked = notes.find(({ row }) => `#${row.firstElementChild.id}` === location.hash);
  if (asked && isNew) leadTo(here, asked);
}

async function find({ paper }, note) {
  const sought = bare(note.quote), before = bare(note.before), after = bare(note.after);
  const pages = [...Array(paper.numPages).keys()].map((each) => each + 1);
  const found = { page: null };
  pages.sort((one, other) => Math.abs(one - note.page) - Math.abs(other - note.page));
  for (const page of pages) {
    const { items } = await (await paper.getPage(page)).getTextContent({ disableNormalization: true });
    const text = bare(items.map(({ str }) => str ?? "").join(""));
    let most = -1;
    for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
      const likeness = alike([...text.slice(0, at)].reverse(), [...before].reverse()) + alike(text.slice(at + sought.length), after);
      if (likeness > most) { most = likeness; Object.assign(found, { page, at }); }
    }
    if (found.page) break;
  }
  Object.assign(note, found);
  note.row.querySelector("[data-lost]").hidden = Boolean(note.page);
  if (note.page) note.row.querySelector(".note-quote a").textContent = `Sida ${note.page}`;
}

// How many they begin with in common.
function alike(one, other) {
  let count = 0;
  while (count < other.length && one[count] === other[count]) count += 1;
  return count;
}

function draw({ viewer, notes, section }, page) {
  const view = page && viewer.getPageView(page - 1);
  if (!view?.canvas) return;
  view.div.querySelector(".note-marks")?.remove();
  const layer = document.createElement("div"), dots = [], here = notes.filter((each) => each.page === page);
  layer.className = "note-marks";
  for (const note of here) if (!note.rects.length) note.rects = rectsOf(note, view);
  for (const note of inOrder(here.filter(({ rects }) => rects.length), view)) {
    const boxes = note.rects.map((rect) => placed(document.createElement("span"), view, rect));
    const button = placed(document.createElement("button"), view, note.rects[0]);
    button.type = "button";
    button.style.setProperty("--edge", `${(-100 * parseFloat(button.style.left)) / parseFloat(button.style.width)}%`);
    dot(button, dots, view, boxOnPage(view, note.rects[0]));
    button.setAttribute("aria-label", `Anteckning: ${note.row.querySelector("[data-note]").textContent.trim().slice(0, 80)}`);
    button.addEventListener("click", () => { show(section); note.row.scrollIntoView({ block: "nearest" }); note.row.querySelector("a").focus(); });
    layer.append(...boxes, button);
  }
  if (layer.childElementCount) view.div.append(layer);
}

// As they are read, line by line.
function inOrder(notes, view) {
  const places = new Map(notes.map((note) => [note, boxOnPage(view, note.rects[0])]));
  return notes.sort((one, other) => {
    const [first, next] = [places.get(one), places.get(other)];
    const isSameLine = Math.abs(first.middle - next.middle) < Math.min(first.height, next.height) / 2;
    return isSameLine ? first.left - next.left : first.middle - next.middle;
  });
}

// In the margin, beside those on the same line or on lines as close: each can be pressed. Where there is no room before the
// letters, the last that has room tells how many it stands for; their words can be pressed as before.
function dot(button, dots, view, { middle, left }) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize), size = DOT * rem;
  const room = Math.floor((lettersFrom(view, middle - size / 2, middle + size / 2, left) + OUTSIDE * rem) / size);
  const inTheWay = (column) => dots.find((each) => each.column === column && Math.abs(each.middle - middle) < size);
  let column = 0;
  while (column < room && inTheWay(column)) column += 1;
  if (column < room) {
    dots.push({ button, column, middle });
    button.style.setProperty("--column", column);
    button.dataset.dot = "";
  } else if (room) {
    const { dataset } = inTheWay(room - 1).button;
    dataset.dot = Number(dataset.dot || 1) + 1;
  }
}

// How far from the edge of the page the first letters stand at that height.
function lettersFrom(view, top, bottom, first) {
  const page = view.div.querySelector(".canvasWrapper").getBoundingClientRect();
  const words = [...view.div.querySelectorAll(".textLayer span:not(.markedContent)")].filter((each) => each.textContent.trim());
  const boxes = words.map((each) => each.getBoundingClientRect());
  const near = boxes.filter((box) => box.bottom - page.top > top && box.top - page.top < bottom);
  return Math.min(first, ...near.map((box) => box.left - page.left));
}

function boxOnPage({ viewport }, [x1, y1, x2, y2]) {
  const [left, top] = viewport.convertToViewportPoint(x1, y1), [right, bottom] = viewport.convertToViewportPoint(x2, y2);
  return { left: Math.min(left, right), middle: (top + bottom) / 2, height: Math.abs(top - bottom) };
}

function placed(element, { viewport }, rect) {
  const [x1, y1] = viewport.convertToViewportPoint(rect[0], rect[1]), [x2, y2] = viewport.convertToViewportPoint(rect[2], rect[3]);
  const part = (length, whole) => `${(100 * length) / whole}%`;
  element.style.left = part(Math.min(x1, x2), viewport.width);
  element.style.top = part(Math.min(y1, y2), viewport.height);
  element.style.width = part(Math.abs(x1 - x2), viewport.width);
  element.style.height = part(Math.abs(y1 - y2), viewport.height);
  return element;
}

// Where words that were found in the text of the page stand on it, once its text is there.
function rectsOf({ at, quote: words }, view) {
  const layer = view.div.querySelector(".textLayer"), walk = layer && document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  const last = at + bare(words).length - 1, range = document.createRange();
  let passed = 0, isWhole = false;
  while (walk && !isWhole && walk.nextNode()) {
    const node = walk.currentNode;
    for (let place = 0; place < node.length; place += 1) {
      if (/\s/.test(node.data[place])) continue;
      if (passed === at) range.setStart(node, place);
      if (passed === last) { range.setEnd(node, place + 1); isWhole = true; }
      passed += 1;
    }
  }
  return isWhole ? rectsIn(range, view) : [];
}

function rectsIn(range, view) {
  const page = view.div.querySelector(".canvasWrapper").getBoundingClientRect();
  const rects = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
  return rects.slice(0, 200).map((box) => [
    ...view.viewport.convertToPdfPoint(box.left - page.left, box.bottom - page.top),
    ...view.viewport.convertToPdfPoint(box.right - page.left, box.top - page.top),
  ].map((side) => Math.round(side * 10) / 10));
}

function lead(event, section) {
  const here = opened.get(section), note = event.target.closest("a") && here.notes.find(({ row }) => event.target === row.querySelector("a"));
  if (!note) return;
  event.preventDefault();
  leadTo(here, note);
}

function leadTo({ viewer, section }, note) {
  if (!note.page) return show(section);
  const top = note.rects.length ? Math.max(...note.rects.flatMap(([, y1, , y2]) => [y1, y2])) + ABOVE : null;
  viewer.scrollPageIntoView({ pageNumber: note.page, destArray: top && [null, { name: "XYZ" }, null, top, null], allowNegativeOffset: true });
}

function show(section) {
  section.dispatchEvent(new Event("turn", { bubbles: true }));
  if (document.getElementById("anteckningar").hidden) document.querySelector("[data-opens=anteckningar]").click();
}

function listen() {
  let marked, hiding;
  isBegun = true;
  document.addEventListener("selectionchange", () => {
    const range = markedRange();
    clearTimeout(hiding);
    if (range) marked = range;
    // A touch on the button takes the mark away before it is a click.
    if (range) mark.hidden = false;
    else hiding = setTimeout(() => { mark.hidden = true; }, 400);
  });
  mark.addEventListener("mousedown", (event) => event.preventDefault());
  mark.addEventListener("click", () => {
    const here = paperOf(marked);
    here.form.elements.place.value = JSON.stringify(placeOf(here, marked));
    tell(here.form);
    getSelection().removeAllRanges();
    mark.hidden = true;
    show(here.section);
    here.form.elements.text.focus();
  });
}

const lineIn = (form) => form.querySelector("[data-line]");

function tell(form) {
  const quote = form.querySelector("[data-quote]"), { value } = form.elements.place, list = lineIn(form);
  let place = {};
  try { place = JSON.parse(value); } catch { /* about the whole paper */ }
  quote.hidden = !place.quote;
  quote.textContent = `”${place.quote}”`;
  list.querySelector("[data-chosen]")?.remove();
  if (place.quote && ![...list.options].some((each) => each.value === value)) {
    const chosen = new Option(`Det markerade på sida ${place.page}`, value);
    chosen.dataset.chosen = "";
    list.options[0].after(chosen);
  }
  list.value = value;
}

// The lines of the page that is in view, for whoever marks nothing with a pointer.
async function offer({ viewer, paper, form }) {
  const page = viewer.currentPageNumber, list = lineIn(form);
  if (list.dataset.line === String(page)) return;
  list.dataset.line = page;
  const lines = await linesOf(paper, page).catch(() => []), group = document.createElement("optgroup");
  if (list.dataset.line !== String(page)) return;
  group.label = lines.length ? `Rader på sida ${page}` : `Sida ${page} har inga ord att välja`;
  group.append(...lines.map((line) => new Option(line.quote.slice(0, OFFERED), JSON.stringify(line))));
  list.replaceChildren(list.options[0], group);
  tell(form);
}

async function linesOf(paper, page) {
  const { items } = await (await paper.getPage(page)).getTextContent({ disableNormalization: true }), lines = [{ words: "", boxes: [] }];
  for (const { str = "", transform, width, height, hasEOL } of items) {
    const line = lines.at(-1);
    line.words += str;
    if (str.trim()) line.boxes.push(boxOf(transform, width, height));
    if (hasEOL) lines.push({ words: "", boxes: [] });
  }
  const texts = lines.map(({ words }) => squeezed(words));
  return lines.map(({ boxes }, at) => ({
    page, rects: boxes.length ? [around(boxes)] : [], quote: texts[at].slice(0, LONGEST),
    before: squeezed(texts.slice(0, at).join(" ")).slice(-AROUND), after: squeezed(texts.slice(at + 1).join(" ")).slice(0, AROUND),
  })).filter(({ quote }) => quote);
}

// Where words stand that are written from a point in a direction, which may be any.
function boxOf([a, b, c, d, x, y], width, height) {
  const along = Math.hypot(a, b) || 1, up = Math.hypot(c, d) || 1;
  const corners = [[0, -UNDER], [0, OVER], [width, -UNDER], [width, OVER]].map(([on, over]) =>
    [x + (a / along) * on + (c / up) * over * height, y + (b / along) * on + (d / up) * over * height]);
  return around(corners.map((corner) => [...corner, ...corner]));
}

const around = (boxes) => [Math.min, Math.min, Math.max, Math.max].map((most, side) => Math.round(most(...boxes.map((box) => box[side])) * 10) / 10);

function markedRange() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount || !squeezed(selection.toString())) return null;
  const range = selection.getRangeAt(0);
  return paperOf(range)?.form ? range.cloneRange() : null;
}

const layerOf = (node) => (node.closest ? node : node.parentElement).closest(".textLayer");
const paperOf = (range) => opened.get(layerOf(range.startContainer)?.closest("[data-part]"));

// Of what goes on to the next page, the part on the first.
function placeOf({ viewer }, range) {
  const layer = layerOf(range.startContainer), page = layer.closest(".page");
  if (layerOf(range.endContainer) !== layer) range.setEnd(layer, layer.childNodes.length);
  const before = document.createRange(), after = document.createRange();
  before.selectNodeContents(layer);
  after.selectNodeContents(layer);
  before.setEnd(range.startContainer, range.startOffset);
  after.setStart(range.endContainer, range.endOffset);
  const number = Number(page.dataset.pageNumber);
  return {
    page: number, rects: rectsIn(range, viewer.getPageView(number - 1)), quote: wordsIn(range).slice(0, LONGEST),
    before: wordsIn(before).slice(-AROUND), after: wordsIn(after).slice(0, AROUND),
  };
}

function wordsIn(range) {
  const copy = range.cloneContents();
  for (const end of copy.querySelectorAll("br")) end.replaceWith("\n");
  return squeezed(copy.textContent);
}
