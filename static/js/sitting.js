// The meeting day. A press in the roll call is sent by itself, and the table comes back as it now is; the keys P, D and F
// answer for the seat that has the focus, and the arrows go between seats. Without script each press loads the page anew.
(() => {
  "use strict";

  const KEYS = { p: "on_site", d: "remote", f: "excused" };
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const LOST = "Ingen anslutning. Det du nyss tryckte är inte antecknat. Försök igen när nätet är tillbaka.";
  let last = Promise.resolve();

  // One press at a time: each is sent with what the table says once the one before it is noted.
  function press(form, answers) {
    const id = form.querySelector("[data-seat]")?.id;
    last = last.then(() => send(id ? document.getElementById(id)?.form ?? form : form, answers));
  }

  async function send(form, answers) {
    const sent = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(answers)) sent.set(name, value);
    globalThis.typedText?.renewToken(form);
    if (form.elements.csrfmiddlewaretoken) sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let answer;
    try {
      answer = await fetch(form.getAttribute("action"), { method: "POST", body: sent, headers: { "X-Requested-With": "fetch" }, redirect: "manual" });
    } catch {
      return tell(LOST);
    }
    if (!answer.ok && answer.status !== 409) return tell(answer.type === "opaqueredirect" ? "Du är utloggad. Logga in i en annan flik och tryck igen." : "Det gick inte att anteckna. Ladda om sidan.");
    const table = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-roll]");
    if (!table) return tell("Det gick inte att anteckna. Ladda om sidan.");
    const focused = document.activeElement.id, away = document.activeElement.closest?.("[data-roll]");
    document.querySelector("[data-roll]").replaceWith(table);
    if (away) (document.getElementById(focused) ?? table.querySelector("[data-seat]"))?.focus();
  }

  function tell(sentence) {
    const table = document.querySelector("[data-roll]");
    const note = table.querySelector(".notice") ?? document.createElement("p");
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
    if (!form.closest("[data-roll]")) return;
    event.preventDefault();
    event.stopPropagation();
    const { name, value } = event.submitter ?? {};
    press(form, name ? { [name]: value } : {});
  }, true);

  document.addEventListener("keydown", (event) => {
    const seat = event.target.closest?.("[data-seat]");
    if (!seat || event.altKey || event.ctrlKey || event.metaKey) return;
    const status = KEYS[event.key.toLowerCase()];
    if (status) press(seat.form, { status });
    else if (event.key in STEPS) neighbour(seat, STEPS[event.key])?.focus();
    else return;
    event.preventDefault();
  });
})();
