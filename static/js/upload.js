// Files are dropped on the form or chosen, listed, and sent one by one with their progress. What is refused stays in
// the list with its reason; the list of papers on the page is renewed. Without this script the form sends them all.
(() => {
  "use strict";

  const form = document.querySelector("form[data-upload]");
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button:not([type=button])");
  const largest = input.dataset.largest * 1024 * 1024;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  const drop = document.createElement("p");
  let sending = false;

  list.className = "uploads plain";
  status.className = "upload-told";
  status.setAttribute("role", "status");
  drop.className = "upload-drop muted";
  drop.textContent = "Du kan också dra filerna hit.";
  input.after(drop, list);
  button.parentElement.before(status);

  function size(bytes) {
    const unit = bytes < 1e6 ? ["kB", 1e3] : ["MB", 1e6];
    return `${(Math.max(bytes, 100) / unit[1]).toLocaleString("sv-SE", { maximumFractionDigits: 1 })} ${unit[0]}`;
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  const rows = [];  // { file, row, told, bar }

  function add(file) {
    const row = element("li", "", "upload");
    const told = element("span", size(file.size), "document-meta");
    const bar = element("progress");
    const away = element("button", "Ta bort", "btn btn-quiet btn-sm");
    const entry = { file, row, told, bar, away };
    bar.max = 1;
    bar.value = 0;
    bar.hidden = true;
    bar.setAttribute("aria-label", `Så långt har ${file.name} kommit`);
    away.type = "button";
    away.append(element("span", ` ${file.name}`, "visually-hidden"));
    away.addEventListener("click", () => { forget(entry); input.focus(); });
    row.append(element("span", file.name, "upload-name"), told, bar, away);
    list.append(row);
    rows.push(entry);
  }

  function forget(entry) {
    rows.splice(rows.indexOf(entry), 1);
    entry.row.remove();
  }

  function take(files) {
    for (const file of files) {
      const known = rows.some((entry) => entry.file.name === file.name && entry.file.size === file.size);
      if (!known) add(file);
    }
    input.value = "";
    form.querySelectorAll(".is-invalid").forEach((field) => field.classList.remove("is-invalid"));
  }

  input.addEventListener("change", () => take(input.files));
  form.addEventListener("input", () => { delete form.dataset.sent; });
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("is-over");
  });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove("is-over");
    take(event.dataTransfer.files);
  });

  const carries = [];  // what is to be known of the files that were taken

  // Answers with the sentences that say why not; none when the file is taken.
  function send(entry, isAlone) {
    if (entry.file.size > largest) {
      return Promise.resolve([`”${entry.file.name}” är större än ${input.dataset.largest} MB. Dela upp den eller minska bilderna i den.`]);
    }
    const data = new FormData(form);
    data.set(input.name, entry.file);
    if (!isAlone) data.delete("title");
    const request = new XMLHttpRequest();
    const lost = [`”${entry.file.name}” kom inte fram. Kontrollera nätet och försök igen.`];
    return new Promise((answer) => {
      request.upload.addEventListener("progress", (event) => {
        entry.bar.value = event.loaded / event.total;
        entry.told.textContent = event.loaded < event.total ? `${size(event.loaded)} av ${size(event.total)}` : "Granskas …";
      });
      request.addEventListener("load", () => {
        if (request.status !== 200 && request.status !== 422) return answer(lost);
        try {
          const answered = JSON.parse(request.responseText);
          carries.push(...answered.told);
          answer(answered.sentences);
        } catch {
          answer(["Du har blivit utloggad. Logga in i en annan flik och försök igen."]);
        }
      });
      request.addEventListener("error", () => answer(lost));
      request.open("POST", form.getAttribute("action") || location.href);
      request.setRequestHeader("X-Requested-With", "fetch");
      entry.bar.hidden = false;
      request.send(data);
    });
  }

  async function renew() {
    const response = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById(form.dataset.upload);
    if (response.ok && fresh) document.getElementById(form.dataset.upload).replaceWith(fresh);
  }

  async function sendAll() {
    let taken = 0;
    const refused = [];
    const isAlone = rows.length === 1;
    for (const entry of [...rows]) {
      entry.away.hidden = true;
      entry.row.querySelector(".upload-refused")?.remove();
      const sentences = await send(entry, isAlone);
      if (sentences.length) {
        refused.push(...sentences);
        entry.isRefused = true;
        entry.bar.hidden = true;
        entry.away.hidden = false;
        entry.told.textContent = size(entry.file.size);
        entry.row.append(element("p", sentences.join(" "), "upload-refused"));
      } else {
        taken += 1;
        forget(entry);
      }
    }
    if (taken) await renew();
    const told = taken === 1 ? "Handlingen är tillagd." : `${taken} handlingar är tillagda.`;
    status.replaceChildren(taken ? `${told} ` : "", ...carries.splice(0).map((each) => element("span", `${each} `, "upload-carries")));
    if (rows.length) {  // why not is seen beside each file, and said here
      const left = rows.length === 1 ? "En fil togs inte emot." : `${rows.length} filer togs inte emot.`;
      status.append(element("span", left, "upload-left"), element("span", ` ${refused.join(" ")}`, "visually-hidden"));
      rows.find((entry) => entry.isRefused).row.scrollIntoView({ block: "center" });
    }
    if (taken && form.elements.title) form.elements.title.value = "";
    form.dataset.sent = "";  // nothing here is unsaved, says portal.js, until something is written again
  }

  form.addEventListener("submit", async (event) => {
    if (!rows.length) return;  // the portal answers that a file must be chosen
    event.preventDefault();
    event.stopPropagation();
    if (sending) return;
    sending = true;
    button.setAttribute("aria-disabled", "true");
    try { await sendAll(); } finally {
      sending = false;
      button.removeAttribute("aria-disabled");
    }
  });

  // Files that wait in the list are saved nowhere.
  window.addEventListener("beforeunload", (event) => {
    if (rows.some((entry) => !entry.isRefused)) event.preventDefault();
  });
})();
