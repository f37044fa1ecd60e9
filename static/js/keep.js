// What is typed in a long form stays in this browser, under the name of the one who typed it, until the portal has
// said that it is saved: so that a session that ends, or a page that fails, costs no text. A note stands in its field
// again, other text is offered back. How long, and when it is let go of before that, stands in portal.js; draft.js, which
// also saves on the way, does the same with what is here.
globalThis.typedText = (() => {
  "use strict";

  const person = document.body.dataset.reader;
  const SENT = "sent";
  const OURS = ["csrfmiddlewaretoken", "passing"];

  // Some browsers refuse to keep anything; then the page does without.
  const quietly = (act) => { try { return act(); } catch { return null; } };
  const store = (key, typed) => quietly(() => localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed })));
  const drop = (key) => quietly(() => localStorage.removeItem(key));
  const stored = (key) => quietly(() => JSON.parse(localStorage.getItem(key)));
  const typed = (form, but = OURS) => [...new FormData(form)].filter(([name, value]) => !but.includes(name) && typeof value === "string");
  const shown = (entries) => JSON.stringify(entries.filter(([name]) => name !== "seen"));

  // Only a page that says so has saved what the page before it sent.
  function letGo() {
    const sent = quietly(() => sessionStorage.getItem(SENT));
    quietly(() => sessionStorage.removeItem(SENT));
    if (sent && document.querySelector(".notice-success")) drop(sent);
  }

  function fill(form, entries, but = OURS) {
    for (const field of form.elements) {
      const values = entries.filter(([name]) => name === field.name).map(([, value]) => value);
      if (!field.name || but.includes(field.name) || ["submit", "file"].includes(field.type)) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else field.value = values[0] ?? "";
      field.dispatchEvent(new Event("filled"));  // its editor, if it has one, shows the same
      field.closest("details")?.toggleAttribute("open", true);
    }
  }

  // Signing in again in another tab gives a new token; the cookie has the one that holds. Where somebody else has signed
  // in there, the old one stays and is refused: what is typed here is never sent in another's name.
  let isAnothers = false;
  if (person && "BroadcastChannel" in window)
    new BroadcastChannel("reader").addEventListener("message", ({ data }) => { isAnothers = data !== person; });

  function renewToken(form) {
    if (isAnothers) return;
    const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    if (cookie && form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = cookie[1];
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-outline-secondary btn-sm";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function offer(form, at, takeBack, throwAway) {
    const when = new Date(at).toLocaleString("sv-SE", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    const notice = document.createElement("div");
    const said = document.createElement("p"), acts = document.createElement("p");
    notice.className = "notice notice-warning";
    said.textContent = `Det finns text från ${when.replace(":", ".")} som inte hann sparas.`;
    acts.className = "actions";
    acts.append(
      button("Ta tillbaka texten", () => { takeBack(); notice.remove(); form.querySelector("textarea, input:not([type=hidden])")?.focus(); }), " ",
      button("Släng den", () => { throwAway(); notice.remove(); }));
    notice.append(said, acts);
    form.before(notice);
  }

  function putBack(form, entries) {
    const status = document.createElement("p");
    status.className = "small muted";
    status.setAttribute("role", "status");
    status.textContent = "Det här skrev du tidigare. Det är inte sparat än.";
    form.querySelector("textarea").after(status);
    form.addEventListener("input", () => { status.textContent = ""; });
    fill(form, entries);
  }

  // It stands on the page as saved: only the answer that said so was lost.
  function isNoted(entries) {
    const plain = (text) => text.replace(/\s+/g, " ").trim(), [, text] = entries.find(([name]) => name === "text") ?? [];
    return Boolean(text) && [...document.querySelectorAll("[data-note]")].some((note) => plain(note.textContent) === plain(text));
  }

  // With what the page said then of what it had seen: if something else was saved meanwhile, both are shown.
  function giveBack(form, key) {
    const copy = stored(key);
    if (!copy) return;
    // Notes were kept as bare text once.
    const entries = typeof copy.typed === "string" ? [["text", copy.typed]] : copy.typed;
    if (shown(entries) === shown(typed(form))) return;
    if (isNoted(entries)) drop(key);
    else if ("keep" in form.dataset) putBack(form, entries);
    else offer(form, copy.at, () => fill(form, entries), () => drop(key));
  }

  function keep(form) {
    const kind = "keep" in form.dataset ? "note" : "draft";
    const key = `${kind}:${person}:${form.getAttribute("action") || location.pathname + location.search}`;
    const cameBack = document.querySelector("[data-focus]"), before = shown(typed(form)); // with its text, saved nowhere
    if (!cameBack) giveBack(form, key);
    form.addEventListener("input", () => store(key, typed(form)));
    form.addEventListener("submit", () => {
      // Once more: signing out in another tab has emptied the browser, and the portal will not take this.
      if (cameBack || shown(typed(form)) !== before) store(key, typed(form));
      renewToken(form);
      quietly(() => sessionStorage.setItem(SENT, key));
    });
  }

  if (person) {
    letGo();
    const keepIn = (part) => part.querySelectorAll("form[data-guard]:has(textarea)").forEach(keep);  // where there is text to lose
    keepIn(document);
    document.addEventListener("arrived", ({ target }) => {  // by reader.js and, a page in place of another, sitting.js
      if (target.matches("main")) letGo();
      keepIn(target);
    });
  }
  return { drop, fill, offer, renewToken, store, stored, typed };
})();
