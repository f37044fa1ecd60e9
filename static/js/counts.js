// How much waits, beside its link in the menu. Asked for when the page is there, and kept in the tab for two minutes, or until
// something is sent.
(() => {
  "use strict";

  const menu = document.querySelector("[data-counts]"), KEY = "counts";
  if (!menu) return;

  const show = (counts) => {
    for (const [address, count] of Object.entries(counts)) {
      const link = [...menu.querySelectorAll("a")].find((each) => each.getAttribute("href") === address);
      if (!link || !count) continue;
      const told = document.createElement("span");
      told.className = "count";
      told.textContent = ` ${count}`;
      const words = document.createElement("span");
      words.className = "visually-hidden";
      words.textContent = " väntar";
      told.append(words);
      link.append(told);
    }
  };

  const kept = () => {
    try {
      const { at, reader, counts } = JSON.parse(sessionStorage.getItem(KEY));
      return reader === document.body.dataset.reader && Date.now() - at < 120_000 && counts;
    } catch { return null; }
  };

  document.addEventListener("submit", () => { try { sessionStorage.removeItem(KEY); } catch { /* keeps nothing */ } });
  const counts = kept();
  if (counts) { show(counts); return; }
  fetch(menu.dataset.counts, { redirect: "error" }).then((answer) => answer.ok ? answer.json() : Promise.reject())
    .then((found) => {
      show(found);
      const told = { at: Date.now(), reader: document.body.dataset.reader, counts: found };
      try { sessionStorage.setItem(KEY, JSON.stringify(told)); } catch { /* keeps nothing */ }
    }).catch(() => { /* without network the menu is as it was */ });
})();
