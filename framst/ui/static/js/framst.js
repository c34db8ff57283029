/* Small helps on top of pages that work without script. No inline script anywhere (strict CSP). */
"use strict";

// Forms marked data-autosave save themselves as a draft while one writes; "Sparat 14.32" stands beside the heading.
// With data-begins the first save makes the draft, and its answer says where to save from then on. The field that is
// named there gives the draft its address, so it is saved when it has been left and not in the middle of a word.
document.querySelectorAll("form[data-autosave]").forEach((form) => {
  const status = document.getElementById(form.dataset.status);
  let timer = null, running = false, again = false, begins = form.dataset.begins, submitter = null;
  const save = async () => {
    if (running) { again = true; return; }
    running = true;
    const body = new FormData(form);
    body.set("autosave", "1");
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Autosave": "1" } });
      const plain = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
      status.textContent = plain ? await answer.text() : status.dataset.failed;
      const address = answer.headers.get("X-Address");
      if (address) {
        form.dataset.autosave = form.action = address;
        history.replaceState(null, "", address);
        begins = null;
      }
    } catch (error) {
      status.textContent = status.dataset.failed;
    }
    running = false;
    if (submitter) { form.requestSubmit(submitter); return; }
    if (again) { again = false; save(); }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(save, 800); };
  form.addEventListener("input", (event) => { if (!begins || event.target.name !== begins) soon(); });
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (running && begins) { // the draft is being made: send the form when it has its address
      event.preventDefault();
      event.stopPropagation();
      submitter = event.submitter;
    }
  });
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

// Follow-up questions: a fieldset with data-when is shown when all its conditions hold. Hidden, it is disabled, so
// that nothing in it is sent. Without script they come forth when the page has been saved.
document.querySelectorAll("form").forEach((form) => {
  const parts = [...form.querySelectorAll("fieldset[data-when]")];
  if (!parts.length) return;
  const settle = () => parts.forEach((part) => {
    const holds = JSON.parse(part.dataset.when).every((condition) =>
      [...form.querySelectorAll(`[name="${CSS.escape(condition.name)}"]:checked:not(:disabled)`)]
        .some((input) => condition.any.includes(input.value)));
    part.hidden = part.disabled = !holds;
  });
  form.addEventListener("change", settle);
  settle();
});

// Coding of free text: what is selected in the text goes with the form. Counted in characters, as the server does
// (a script's own offsets count an emoji as two). Without script one chooses sentences.
{
  const text = document.getElementById("codable"), said = document.getElementById("chosen");
  const start = document.getElementById("chosen-start"), end = document.getElementById("chosen-end");
  if (text && said && start && end) {
    const characters = (part) => Array.from(part).length;
    const choose = () => {
      const selection = document.getSelection();
      if (!selection.rangeCount || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
      const range = selection.getRangeAt(0), before = document.createRange();
      before.setStart(text, 0);
      before.setEnd(range.startContainer, range.startOffset);
      const from = characters(before.toString()), chosen = range.toString();
      start.value = chosen.trim() ? from : "";
      end.value = chosen.trim() ? from + characters(chosen) : "";
      said.textContent = chosen.trim() ? `${said.dataset.words} ”${chosen.trim()}”` : said.dataset.none;
    };
    document.addEventListener("selectionchange", choose);
  }
}
