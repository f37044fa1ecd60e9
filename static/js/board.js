// Cards of the preparatory group's board dragged from place to place. Dropping one does what its own form does.
(() => {
  "use strict";

  const note = document.getElementById("besked");
  let clearing;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // Each drop waits for the one before it, and is sent with what the board says once that is moved (`newest`); the board
  // itself is renewed after the last.
  let moving = Promise.resolve(), unanswered = 0, newest = document;

  function dropped(drop) {
    unanswered += 1;
    moving = moving.then(() => move(drop)).finally(() => {
      unanswered -= 1;
      if (!unanswered && newest !== document) renew();
    });
  }

  async function move({ item, from, to, oldDraggableIndex }) {
    const form = newest.getElementById(item.id)?.querySelector("form");
    let said = "Kortet kunde inte flyttas. Läs om sidan.", moved = false, late = false;
    try {
      const body = new URLSearchParams(new FormData(form));
      body.set("to", to.dataset.place);
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      if (answer.status === 200 || answer.status === 409) said = await answer.text();
      moved = answer.status === 200;
      late = answer.status === 409;
      if (moved || late) newest = await read() ?? newest;
    } catch { /* no network: it goes back */ }
    if (!moved) from.insertBefore(item, from.children[oldDraggableIndex] ?? null);
    note.textContent = said;
    clearTimeout(clearing);
    clearing = setTimeout(() => { note.textContent = ""; }, 10000);
  }

  // Counts and minutes left follow from where the cards are, so the whole board is read anew.
  async function read() {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return answer.ok && page.getElementById("tavla") ? page : null;
  }

  function renew() {
    document.getElementById("tavla").replaceWith(newest.getElementById("tavla"));
    newest = document;
    enliven();
  }

  // A button waits too, and is then the one of the same card as it now stands.
  document.addEventListener("submit", async (event) => {
    const card = event.target.closest(".board-card");
    if (!unanswered || !card) return;
    event.preventDefault();
    event.stopPropagation();
    const { value } = event.target.elements.to;
    while (unanswered) await moving;
    const form = document.getElementById(card.id)?.querySelector("form");
    if (!form) return;
    form.elements.to.value = value;
    form.requestSubmit();
  }, true);

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
