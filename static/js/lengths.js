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

  function length(field) {
    if (!("words" in field.dataset)) return field.value.trim().length;
    return (field.value.match(/\S+/g) ?? []).length;
  }

  function watch(field) {
    const most = Number(field.dataset.most), unit = "words" in field.dataset ? "ord" : "tecken";
    const seen = document.createElement("p");
    seen.className = "form-text field-length";
    seen.setAttribute("aria-hidden", "true"); // it changes with every letter
    let told = 0, waiting;

    function tell(stage, sentence) {
      clearTimeout(waiting);
      if (stage === told) return;
      waiting = setTimeout(() => { told = stage; spoken.textContent = sentence; }, PAUSE);
    }
    function count() {
      const written = length(field), over = written > most;
      seen.textContent = `${grouped(written)} av högst ${grouped(most)} ${unit}`;
      seen.classList.toggle("is-long", over);
      if (over) tell(2, `Texten är för lång: ${grouped(written - most)} ${unit} för mycket.`);
      else if (written >= NEAR * most) tell(1, `${grouped(most - written)} ${unit} kvar.`);
      else tell(0, "");
      seen.hidden = !over && document.activeElement !== field;
    }

    field.after(seen);
    for (const event of ["input", "focus", "blur"]) field.addEventListener(event, count);
    count();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const fields = document.querySelectorAll("[data-most]");
    if (!fields.length) return;
    document.body.append(spoken);
    fields.forEach(watch);
  });
})();
