// Asks whether this device is the reader's own and may keep what is opened, for reading without network; and takes it back.
(() => {
  "use strict";

  const choice = document.querySelector("[data-worker]");
  if (!choice || !navigator.serviceWorker || !window.caches) return;
  const [off, on] = [choice.querySelector("[data-off]"), choice.querySelector("[data-on]")];
  const status = choice.querySelector("[role=status]");

  async function show() {
    const isKeeping = Boolean(await caches.match("/utan-nat/agare"));
    choice.hidden = false;
    on.hidden = !isKeeping;
    off.hidden = isKeeping;
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
    status.textContent = went === "done" ? "Det du öppnar från och med nu går att läsa utan nät." : "Det gick inte att spara på den här enheten.";
    await show();
  });

  on.querySelector("button").addEventListener("click", async () => {
    await ask({});
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
    status.textContent = "Allt som var sparat på den här enheten är borttaget.";
    await show();
  });

  show();
})();
