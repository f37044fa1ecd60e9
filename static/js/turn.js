// The arrow keys turn the pages of an agenda, where they have nothing else to do.
(() => {
  "use strict";

  const ways = { ArrowLeft: "prev", ArrowRight: "next" };
  const busy = "input, textarea, select, [contenteditable], [tabindex='0'], audio, video";

  document.addEventListener("keydown", (event) => {
    const page = document.documentElement;
    const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented);
    if (!(event.key in ways) || !isPlain || event.target.closest(busy) || page.scrollWidth > page.clientWidth) return;
    document.querySelector(`a[rel="${ways[event.key]}"]`)?.click();
  });
})();
