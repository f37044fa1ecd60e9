// What is typed in a note stays in this browser, under the name of the one who wrote it, until it is saved: through a
// lost session, a lost network, a closed tab. How long, and when it is let go of before that, stands in portal.js.
(() => {
  "use strict";

  const plain = (text) => text.replace(/\s+/g, " ").trim();
  const saved = [...document.querySelectorAll("[data-note]")].map((note) => plain(note.textContent));

  function store(key, text) {
    const kept = JSON.stringify({ at: Date.now(), typed: text });
    try { if (text) localStorage.setItem(key, kept); else localStorage.removeItem(key); } catch { /* refused */ }
  }
  function stored(key) {
    try { return JSON.parse(localStorage.getItem(key)).typed; } catch { return ""; }
  }

  for (const form of document.querySelectorAll("form[data-keep]")) {
    const field = form.elements.text;
    const key = `note:${form.dataset.keep}:${new URL(form.action).pathname}`;
    const status = document.createElement("p");
    status.className = "small muted";
    status.setAttribute("role", "status");
    field.after(status);

    const kept = stored(key);
    if (plain(kept) === plain(field.value) || saved.includes(plain(kept))) store(key, null);
    else if (kept) {
      field.value = kept;
      status.textContent = "Det här skrev du tidigare. Det är inte sparat än.";
    }
    field.addEventListener("input", () => { status.textContent = ""; store(key, field.value); });
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopPropagation();
      status.textContent = "Du är utan nät. Texten finns kvar här. Spara den när nätet är tillbaka.";
    });
  }
})();
