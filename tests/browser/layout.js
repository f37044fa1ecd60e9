// What is wrong with the layout of the page as it stands, as [rule, what breaks it].
() => {
  const PAGE = document.documentElement.clientWidth;
  const NARROW = 18; // characters
  const EM = parseFloat(getComputedStyle(document.documentElement).fontSize); // what a reader has chosen
  const found = [];
  const told = (node) => (node.textContent || node.value || node.nodeName).trim().replace(/\s+/g, " ").slice(0, 60);
  const say = (rule, node) => found.push([rule, told(node)]);
  const isShown = (each) =>
    each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && each.offsetWidth > 1 && each.offsetHeight > 1;
  const isHidden = (each) => !!each.closest(".visually-hidden, [hidden], .skip-link");
  const stays = (each) => each && (/sticky|fixed/.test(getComputedStyle(each).position) || stays(each.parentElement));
  const isClipped = (each) => each && (getComputedStyle(each).overflow !== "visible" || isClipped(each.parentElement));
  const main = document.querySelector("main");
  const spent = (each) => !each.innerText.trim() && !each.querySelector("img, svg, input, select, textarea, button, canvas, progress");

  // A page that says something, under a heading.
  const heading = document.querySelector("main h1");
  if (!heading || !heading.innerText.trim()) found.push(["no heading", location.pathname]);
  else if (main.innerText.replace(/\s+/g, " ").length < heading.innerText.length + 40) say("empty page", main);

  // A column of contents no wider than the aside or the filter beside it. On a phone there is none.
  const isBeside = (own, box) =>
    Math.min(own.bottom, box.bottom) - Math.max(own.top, box.top) > 1 && (own.right <= box.left + 1 || box.right <= own.left + 1);
  for (const aside of main.querySelectorAll("aside, form.filter")) {
    const box = aside.getBoundingClientRect();
    for (const each of isShown(aside) ? aside.parentElement.children : []) {
      const own = each.getBoundingClientRect();
      if (each !== aside && isShown(each) && isBeside(own, box) && own.width <= box.width) say("squeezed column", each);
    }
  }

  // A table that scrolls sideways on a desk. A matrix has a column for each organisation.
  for (const each of main.querySelectorAll(".table-scroll"))
    if (PAGE > 1100 && isShown(each) && each.scrollWidth > each.clientWidth + 1 && !each.matches(".matrix") && !each.querySelector(".follow-matrix, .heat"))
      say("wide table", each);

  // What is to be done, one under another: on anything but a phone their buttons end where those above do.
  const ends = [...main.querySelectorAll(".todo-acts")].filter(isShown).map((each) => [each, each.getBoundingClientRect().right]);
  for (const [each, right] of ends) if (PAGE >= 48 * EM && Math.abs(right - ends[0][1]) > 1) say("buttons out of line", each);

  // The words of a quiet button that begins a row stand under those above. The bars of a reader are tools.
  for (const each of main.querySelectorAll(".btn-quiet")) {
    if (!isShown(each) || each.closest(".reader-bar, .reader-search, .reader-head")) continue;
    const row = each.parentElement;
    const style = getComputedStyle(row);
    const edge = row.getBoundingClientRect().left + parseFloat(style.borderLeftWidth) + parseFloat(style.paddingLeft);
    const range = document.createRange();
    range.selectNodeContents(each);
    const words = range.getBoundingClientRect().left - edge;
    if (Math.abs(each.getBoundingClientRect().left - edge) < 4 && words > 4) say("words in from the edge", each);
  }

  // Fields beside each other in a filter stand on one line.
  for (const row of document.querySelectorAll(".filter-row")) {
    const fields = [...row.querySelectorAll("input, select, button")].filter((each) => isShown(each) && !/checkbox|radio/.test(each.type));
    const boxes = fields.map((each) => each.getBoundingClientRect());
    boxes.forEach((box, nth) => {
      const before = boxes[nth - 1];
      if (before && Math.min(before.bottom, box.bottom) - Math.max(before.top, box.top) > 1 && Math.abs(before.bottom - box.bottom) > 1) say("fields out of line", row);
    });
  }

  // Every piece of text, with its lines.
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node.parentElement;
    if (!node.data.trim() || /^(SCRIPT|STYLE|OPTION|OPTGROUP|SELECT|TEXTAREA)$/.test(own.nodeName)) continue;
    if (!isShown(own) || isHidden(own)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    if (lines.length) texts.push({ node, own, lines, stays: stays(own), clipped: isClipped(own) });
  }

  // A word broken between its letters. What has no other place to break, as an address or a checksum, may be.
  for (const { node, lines } of texts) {
    if (lines.length < 2) continue;
    for (const match of node.data.matchAll(/\S+/g)) {
      if (/[@_\u00ad\u200b]|:\/\/|^[0-9a-f]{32,}$/.test(match[0])) continue;
      for (const part of match[0].matchAll(/[\p{L}\p{N}]{2,}/gu)) {
        const range = document.createRange();
        range.setStart(node, match.index + part.index);
        range.setEnd(node, match.index + part.index + part[0].length);
        const tops = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top)));
        if (tops.size > 1) found.push(["broken word", part[0]]);
      }
    }
  }

  // A mark that begins a line, away from the word it ends or from the one before it.
  const MARK = /[.,;:!?)”…·]/;
  const boxAt = (node, place) => {
    const range = document.createRange();
    range.setStart(node, place);
    range.setEnd(node, place + 1);
    return range.getBoundingClientRect();
  };
  const blockOf = (own) => (getComputedStyle(own).display === "inline" ? blockOf(own.parentElement) : own);
  texts.forEach(({ node, own }, nth) => {
    const before = texts[nth - 1]?.node;
    for (const { index } of node.data.matchAll(new RegExp(MARK, "g"))) {
      // Dots tell that words go on, and one parts two things: both stand after a space.
      const isSpaced = /[…·]/.test(node.data[index]);
      const words = isSpaced ? node.data.slice(0, index).trimEnd().length : index;
      const isNext = words === 0 && before && (isSpaced || /\S$/.test(before.data)) && node.compareDocumentPosition(before) & 2
        && blockOf(own).contains(before);
      const last = isNext ? [before, before.data.trimEnd().length - 1] : words > 0 && /\S/.test(node.data[words - 1]) ? [node, words - 1] : null;
      if (last && boxAt(node, index).top > boxAt(...last).bottom - 2) found.push(["mark that begins a line", told(isNext ? before : node)]);
    }
  });

  // A time, also from and to, on two lines.
  for (const { node } of texts) {
    for (const { 0: time, index } of node.data.matchAll(/(?<![\d.,])\d\d?\.\d\d(–\d\d?\.\d\d)?(?![\d.])/g))
      if (boxAt(node, index).bottom - 2 < boxAt(node, index + time.length - 1).top) found.push(["broken time", time]);
  }

  // A day and its month on two lines of what stands above a page or a part of it.
  for (const { node, own } of texts) {
    if (!own.closest("h1, h2, h3, h4, .kicker")) continue;
    for (const { 0: day, index } of node.data.matchAll(/\d\d? (januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)/g))
      if (boxAt(node, index).bottom - 2 < boxAt(node, index + day.length - 1).top) found.push(["broken day", day]);
  }

  // A short name that programs know, on two lines.
  for (const each of main.querySelectorAll("code")) {
    if (isShown(each) && each.innerText.length <= 15 && each.getClientRects().length > 1) say("broken code", each);
  }

  // A rule above nothing.
  for (const each of main.querySelectorAll(".section")) if (isShown(each) && spent(each)) say("rule above nothing", each);

  // A mark above the words that say what it means, and the number of a position on two lines of a table.
  for (const each of main.querySelectorAll(".mark + .mark-words")) {
    if (isShown(each) && each.getClientRects()[0].top > each.previousElementSibling.getBoundingClientRect().bottom - 2) say("mark away from its words", each);
  }
  for (const { node, own } of texts) {
    if (!own.closest("th, td")) continue;
    for (const { 0: number, index } of node.data.matchAll(/[A-ZÅÄÖ]{2,} \d+\/\d{4}/g))
      if (boxAt(node, index).bottom - 2 < boxAt(node, index + number.length - 1).top) found.push(["broken number", number]);
  }

  // Text in a column narrower than eighteen characters, beside something wider that is empty, an aside or a filter.
  const ruler = document.createElement("canvas").getContext("2d");
  const blocks = "p, li, td, th, dd, dt, h1, h2, h3, h4, label, legend, summary, main div";
  const isTall = ({ lines }) => new Set(lines.map((box) => Math.round(box.top))).size > 2;
  const columns = texts.filter((text) => main.contains(text.node) && isTall(text)).map(({ own }) => own.closest(blocks)).filter(Boolean);
  for (const own of new Set(columns)) {
    const text = own.innerText.trim();
    const style = getComputedStyle(own);
    const width = own.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    ruler.font = style.font;
    if (text.length <= NARROW || style.display === "inline" || width >= NARROW * ruler.measureText("0").width) continue;
    for (let each = own; each !== main; each = each.parentElement) {
      const row = each.parentElement.getBoundingClientRect();
      const box = each.getBoundingClientRect();
      const beside = [...each.parentElement.children].filter((other) => other !== each && isShown(other) && isBeside(other.getBoundingClientRect(), box));
      const isWide = (other) => other.getBoundingClientRect().width > box.width && (spent(other) || other.matches("aside, .filter"));
      const left = beside.length ? 0 : row.width - box.width;
      if (beside.some(isWide) || left > box.width) { say("narrow column", own); break; }
    }
  }

  // Two pieces of text over each other. What stays while the page scrolls passes over the rest.
  const lines = texts
    .filter((text) => !text.stays && !text.clipped)
    .flatMap((text) => text.lines.map((box) => ({ ...text, box })))
    .sort((one, other) => one.box.top - other.box.top);
  lines.forEach((one, place) => {
    for (let next = place + 1; next < lines.length && lines[next].box.top < one.box.bottom - 4; next++) {
      const other = lines[next];
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
      if (one.node !== other.node && across > 3 && down > one.box.height / 3) {
        found.push(["overlapping", `${told(one.node)} / ${told(other.node)}`]);
      }
    }
  });

  // Text and controls that reach out of the page.
  for (const { node, lines, clipped } of texts) {
    if (!clipped && lines.some((box) => box.right > PAGE + 1 || box.left < -1)) say("outside the page", node);
  }

  // A form that nobody can send: no button of it is to be seen, or it lies outside the page.
  for (const form of document.querySelectorAll("form")) {
    const folded = form.closest("details:not([open]), dialog:not([open]), [hidden]");
    const buttons = [...form.elements].filter((each) => each.matches("button:not([type=button]), button[data-passkey], input[type=submit]") && !each.hidden);
    const isReachable = (each) => {
      const box = each.getBoundingClientRect();
      return isShown(each) && box.left >= -1 && (box.right <= PAGE + 1 || isClipped(each.parentElement));
    };
    const isAside = form.closest(".is-reading .site-header");  // gives its room to a paper that is read
    if (!folded && !isAside && !buttons.some(isReachable) && !buttons.some((each) => each.closest("details:not([open])"))) {
      found.push(["form without a button", form.getAttribute("action") || form.id || told(form)]);
    }
  }
  return found;
}
