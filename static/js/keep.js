// What is typed in a long form stays in this browser, under the name of the one who typed it, until the portal has
// said that it is saved: so that a session that ends, or a page that fails, costs no text. As in draft.js, which also
// saves on the way. How long, and when it is let go of before that, stands in portal.js.
(() => {
  "use strict";

  const person = document.body.dataset.reader;
  const SENT = "sent";
  const OURS = ["csrfmiddlewaretoken", "passing"];

  // Some browsers refuse to keep anything; then the page does without.
  const quietly = (act) => { try { return act(); } catch { return null; } };
  const typed = (form) => [...new FormData(form)].filter(([name, value]) => !OURS.includes(name) && typeof value === "string");
  const shown = (entries) => JSON.stringify(entries.filter(([name]) => name !== "seen"));

  // Only a page that says so has saved what the page before it sent.
  function letGo() {
    const sent = quietly(() => sessionStorage.getItem(SENT));
    quietly(() => sessionStorage.removeItem(SENT));
    if (sent && document.querySelector(".notice-success")) quietly(() => localStorage.removeItem(sent));
  }

  function fill(form, entries) {
    for (const field of form.elements) {
      const values = entries.filter(([name]) => name === field.name).map(([, value]) => value);
      if (!field.name || OURS.includes(field.name) || ["submit", "file"].includes(field.type)) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else field.value = values[0] ?? "";
      field.closest("details")?.toggleAttribute("open", true);
    }
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-outline-secondary btn-sm";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  // With what the page said then of what it had seen: if something else was saved meanwhile, both are shown.
  function offerBack(form, key) {
    const copy = quietly(() => JSON.parse(localStorage.getItem(key)));
    if (!copy || shown(copy.typed) === shown(typed(form))) return;
    const at = new Date(copy.at).toLocaleString("sv-SE", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    const offer = document.createElement("div");
    const said = document.createElement("p"), acts = document.createElement("p");
    offer.className = "notice notice-warning";
    said.textContent = `Det finns text från ${at.replace(":", ".")} som inte hann sparas.`;
    acts.className = "actions";
    acts.append(
      button("Ta tillbaka texten", () => { fill(form, copy.typed); offer.remove(); form.querySelector("textarea, input:not([type=hidden])")?.focus(); }), " ",
      button("Släng den", () => { quietly(() => localStorage.removeItem(key)); offer.remove(); }));
    offer.append(said, acts);
    form.before(offer);
  }

  function keep(form) {
    const key = `draft:${person}:${form.getAttribute("action") || location.pathname + location.search}`;
    if (!document.querySelector("[data-focus]")) offerBack(form, key); // a form that came back has its text
    form.addEventListener("input", () => quietly(() => localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: typed(form) }))));
    form.addEventListener("submit", () => {
      // Signing in again in another tab gives a new token; the cookie has the one that holds.
      const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
      if (cookie && form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = cookie[1];
      quietly(() => sessionStorage.setItem(SENT, key));
    });
  }

  if (!person) return;
  letGo();
  // Where there is text to lose; notes.js keeps notes.
  document.querySelectorAll("form[data-guard]:has(textarea):not([data-keep])").forEach(keep);
})();
