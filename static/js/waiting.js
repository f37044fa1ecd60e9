/* A page that waits for a file: asks its own address again, shows how far it has come, and opens what comes instead. */
const place = document.querySelector("[data-until-made]");
const made = document.querySelector("[data-when-made]");

async function ask() {
  const stop = new AbortController();
  try {
    const answer = await fetch(location.href, { signal: stop.signal, cache: "no-store" });
    if (answer.status !== 202) {
      stop.abort();
      place.hidden = true;
      made.hidden = false;
      location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.querySelector("[data-until-made]").childNodes);
  } catch { /* without network: asked again */ }
  setTimeout(ask, 2000);
}

setTimeout(ask, 1000);
