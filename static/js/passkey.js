// Starts allauth's passkey script on the one button of the page that asks for it, and tells when it did not go through.
// What needs a passkey is hidden until the browser proves that it has them.
(() => {
  "use strict";

  const button = document.querySelector("[data-passkey]");
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("[data-needs-passkey]").forEach((part) => { part.hidden = false; });
  document.querySelectorAll("[data-lacks-passkey]").forEach((part) => { part.hidden = true; });
  window.allauth.webauthn.forms[`${button.dataset.passkey}Form`]({
    ids: {
      login: "passkey",
      authenticate: "passkey",
      add: "passkey",
      credential: "id_credential",
      passwordless: "id_passwordless",
      data: "passkey-options",
    },
  });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("passkey-note").textContent = "Nyckeln kunde inte användas. Försök igen eller välj ett annat sätt.";
  });
})();
