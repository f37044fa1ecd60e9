// Asks whether this device is the reader's own and may keep what is opened, for reading without network; and takes it back.
(() => {
  "use strict";

  const choice = document.querySelector("[data-worker]");
  if (!choice || !navigator.serviceWorker || !window.caches) return;
  const [off, on] = [choice.querySelector("[data-off]"), choice.querySelector("[data-on]")];
  const status = choice.querySelector("[role=status]");
  const WENT = {
    done: "Det du öppnar från och med nu går att läsa utan nät.",
    out: "Du är utloggad. Logga in igen, och välj sedan att spara på den här enheten.",
    full: "Enheten är full, så inget kan sparas på den. Frigör utrymme och försök igen.",
    failed: "Det gick inte att spara på den här enheten. Försök igen när nätet är stadigt.",
  };

  async function show() {
    const isKeeping = Boolean(await caches.match("/utan-nat/agare"));
    choice.hidden = false;
    on.hidden = !isKeeping;
    off.hidden = isKeeping;
    if (isKeeping && !await caches.match("/utan-nat/plats"))
      status.textContent = "Enheten är full: det du öppnade senast kunde inte sparas. Frigör utrymme och öppna det igen.";
  }

  async function ask(message) {
    await navigator.serviceWorker.register(choice.dataset.worker);
    const { active } = await navigator.serviceWorker.ready;
    const channel = new MessageChannel();
    const answer = new Promise((resolve) => { channel.port1.onmessage = (event) => resolve(event.data); });
    active.postMessage(message, [channel.port2]);
    return answer;
  }

  off.querySelector("button").addEventListener("click", async () => {
    status.textContent = "Förbereder …";
    const went = await ask({ keepFor: choice.dataset.reader }).catch(() => "failed");
    await show();
    status.textContent = WENT[went] ?? WENT.failed;
  });

  on.querySelector("button").addEventListener("click", async () => {
    await ask({});
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
    status.textContent = "Allt som var sparat på den här enheten är borttaget.";
    await show();
  });

  show();
})();
