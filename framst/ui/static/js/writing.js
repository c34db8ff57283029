/* Writing a section: saves itself, shows how it prints, inserts figures. The page works without this. */
"use strict";

document.querySelectorAll("form[data-writing]").forEach((form) => {
  const body = form.elements.body, version = form.elements.version;
  const status = document.getElementById("saved"), aside = document.getElementById("aside");
  let timer = null, running = false, again = false, stopped = form.querySelector("[type=submit]").disabled;
  const save = async () => {
    if (stopped) return;
    if (running) { again = true; return; }
    running = true;
    const data = new FormData(form);
    data.set("autosave", "1");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: data });
      if (answer.ok && answer.headers.has("X-Version")) {
        version.value = answer.headers.get("X-Version");
        status.textContent = `${status.dataset.saved} ${answer.headers.get("X-Saved")}`;
        aside.innerHTML = await answer.text();
      } else if (answer.status === 409) {
        stopped = true; // somebody else has saved: the next step is a person's
        status.textContent = await answer.text();
      } else {
        status.textContent = status.dataset.failed;
      }
    } catch (error) {
      status.textContent = status.dataset.failed;
    }
    running = false;
    if (again) { again = false; save(); }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(save, 900); };
  body.addEventListener("input", soon);
  form.addEventListener("submit", () => { stopped = true; clearTimeout(timer); });

  document.querySelectorAll("[data-without-script]").forEach((text) => { text.hidden = true; });
  document.querySelectorAll("button[data-insert]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      body.setRangeText(button.dataset.insert, body.selectionStart, body.selectionEnd, "end");
      body.focus();
      soon();
    });
  });
});

// While the files of a paper are made, the page asks now and then, and shows when they are there.
document.querySelectorAll("[data-reload]").forEach(() => {
  const look = async () => {
    try {
      const answer = await fetch(location.href);
      if (answer.ok && !(await answer.text()).includes("data-reload")) { location.reload(); return; }
    } catch (error) { /* the link is still there */ }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1500);
});
