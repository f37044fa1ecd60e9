// The meeting day. A press in the roll call or the round is sent by itself, and the table comes back as it now is; the keys
// P, D and F answer for the seat that has the focus, S, K and A for the organisation, and the arrows go between them.
// Without script each press loads the page anew.
(() => {
  "use strict";

  const KEYS = { p: "on_site", d: "remote", f: "excused" };
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const LOST = "Ingen anslutning. Det du nyss tryckte är inte antecknat. Försök igen när nätet är tillbaka.";
  const writing = document.querySelector("form[data-draft]");
  const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  let last = Promise.resolve(), waiting = 0, refused = 0, waiter = null;

  // One press at a time: each is sent with what the table says once the one before it is noted.
  function press(form, answers) {
    const id = form.querySelector("button[id]")?.id;
    waiting += 1;
    last = last.then(() => send(id ? document.getElementById(id)?.form ?? form : form, answers))
      .then((isNoted) => { refused += isNoted ? 0 : 1; }).finally(() => { waiting -= 1; });
  }
  window.addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });

  async function send(form, answers) {
    const { live } = form.closest("[data-live]").dataset, find = (page) => page.querySelector(`[data-live="${live}"]`);
    const tell = (sentence) => say(find(document), sentence);
    const sent = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(answers)) sent.set(name, value);
    if (writing) sent.set("at", writing.dataset.at);
    globalThis.typedText?.renewToken(form);
    if (form.elements.csrfmiddlewaretoken) sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let answer;
    try {
      answer = await fetch(form.getAttribute("action"), { method: "POST", body: sent, headers: { "X-Requested-With": "fetch" }, redirect: "manual", signal: AbortSignal.timeout(30_000) });
    } catch {
      return tell(LOST);
    }
    if (!answer.ok && answer.status !== 422) return tell(answer.type === "opaqueredirect" ? "Du är utloggad. Logga in i en annan flik och tryck igen." : "Det gick inte att anteckna. Ladda om sidan.");
    const page = await read(answer), fresh = find(page);
    if (!fresh) return tell("Det gick inte att anteckna. Ladda om sidan.");
    const focused = document.activeElement.id, was = find(document).contains(document.activeElement);
    keepWritten(find(document), fresh);
    find(document).replaceWith(fresh);
    if (was) (document.getElementById(focused) ?? fresh.querySelector("button"))?.focus();
    setIn(page, live === "round" ? ["utfall"] : ["upprop-antal", "handelser", "runda", "utfall"]);
    return answer.ok;
  }

  // What is being written in a part that is set in anew stays, with its form.
  function keepWritten(old, fresh) {
    const written = old.querySelector("form[data-guard]"), place = fresh.querySelector("form[data-guard]");
    if (!written || !place) return;
    place.closest("details").open ||= written.closest("details").open;
    place.replaceWith(written);
  }

  // Parts of the page as they now are; but not where somebody is at work.
  const isTouched = (part) => [...part.querySelectorAll("input:not([type=hidden]), textarea")].some((field) =>
    field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);

  function setIn(page, ids) {
    for (const id of ids) {
      const part = page.getElementById(id), old = document.getElementById(id), isAt = old?.contains(document.activeElement);
      if (!part || !old || isTouched(old) || old.contains(waiter) || (isAt && !document.activeElement.matches("summary"))) continue;
      if (part.tagName === "DETAILS") part.open = old.open;
      old.replaceWith(part);
      if (isAt) part.querySelector("summary").focus();
    }
  }

  function say(table, sentence) {
    const note = table.querySelector(".notice-error") ?? document.createElement("p");
    note.className = "notice notice-error";
    note.setAttribute("role", "alert");
    note.textContent = sentence;
    table.prepend(note);
  }

  function neighbour(seat, [down, aside]) {
    const rows = [...document.querySelectorAll(".roll-table tbody tr")].map((row) => [...row.querySelectorAll("[data-seat]")]).filter((row) => row.length);
    const nth = rows.findIndex((row) => row.includes(seat)), all = rows.flat();
    if (aside) return all[all.indexOf(seat) + aside];
    const middle = (each) => { const box = each.getBoundingClientRect(); return box.left + box.width / 2; };
    const nearest = (row) => row?.reduce((best, each) => (Math.abs(middle(each) - middle(seat)) < Math.abs(middle(best) - middle(seat)) ? each : best));
    return nearest(rows[nth + down]);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest("[data-live]") || "guard" in form.dataset) return goAfter(event);
    event.preventDefault();
    event.stopPropagation();
    const { name, value } = event.submitter ?? {};
    press(form, name ? { [name]: value } : {});
  }, true);

  // What leads to another page waits until all that was pressed before it is noted; where something was not, the page
  // says so and stays.
  async function goAfter(event) {
    if (!waiting || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    if (waiter) return;
    waiter = event.target;
    const before = refused;
    while (waiting) await last;
    if (refused === before) waiter.requestSubmit(event.submitter);
    waiter = null;
  }

  // In the round: a letter answers, up and down go to the same answer of the next organisation.
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.(".round-form");
    if (!form || event.altKey || event.ctrlKey || event.metaKey) return;
    const letter = form.querySelector(`[data-say="${CSS.escape(event.key.toLowerCase())}"]`);
    const forms = [...document.querySelectorAll(".round-form")], [down, aside] = STEPS[event.key] ?? [0, 0];
    const says = [...form.querySelectorAll("button")], at = says.indexOf(event.target);
    if (letter) { letter.focus(); if (letter.value) press(form, { status: letter.value }); }
    else if (aside) says[at + aside]?.focus();
    else if (down) forms[forms.indexOf(form) + down]?.querySelectorAll("button")[at]?.focus();
    else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    const seat = event.target.closest?.("[data-seat]");
    if (!seat || event.altKey || event.ctrlKey || event.metaKey) return;
    const status = KEYS[event.key.toLowerCase()];
    if (status) press(seat.form, { status });
    else if (event.key in STEPS) neighbour(seat, STEPS[event.key])?.focus();
    else return;
    event.preventDefault();
  });

  // From anywhere Escape leads to the row of keys; there, and only there, one letter goes on.
  const row = document.querySelector("[data-keys]");

  // At once: a page that still glides from the key before would glide on, past what the next key leads to.
  function arrive(at, part) {
    at.focus({ preventScroll: true });
    for (const each of [part, at]) each.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  function goTo(link) {
    const place = link.hash && document.querySelector(link.hash);
    if (!place) return link.click();
    place.closest("details")?.toggleAttribute("open", true);
    const controls = [...place.querySelectorAll("a[aria-current], input:not([type=hidden]), textarea, select, button:enabled:not(.btn-link)")];
    const first = place.matches("textarea") ? place : place.querySelector(".seat-waiting") ?? controls.find((each) => each.checkVisibility());
    arrive(first ?? place, place);
  }

  document.addEventListener("keydown", (event) => {
    if (!row || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === "Escape") arrive(row.querySelector("a"), row);
    else if (row.contains(event.target)) {
      const link = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
      if (!link) return;
      goTo(link);
    } else return;
    event.preventDefault();
  });
  row?.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    goTo(link);
  });

  // A phrase is set in where one writes.
  document.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]"), text = document.getElementById("id_discussion");
    if (text?.tagName !== "TEXTAREA" || !phrase) return;  // in the editor the portal adds it
    event.preventDefault();
    const before = text.value.slice(0, text.selectionStart);
    const gap = !before || /\s$/.test(before) ? "" : " ";
    text.setRangeText(gap + phrase.value, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });

  // What the wording has become is shown once it is saved.
  writing?.addEventListener("saved", async () => {
    if (!document.getElementById("andringar") || !document.getElementById("id_wording")) return;
    const answer = await fetch(writing.getAttribute("action")).catch(() => null);
    if (answer?.ok) setIn(await read(answer), ["andringar"]);
  });

  // The clock goes on: the same sums as meetings.planning.sitting.
  const clock = document.querySelector("[data-begun]");

  function tick() {
    const { begun, planned, minutes } = clock.dataset, MINUTE = 60_000;
    const spent = Math.floor((Date.now() - new Date(begun)) / MINUTE);
    const late = Math.floor((new Date(begun) - new Date(planned)) / MINUTE) + Math.max(0, spent - minutes);
    clock.querySelector("[data-spent]").textContent = spent;
    clock.querySelector("[data-drift]").textContent = Math.abs(late) <= 1 ? "enligt planen" : `${Math.abs(late)} minuter ${late > 0 ? "efter" : "före"} planen`;
  }
  if (clock) setInterval(tick, 10_000);

  // Once an outcome is set, Enter goes on.
  if (!location.hash && document.querySelector(".notice-success")) document.querySelector("[data-goes-on]")?.focus();
})();
