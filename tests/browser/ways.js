// What is lost of the page as it stands for whoever sees it in another way. One function for each way, all as [rule, what breaks it].
(() => {
  const told = (each) => `${each.nodeName.toLowerCase()}.${(each.getAttribute("class") || "").trim().replace(/\s+/g, ".")}: ${(each.getAttribute("aria-label") || each.textContent || each.value || "").trim().replace(/\s+/g, " ").slice(0, 50)}`;
  const isShown = (each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && each.getClientRects().length > 0;
  const isHidden = (each) => !!each.closest(".visually-hidden, [hidden], .skip-link");
  const all = (which) => [...document.querySelectorAll(which)].filter(isShown);

  // With the keyboard: whatever takes the focus shows it by a line around it, and is not behind something. Presupposes a press of Tab.
  const focus = () => {
    const found = [];
    const isLined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== "rgba(0, 0, 0, 0)";
    for (const each of all("a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]")) {
      if (each.tabIndex < 0 || each.disabled) continue;
      each.focus();
      if (document.activeElement !== each) { found.push(["takes no focus", told(each)]); continue; }
      if (![null, "::before", "::after"].some((part) => isLined(getComputedStyle(each, part)))) found.push(["focus unseen", told(each)]);
      const box = each.getClientRects()[0]; // of what is larger than the window, the middle of what is seen
      const across = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
      const down = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
      const at = document.elementFromPoint(across, down);
      if (!at) found.push(["focus out of view", told(each)]);
      else if (!each.contains(at) && !at.contains(each) && !at.closest("label, svg")) // days in a picture may lie over each other
        found.push(["focus behind", `${told(each)} / ${told(at)}`]);
    }
    document.activeElement.blur();
    return found;
  };

  // Without motion: nothing moves, fades or scrolls by itself.
  const motion = () => {
    const isMoving = (style) => /[1-9]/.test(style.transitionDuration) || (style.animationName !== "none" && /[1-9]/.test(style.animationDuration)) || style.scrollBehavior === "smooth";
    return [...document.querySelectorAll("*")].filter((each) => isMoving(getComputedStyle(each))).map((each) => ["moves", told(each)]);
  };

  // With large text: no words are cut off by the box they stand in. What scrolls is not cut off.
  const cut = () => {
    const isCut = (each) => {
      const style = getComputedStyle(each);
      const across = /hidden|clip/.test(style.overflowX) && each.scrollWidth > each.clientWidth + 2;
      const down = /hidden|clip/.test(style.overflowY) && each.scrollHeight > each.clientHeight + 2;
      return (across || down) && each.clientWidth > 1 && each.innerText.trim();
    };
    const fields = all("main :is(button, .btn, select, input:not([type=hidden], [type=checkbox], [type=radio]))").filter((each) => each.clientHeight && parseFloat(getComputedStyle(each).fontSize) > each.clientHeight);
    return [...all("body *:not(option, select, svg, svg *)").filter((each) => !isHidden(each) && isCut(each)), ...fields].map((each) => ["cut off", told(each)]);
  };

  // In forced colours: what is pressed has an edge, what is chosen differs from what is not, and what is drawn is seen.
  const colours = () => {
    const found = [];
    const probe = document.body.appendChild(document.createElement("p"));
    probe.style.cssText = "forced-color-adjust: none; color: Canvas";
    const canvas = getComputedStyle(probe).color;
    probe.remove();
    const light = (colour) => {
      const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
      const part = (c) => ((c / 255) <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
      return a < 0.1 ? null : 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const isSeen = (colour) => {
      const [one, other] = [light(colour), light(canvas)];
      return one !== null && (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) >= 3;
    };
    const edge = (style) => ["Top", "Right", "Bottom", "Left"].map((side) => `${style[`border${side}Style`]} ${style[`border${side}Width`]} ${style[`border${side}Color`]}`);
    for (const each of all("button, .btn, select, input:not([type=hidden], [type=file]), textarea")) {
      const style = getComputedStyle(each);
      const native = each.matches("input[type=checkbox], input[type=radio]") && style.appearance !== "none";
      const lined = ["Top", "Right", "Bottom", "Left"].some((side) => style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) >= 1 && isSeen(style[`border${side}Color`]));
      if (!native && !lined && !/underline/.test(style.textDecorationLine) && !isHidden(each)) found.push(["button without an edge", told(each)]);
    }
    const looks = (each) => {
      const style = getComputedStyle(each);
      return JSON.stringify([edge(style), style.outlineStyle, style.fontWeight, style.textDecorationLine, style.backgroundColor, style.color]);
    };
    for (const each of all("[aria-current]:not([aria-current=false]), [aria-pressed=true], [aria-selected=true], .is-chosen")) {
      if (each.matches("li:not(:has(a))")) continue; // the end of a path leads nowhere, as the others do
      const like = all(each.nodeName).filter((other) => other !== each && other.className === each.className && !other.matches("[aria-current], [aria-pressed=true], [aria-selected=true]") && other.closest("nav, ul, ol, fieldset, table") === each.closest("nav, ul, ol, fieldset, table"));
      if (like.length && like.every((other) => looks(other) === looks(each))) found.push(["chosen looks as the others", told(each)]);
    }
    for (const each of all("svg :is(rect, circle, path, line, polyline, polygon, ellipse)")) {
      const style = getComputedStyle(each);
      const paints = [[style.fill, style.fillOpacity], [style.stroke, style.strokeOpacity]].filter(([paint, opacity]) => paint.startsWith("rgb") && opacity > 0).map(([paint]) => paint);
      if (paints.length && !paints.some(isSeen)) found.push(["drawn unseen", `${each.getAttribute("class") || each.nodeName} in ${each.closest("svg").getAttribute("class")}`]);
    }
    return found;
  };

  window.ways = { focus, motion, cut, colours };
})();
