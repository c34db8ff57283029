/* Small helps on top of pages that work without script. No inline script anywhere (strict CSP). */
"use strict";

// Forms marked data-autosave save themselves as a draft while one writes; "Sparat 14.32" stands beside the heading.
document.querySelectorAll("form[data-autosave]").forEach((form) => {
  const status = document.getElementById(form.dataset.status);
  let timer = null, running = false, again = false;
  const save = async () => {
    if (running) { again = true; return; }
    running = true;
    const body = new FormData(form);
    body.set("autosave", "1");
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Autosave": "1" } });
      status.textContent = answer.ok ? await answer.text() : status.dataset.failed;
    } catch (error) {
      status.textContent = status.dataset.failed;
    }
    running = false;
    if (again) { again = false; save(); }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(save, 800); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
});

// Lists of choices with a filter send it when it changes; without script there is a button.
document.querySelectorAll("form[data-at-once]").forEach((form) => {
  form.addEventListener("change", () => form.requestSubmit());
});

// An act is sent once, also by a double click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post" && !form.hasAttribute("data-many")) {
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  }
});
