// A button beside a text copies it. Without this script, or over plain http, the text is marked and copied by hand.
(() => {
  "use strict";

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const told = button.parentElement.querySelector("[data-copied]");
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
        told.textContent = "Texten är kopierad.";
      } catch {
        told.textContent = "Texten gick inte att kopiera. Markera den och kopiera själv.";
      }
    });
  }
})();
