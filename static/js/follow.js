// Follows where the meeting is: asks a small part of the page, with the mark of what is shown, and puts it in where it is
// another. Not while nobody looks, and less often while the portal does not answer.
(() => {
  "use strict";

  const PAUSE = 1800, LONGEST = 30_000;
  const place = document.querySelector("[data-follow]");
  if (!place) return;
  const told = document.querySelector("[data-follow-told]");
  let mark = `"${place.dataset.mark}"`, wait = PAUSE, next;

  const say = (text) => { if (told && told.textContent !== text) told.textContent = text; };
  function soon() {
    clearTimeout(next);
    if (!document.hidden) next = setTimeout(ask, wait);
  }

  async function ask() {
    let answer = null;
    try {
      answer = await fetch(place.dataset.follow, { headers: { "If-None-Match": mark }, cache: "no-store", redirect: "error" });
    } catch { /* no network: asked again below */ }
    if (answer && [401, 403, 404].includes(answer.status)) return say("Skärmen är stängd.");
    const well = answer && (answer.ok || answer.status === 304);
    wait = well ? PAUSE : Math.min(2 * wait, LONGEST);
    say(well ? "" : "Ingen anslutning just nu.");
    if (answer?.ok) {
      mark = answer.headers.get("ETag") ?? mark;
      const now = await answer.json(), parsed = new DOMParser().parseFromString(now.html, "text/html");
      place.replaceChildren(...parsed.body.childNodes);
      if (!now.goes_on) return;
    }
    soon();
  }

  document.addEventListener("visibilitychange", () => { wait = PAUSE; if (document.hidden) clearTimeout(next); else ask(); });
  soon();
})();
