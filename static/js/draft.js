// A draft is saved while it is written, at its form's own address. What could not be sent stays in this browser, under the
// name of the one who wrote it, until it is saved or thrown away; how long, and when it is let go of, stands in portal.js.
// Where data-draft-of names one field the others, as files, go with a button, and are asked about when one leaves.
globalThis.saveWhileWritten = (form) => {
  "use strict";

  const status = document.getElementById("sparat");
  const fields = form.elements;
  const address = new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const key = `draft:${form.dataset.draft}:${address}`;
  const PAUSE = 3000, RETRY = 15000, OURS = ["csrfmiddlewaretoken", "seen", "page"];
  let unsaved = false, stopped = false, waiting, saving;

  const { drop, fill, offer, store, stored } = globalThis.typedText;
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };
  const only = form.dataset.draftOf;
  const typed = () => globalThis.typedText.typed(form, OURS).filter(([name]) => !only || name === only);
  const alike = (some, others) => JSON.stringify(some) === JSON.stringify(others);

  function soon(pause) {
    clearTimeout(waiting);
    waiting = setTimeout(save, pause);
  }

  const renewToken = () => globalThis.typedText.renewToken(form);

  // Answers how it went: "saved", "offline" or "stopped". One save at a time.
  function save() {
    clearTimeout(waiting);
    saving ??= send().finally(() => { saving = null; });
    return saving;
  }

  async function send() {
    if (!unsaved) return "saved";
    if (stopped) return "stopped";
    renewToken();
    const sent = typed();
    let answer, told;
    try {
      answer = await fetch(address, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "X-Requested-With": "fetch" },
        redirect: "manual",
        keepalive: document.hidden,
        signal: AbortSignal.timeout(30_000),
      });
      if (answer.ok) told = await answer.json();
    } catch {
      say("Ingen anslutning. Texten finns kvar i webbläsaren och sparas när nätet är tillbaka.");
      soon(RETRY);
      return "offline";
    }
    if (answer.ok) {
      fields.seen.value = told.seen;
      unsaved = !alike(sent, typed());
      if (unsaved) soon(PAUSE);
      else if (told.complete) drop(key);
      say(told.sentence);
      form.dispatchEvent(new Event("saved", { bubbles: true }));
      return "saved";
    }
    if (answer.status === 409) {
      stopped = true;
      // Where the matter is not there any more the answer is a page, which the button leads to.
      const no = await answer.json().catch(() => null);
      say(no ? `${no.sentence} Tryck på Spara för att se båda texterna.` : "Det går inte att spara här längre. Tryck på Spara för att se varför. Texten följer med.");
    } else {
      const out = answer.status === 401;
      say(`${out ? "Du är utloggad" : "Det gick inte att spara nu"}. Texten finns kvar i webbläsaren. ${out ? "Logga in i en annan flik, så sparas den." : ""}`);
      soon(RETRY);
    }
    return "stopped";
  }

  function changed() {
    unsaved = true;
    store(key, typed());
    soon(PAUSE);
  }

  function offerBack() {
    const copy = stored(key);
    // What the page no longer asks for, as the wording of what has been adopted, cannot be taken back either.
    const known = copy?.typed.filter(([name]) => name in fields);
    if (!copy || alike(known, typed())) return drop(key);
    offer(form, copy.at, () => { fill(form, known, OURS); changed(); save(); }, () => drop(key));
  }

  // So that the server knows this page again, when the answer to its last save was lost on the way.
  const page = document.createElement("input");
  page.type = "hidden";
  page.name = "page";
  page.value = String(Math.random()).slice(2);
  form.append(page);

  let isForButton = false;
  form.addEventListener("input", ({ target }) => {
    if (!only || target.name === only) changed();
    else isForButton = true;
  });
  window.addEventListener("beforeunload", (event) => { if (isForButton && !("sent" in form.dataset)) event.preventDefault(); });
  form.addEventListener("focusout", save);
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", save);

  // A button first saves what is typed, so that nothing is left behind in the browser. Without network it waits.
  form.addEventListener("submit", async (event) => {
    renewToken();
    if (!unsaved || stopped) return;
    event.preventDefault();
    event.stopPropagation();
    const went = await save();
    if (went === "offline") return;
    stopped = went !== "saved";
    unsaved = false;
    form.requestSubmit(event.submitter);
  });
  // The other forms of the page wait for it, so that they say what stands here; but not the one that signs out.
  document.addEventListener("submit", async (event) => {
    if (event.target === form || "always" in event.target.dataset || event.defaultPrevented || !unsaved || stopped) return;
    event.preventDefault();
    event.stopPropagation();
    if (await save() === "offline") return;
    unsaved = false;
    event.target.requestSubmit(event.submitter);
  }, true);
  window.addEventListener("pageshow", (event) => { if (event.persisted && !unsaved) location.reload(); });

  form.save = save;
  offerBack();
  if (!status.textContent) say(status.dataset.begins ?? "Utkastet sparas medan du skriver.");
  // What was typed before this script had come.
  if ([...fields].some((field) => field.value !== (field.defaultValue ?? field.value))) { changed(); save(); }
};
document.querySelectorAll("form[data-draft]").forEach(globalThis.saveWhileWritten);
document.addEventListener("arrived", ({ target }) => target.querySelectorAll("form[data-draft]").forEach(globalThis.saveWhileWritten));  // by sitting.js
