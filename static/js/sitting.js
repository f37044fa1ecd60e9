// The meeting day. A press in the roll call or the round is sent by itself, and the table comes back as it now is; the keys
// P, D and F answer for the seat that has the focus, S, K and A for the organisation, and the arrows go between them.
// What other presses lead to is set in too. Without script each press loads the page anew.
(() => {
  "use strict";

  const KEYS = { p: "on_site", d: "remote", f: "excused" };
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const OFFLINE = "Ingen anslutning. Det du nyss tryckte är inte antecknat. Försök igen när nätet är tillbaka.";
  const UNKNOWN = "Inget svar kom. Det är inte känt om det du nyss tryckte är antecknat. ", ASK = "Ladda om sidan och se efter";
  const AWAY = "Sidan kom inte fram. Försök igen.", LEFT = "Det du tryckte på den förra sidan är inte antecknat.";
  const OUT = "Du är utloggad. Logga in i en annan flik och tryck igen.", FAILED = "Det gick inte att anteckna. Ladda om sidan.";
  const writing = () => document.querySelector("form[data-draft]");
  const keys = () => document.querySelector("[data-keys]");
  let last = Promise.resolve(), waiting = 0, refused = 0, waiter = null;

  // The portal may have noted what was sent, though its answer is late, breaks off or is another's on the way.
  async function ask(to, options) {
    try {
      const answer = await fetch(to, { ...options, signal: AbortSignal.timeout(30_000) });
      return answer.status < 500 && { answer, page: await read(answer) };
    } catch {
      return null;
    }
  }

  async function read(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    page.querySelectorAll("noscript").forEach((each) => each.remove());  // it was read as without script
    return page;
  }

  // One press at a time: each is sent with what the table says once the one before it is noted.
  function inTurn(act) {
    waiting += 1;
    last = last.then(act).catch((error) => { reportError(error); }).then((isNoted) => { refused += isNoted ? 0 : 1; }).finally(() => { waiting -= 1; });
  }

  function press(form, answers) {
    const id = form.querySelector("button[id]")?.id;
    inTurn(() => send(id ? document.getElementById(id)?.form ?? form : form, answers));
  }
  window.addEventListener("beforeunload", (event) => { if (waiting || unnoted("main form[method=post]").length) event.preventDefault(); });

  async function send(form, answers) {
    const { live } = form.closest("[data-live]").dataset, find = (page) => page.querySelector(`[data-live="${live}"]`);
    const tell = (sentence) => say(find(document) ?? document.querySelector("main"), sentence);
    const sent = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(answers)) sent.set(name, value);
    if (writing()) sent.set("at", writing().dataset.at);
    globalThis.typedText?.renewToken(form);
    if (form.elements.csrfmiddlewaretoken) sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    if (!navigator.onLine) return tell(OFFLINE);
    const came = await ask(form.getAttribute("action"), { method: "POST", body: sent, headers: { "X-Requested-With": "fetch" }, redirect: "manual" });
    if (!came) return tell(UNKNOWN);
    const { answer, page } = came, fresh = find(page);
    if (answer.type === "opaqueredirect") return tell(OUT);
    if (!fresh) return tell(FAILED);
    if (!find(document)) return answer.ok;  // another item is shown by now
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

  // Written in a form of one line or more, and sent nowhere or refused. A draft saves itself.
  const unnoted = (which) => [...document.querySelectorAll(which)].filter((form) =>
    !("draft" in form.dataset) && !("sent" in form.dataset) && (isTouched(form) || form.querySelector(".is-invalid")));

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
    if (sentence === UNKNOWN) note.append(Object.assign(document.createElement("a"), { href: address(location), textContent: ASK }), ".");
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
    if (!waiter.isConnected) say(document.querySelector("main"), LEFT);  // another page is set in by now
    else if (refused === before) waiter.requestSubmit(event.submitter?.isConnected ? event.submitter : null);
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
    const row = keys();
    if (!row || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === "Escape") arrive(row.querySelector("a"), row);
    else if (row.contains(event.target)) {
      const link = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
      if (!link) return;
      goTo(link);
    } else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-keys] a");
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
  document.addEventListener("saved", async ({ target }) => {
    if (!document.getElementById("andringar") || !document.getElementById("id_wording")) return;
    const came = await ask(target.getAttribute("action"));
    if (came?.answer.ok && target === writing()) setIn(came.page, ["andringar"]);
  });

  // The clock goes on: the same sums as meetings.planning.sitting.
  function tick() {
    const clock = document.querySelector("[data-begun]");
    if (!clock) return;
    const { begun, planned, minutes } = clock.dataset, MINUTE = 60_000;
    const spent = Math.floor((Date.now() - new Date(begun)) / MINUTE);
    const late = Math.floor((new Date(begun) - new Date(planned)) / MINUTE) + Math.max(0, spent - minutes);
    clock.querySelector("[data-spent]").textContent = spent;
    clock.querySelector("[data-drift]").textContent = Math.abs(late) <= 1 ? "enligt planen" : `${Math.abs(late)} minuter ${late > 0 ? "efter" : "före"} planen`;
  }
  setInterval(tick, 10_000);

  // What other presses and the links of the day lead to takes the place of what is shown. Where it needs files that this page
  // has not, or something else is written that nobody has noted, the browser goes there as without script.
  const day = location.pathname.split("motesdag/")[0], heard = document.createElement("p");
  heard.className = "visually-hidden";
  heard.setAttribute("role", "status");
  document.body.append(heard);
  const address = ({ pathname, search }) => pathname + search;
  let shown = address(location);
  const isOfTheDay = ({ origin, pathname }, isPost = false) => origin === location.origin &&
    (pathname.startsWith(`${day}motesdag/`) || pathname === `${day}${isPost ? "formalia" : "avslut"}/`);
  const files = (page) => [...page.head.querySelectorAll("link[rel=stylesheet], script[src]")].map((file) => file.getAttribute("href") ?? file.getAttribute("src"));
  const hasAll = (page) => files(page).every((file) => files(document).includes(file));
  const mayStay = (form) => !document.getElementById("rich") && unnoted("main form").every((each) => each === form);

  async function go(to, form, sent) {
    const main = document.querySelector("main"), isPost = form?.method === "post", had = document.activeElement;
    main.inert = true;  // what is typed or pressed now would belong to neither page
    await writing()?.save();
    const came = await ask(to, isPost ? { method: "POST", body: sent } : {});
    main.inert = false;
    const { answer, page } = came || {}, isPage = answer?.redirected || !isPost;
    const why = !came ? (isPost ? UNKNOWN : AWAY) : page.body.dataset.reader !== document.body.dataset.reader ? OUT
      : page.querySelector("main") && (isPage || hasAll(page)) ? "" : FAILED;
    if (why) {
      if (form) delete form.dataset.sent;
      say(form ?? main, why);
      return had.focus();
    }
    const at = new URL(answer.url);
    if (isPage && !(isOfTheDay(at) && hasAll(page))) return setTimeout(() => location.assign(at));
    const fresh = page.querySelector("main"), before = writing()?.dataset.at;
    if (isPage && address(at) !== address(location)) history.pushState(null, "", address(at));
    shown = address(location);
    const notices = fresh.querySelector(".messages"), told = [...notices?.children ?? []];
    const focused = fresh.querySelector("[data-focus], [data-refused], [autofocus]");
    notices?.replaceChildren();
    focused?.removeAttribute("autofocus");  // which is for a page that begins
    main.replaceWith(fresh);
    document.title = page.title;
    document.body.className = page.body.className;
    fresh.dispatchEvent(new Event("arrived", { bubbles: true }));
    const isSame = before === writing()?.dataset.at;
    const id = to.hash && fresh.querySelector(to.hash) ? to.hash.slice(1) : isSame && form?.closest("section[id], details[id], #punkt")?.id;
    const place = document.getElementById(id);
    place?.closest("details")?.toggleAttribute("open", true);
    const goesOn = !main.querySelector("[data-goes-on]") && told.some((each) => each.matches(".notice-success")) && fresh.querySelector("[data-goes-on]");
    const focus = focused ?? (goesOn || place || document.getElementById("punkt") || fresh);
    scrollTo({ top: 0, behavior: "instant" });
    focus.focus();
    if (focus === place) place.scrollIntoView({ behavior: "instant" });
    heard.textContent = page.title.split(" · ")[0];
    setTimeout(() => notices?.append(...told));  // a region is heard where it stands before its words
    return answer.ok;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target, isPost = form.method === "post", to = new URL(form.getAttribute("action") ?? "", location.href);
    if (event.defaultPrevented || !form.closest("main") || !isOfTheDay(to, isPost) || !mayStay(form)) return;
    event.preventDefault();
    globalThis.typedText?.renewToken(form);
    const sent = new URLSearchParams(new FormData(form)), { name, value } = event.submitter ?? {};
    if (name) sent.append(name, value);
    if (!isPost) to.search = sent;
    inTurn(() => go(to, form, sent));
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("main a[href]");
    if (!link || event.defaultPrevented || event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!isOfTheDay(link) || address(link) === shown || !mayStay()) return;
    event.preventDefault();
    inTurn(() => go(new URL(link)));
  });

  window.addEventListener("popstate", () => {
    if (address(location) !== shown) inTurn(() => go(new URL(location)));
  });

  // Once an outcome is set, Enter goes on.
  if (!location.hash && document.querySelector(".notice-success")) document.querySelector("[data-goes-on]")?.focus();
})();
