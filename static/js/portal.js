// Small comforts upon pages that are complete without them: order by dragging, a warning before unsaved text is left,
// one submit per click, focus on what went wrong. Loaded with defer; sortable.min.js comes after it, where a list is ordered.
(() => {
  "use strict";

  const note = document.createElement("p");
  note.className = "live-note";
  note.setAttribute("role", "status");
  let clearing;
  function say(text) {
    note.textContent = text;
    clearTimeout(clearing);
    clearing = setTimeout(() => { note.textContent = ""; }, 6000);
  }

  // A form with data-guard is compared with what it held when the page opened.
  const contents = (form) => new URLSearchParams([...new FormData(form)].map(([name, value]) =>
    [name, typeof value === "string" ? value : `${value.name} ${value.size}`])).toString();

  function guard(form) {
    // A form that came back with errors, or with a conflict, holds text that is saved nowhere.
    let before = document.querySelector("[data-focus]") ? null : contents(form);
    form.addEventListener("saved", ({ detail }) => { before = detail; });
    window.addEventListener("beforeunload", (event) => {
      if (form.isConnected && !("sent" in form.dataset) && contents(form) !== before) event.preventDefault();
    });
  }
  // Where one then stays, what was pressed may be pressed again.
  window.addEventListener("beforeunload", (event) => setTimeout(() => { if (event.defaultPrevented) revive(); }));

  // What is typed and not yet saved anywhere (draft.js, keep.js) stays in this browser for its writer alone: let go of when
  // another signs in, when one signs out, also without network, and after two weeks. A page for nobody lets go of nothing:
  // a session that has ended is no sign-out.
  const TYPED = /^(?:draft|note):([^:]+):/, LONGEST = 14 * 24 * 3600 * 1000;

  function letGoOfTyped(isOver) {
    try {
      for (const key of Object.keys(localStorage)) {
        const [, writer] = key.match(TYPED) ?? [];
        if (writer && isOver(writer, writtenAt(key))) localStorage.removeItem(key);
      }
    } catch { /* the browser keeps nothing */ }
  }
  // What an earlier version of the portal kept as bare text counts from now on.
  function writtenAt(key) {
    const text = localStorage.getItem(key);
    try { if (JSON.parse(text).at) return JSON.parse(text).at; } catch { /* bare */ }
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: text }));
    return Date.now();
  }
  const reader = document.body.dataset.reader;
  if (reader && "BroadcastChannel" in window) {  // other tabs hear whose session it is now (keep.js)
    const channel = new BroadcastChannel("reader");
    channel.postMessage(reader);
    channel.close();
  }
  letGoOfTyped((writer, at) => Date.now() - at > LONGEST || (reader && writer !== reader));
  // Where there is any, the session has ended: the page for signing in tells.
  const told = document.querySelector("[data-typed]");
  try { if (told) told.hidden = !Object.keys(localStorage).some((key) => TYPED.test(key)); } catch { /* nor then */ }
  document.addEventListener("submit", (event) => { if ("signOut" in event.target.dataset) letGoOfTyped(() => true); });

  // The second click on a button that has already sent its form does nothing; the way back makes it alive again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (!navigator.onLine && "signOut" in form.dataset && !navigator.serviceWorker?.controller) {
      event.preventDefault();  // only on an own device is there a worker that owes it
      say("Du är utan nät och fortfarande inloggad. Logga ut igen när nätet är tillbaka.");
      return;
    }
    if (!navigator.onLine && !("always" in form.dataset)) {
      event.preventDefault();
      say("Du är utan nät. Inget har skickats, och det du skrev står kvar. Försök igen när nätet är tillbaka.");
      return;
    }
    if ("sent" in form.dataset) event.preventDefault();
    form.dataset.sent = "";
  });
  const revive = () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) revive(); });

  // Renews what the order changes, such as the times, from a page that is asked for; of several the last.
  let asked = 0;
  async function refresh(...asks) {
    const turn = asked += 1;
    const response = await fetch(...asks).catch(() => null);
    if (!response?.ok && response?.status !== 422) return;  // also what cannot be counted is told
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (turn !== asked) return;
    document.querySelectorAll("[data-live]").forEach((part) => {
      const fresh = page.getElementById(part.id);
      if (!fresh) return;
      const at = [...part.querySelectorAll("a, button")].indexOf(document.activeElement);
      part.replaceWith(fresh);
      if (at >= 0) fresh.querySelectorAll("a, button")[at]?.focus();
    });
  }

  // Each drop waits for the one before it, so that the last order is also the last one saved; and a button of the
  // form for all of them, since each is sent with what the form has seen once the one before it is saved.
  let saving = Promise.resolve(), unanswered = 0;

  function save(list) {
    unanswered += 1;
    const saved = saving = saving.then(() => saveOrder(list)).finally(() => { unanswered -= 1; });
    return saved.then((isSaved) => isSaved && refresh(location.href));
  }

  function waitWithButtons(form) {
    form.addEventListener("submit", async (event) => {
      if (!unanswered) return;
      event.preventDefault();
      event.stopPropagation();
      while (unanswered) await saving;
      // The button may stand in what was renewed meanwhile.
      if (!("sent" in form.dataset)) form.requestSubmit(event.submitter?.isConnected ? event.submitter : null);
    });
  }

  async function saveOrder(list) {
    const form = list.closest("form"), sent = new URLSearchParams(contents(form));
    try {
      const response = await fetch(form.getAttribute("action") || location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        signal: AbortSignal.timeout(30_000),
      });
      if (response.status === 409) return form.requestSubmit(); // shows both orders
      if (!response.ok) throw new Error(response.status);
      form.elements.seen.value = await response.text();
      sent.set("seen", form.elements.seen.value);
      form.dispatchEvent(new CustomEvent("saved", { detail: sent.toString() }));
      say("Dagordningen är sparad.");
      return true;
    } catch {
      say("Dagordningen kunde inte sparas. Läs om sidan.");
    }
  }

  // The times as they would be with what is being typed, which is saved once its field is left.
  let typing;
  function preview(form) {
    const body = new FormData(form);
    body.set("preview", "");
    refresh(form.getAttribute("action"), { method: "POST", body });
  }

  // A step up or down without a new page, so that the same button may be pressed again.
  async function step(list, button) {
    const row = button.closest(".sortable-row"), { name, value } = button;
    if (name === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    await save(list);
    const [same, other] = [name, name === "up" ? "down" : "up"]
      .map((each) => list.querySelector(`button[name=${each}][value="${value}"]`));
    (same?.disabled ? other : same)?.focus();
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(note);
    (document.querySelector("[data-focus]") ?? document.querySelector("[data-refused]"))?.focus();
    document.querySelectorAll("form[data-guard]").forEach(guard);
    document.addEventListener("arrived", ({ target }) => target.querySelectorAll("form[data-guard]").forEach(guard));  // by reader.js
    // On a phone the tabs are wider than the page, and the one that one stands on may be out of sight.
    const tab = document.querySelector(".tabs [aria-current]"), tabs = tab?.closest("ul");
    if (tabs) tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
    if (!window.Sortable) return;
    document.querySelectorAll("[data-sortable]").forEach((list) => {
      list.classList.add("is-live");
      waitWithButtons(list.closest("form"));
      window.Sortable.create(list, {
        handle: ".sortable-handle",
        draggable: ".sortable-row",
        ghostClass: "sortable-ghost",
        animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
        onUpdate: () => save(list),
      });
      list.addEventListener("input", () => {
        clearTimeout(typing);
        typing = setTimeout(preview, 300, list.closest("form"));
      });
      list.addEventListener("change", () => {
        clearTimeout(typing);
        save(list);
      });
      list.addEventListener("click", (event) => {
        const button = event.target.closest("button[name=up], button[name=down]");
        if (!button) return;
        event.preventDefault();
        step(list, button);
      });
    });
  });
})();
