/* Passkeys: buttons that need script are shown by it, and a key that does not answer is told of in words. */
"use strict";

document.querySelectorAll("[data-needs-script]").forEach((button) => { button.hidden = !window.PublicKeyCredential; });
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.getElementById("key_failed");
  if (note) note.hidden = false;
});
