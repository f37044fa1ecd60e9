// How much is written of what a field holds, beside it while somebody writes there. What is too long may be typed and
// pasted all the same, for nothing is cut off; the portal refuses it with a sentence. Screen readers are told once when
// a text comes near its limit, and once when it passes it.
(() => {
  "use strict";

  const NEAR = 0.9, PAUSE = 1000;
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u00a0");

  // As the portal counts: words where a text is counted in words, or letters where few words are very long.
  function measured(field) {
    const text = (field.written?.() ?? field.value).normalize("NFC").trim(), letters = [...text].length, most = Number(field.dataset.most);
    if (!("letters" in field.dataset)) return [[...text.replace(/[ \t]+/g, " ")].length, most, "tecken"];
    const words = (text.match(/\S+/g) ?? []).length, mostLetters = Number(field.dataset.letters);
    return words <= most && letters > mostLetters ? [letters, mostLetters, "tecken"] : [words, most, "ord"];
  }

  function watch(field) {
    const seen = document.createElement("p");
    seen.className = "form-text field-length";
    seen.setAttribute("aria-hidden", "true"); // it changes with every letter
    let told = 0, isUsed = false, waiting;

    function tell(stage, sentence) {
      clearTimeout(waiting);
      if (stage === told) return;
      waiting = setTimeout(() => { told = stage; spoken.textContent = sentence; }, PAUSE);
    }
    function count() {
      const [written, most, unit] = measured(field), over = written > most;
      seen.textContent = `${grouped(written)} av högst ${grouped(most)} ${unit}`;
      seen.classList.toggle("is-long", over);
      if (over) tell(2, `Texten är för lång: ${grouped(written - most)} ${unit} för mycket.`);
      else if (written >= NEAR * most) tell(1, `${grouped(most - written)} ${unit} kvar.`);
      else tell(0, "");
      // Once shown it stays: a button below that moved as the field was left would not take the click on it.
      isUsed ||= document.activeElement === field;
      seen.hidden = !over && !isUsed;
    }

    const first = field.value, help = document.getElementById(`${field.id}_helptext`);
    const understood = help?.querySelector("[data-understood]"); // of what stood there when the page was made; of the rest it is said when saved
    if (understood) field.addEventListener("input", () => { understood.hidden = field.value !== first; });

    field.after(seen);
    for (const event of ["input", "focus"]) field.addEventListener(event, count);
    count();
  }

  // What is looked for goes into an address, which has an end: here the browser does cut, and it is said.
  function fence(field) {
    const said = document.createElement("p");
    said.className = "form-text";
    said.setAttribute("role", "status");
    field.after(said);
    field.addEventListener("input", () => {
      const isFull = field.value.length >= field.maxLength;
      said.textContent = isFull ? `Här ryms högst ${grouped(field.maxLength)} tecken. Det som är längre kommer inte med.` : "";
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[method=get] [maxlength]").forEach(fence);
    const watchIn = (part) => {
      const fields = part.querySelectorAll("[data-most]");
      if (fields.length) document.body.append(spoken);
      fields.forEach(watch);
    };
    watchIn(document);
    document.addEventListener("arrived", ({ target }) => watchIn(target));  // by reader.js
  });
})();
