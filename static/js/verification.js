// The checksum of a chosen or dropped file is computed here, and the portal asked about that alone: the file stays where
// it is. Without this script, or where the browser cannot compute it (only over https), the form sends the file.
(() => {
  "use strict";

  const form = document.querySelector("form[data-verification]");
  const input = form.querySelector("input[type=file]");
  const answer = document.querySelector("[data-answer]");
  if (!globalThis.crypto?.subtle) return;

  form.querySelector("[data-unsent]").hidden = false;

  async function ask() {
    const [file] = input.files;
    if (!file) return;
    answer.textContent = "Räknar ut filens kontrollsumma …";
    try {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      const sum = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const page = await fetch(`${form.getAttribute("action")}?sha256=${sum}`);
      const said = new DOMParser().parseFromString(await page.text(), "text/html");
      answer.replaceChildren(...said.querySelector("[data-answer]").childNodes);
    } catch {
      answer.textContent = "Portalen gick inte att fråga. Försök igen om en stund.";
    }
  }

  input.addEventListener("change", ask);
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    ask();
  });
})();
