// Cards of the preparatory group's board dragged from place to place. Dropping one does what its own form does.
(() => {
  "use strict";

  const note = document.getElementById("besked");
  let clearing;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  async function dropped({ item, from, to, oldDraggableIndex }) {
    const form = item.querySelector("form");
    const body = new URLSearchParams(new FormData(form));
    body.set("to", to.dataset.place);
    let said = "Kortet kunde inte flyttas. Läs om sidan.", moved = false, late = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      if (answer.status === 200 || answer.status === 409) said = await answer.text();
      moved = answer.status === 200;
      late = answer.status === 409;
    } catch { /* no network: it goes back */ }
    if (!moved) from.insertBefore(item, from.children[oldDraggableIndex] ?? null);
    note.textContent = said;
    clearTimeout(clearing);
    clearing = setTimeout(() => { note.textContent = ""; }, 10000);
    if (moved || late) await renew();
  }

  // Counts and minutes left follow from where the cards are, so the whole board is read anew.
  async function renew() {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("tavla");
    if (!answer.ok || !fresh) return;
    document.getElementById("tavla").replaceWith(fresh);
    enliven();
  }

  function enliven() {
    document.getElementById("tavla").classList.add("is-live");
    document.querySelectorAll("[data-place]").forEach((list) => window.Sortable.create(list, {
      group: "board",
      draggable: ".board-card",
      filter: "select, button, a",
      preventOnFilter: false,
      sort: false,
      ghostClass: "board-ghost",
      animation: still ? 0 : 120,
      onAdd: dropped,
    }));
  }

  enliven();
})();
