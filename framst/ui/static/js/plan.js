/* Writing a plan: saves itself, and keeps what the server has not confirmed in the browser. Works without this. */
"use strict";

document.querySelectorAll("form[data-plan]").forEach((form) => {
  const status = document.getElementById("saved"), key = `framst-plan-${form.dataset.plan}`;
  let timer = null, running = false, again = false, leaving = false;
  const written = () => [...new FormData(form)].filter(([name]) => name.startsWith("q-"));
  // With the marks of what the page showed: put back later, the server still tells what another has written since.
  const all = () => [...new FormData(form)].filter(([name]) => name.startsWith("q-") || name.startsWith("seen-"));
  const hold = () => { try { localStorage.setItem(key, JSON.stringify(all())); } catch (error) { /* no room: the server has the rest */ } };
  const held = () => { try { return JSON.parse(localStorage.getItem(key)); } catch (error) { return null; } };
  const save = async () => {
    if (running) { again = true; return; }
    running = true;
    const before = JSON.stringify(written());
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
      const plain = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (plain) {
        const told = await answer.json();
        status.textContent = told.said;
        if (answer.ok) {
          // A place where another wrote too keeps its old mark, so that what one goes on writing stands beside.
          Object.entries(told.marks).forEach(([place, mark]) => {
            const seen = form.elements[`seen-${place}`];
            if (seen && !told.beside.includes(place)) seen.value = mark;
          });
          if (before === JSON.stringify(written())) {
            localStorage.removeItem(key);
            if (leaving) { form.submit(); return; }
          }
        }
      } else {
        status.textContent = answer.status === 401 || answer.redirected ? status.dataset.out : status.dataset.failed;
      }
      if (answer.status >= 500) later();
    } catch (error) {
      status.textContent = status.dataset.failed;
      later();
    }
    running = false;
    if (again) { again = false; save(); }
  };
  // The button goes on when the server has what is written; until then one stays here, with one's words.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leaving = true;
    clearTimeout(timer);
    save();
  });
  const soon = () => { clearTimeout(timer); timer = setTimeout(save, 800); };
  const later = () => { clearTimeout(timer); timer = setTimeout(save, 5000); };
  form.addEventListener("input", () => { leaving = false; hold(); soon(); });
  form.addEventListener("change", () => { hold(); if (!leaving) soon(); });
  window.addEventListener("online", soon);

  // What was not confirmed when the page went away: put back, and saved.
  const kept = held();
  const mine = kept && kept.filter(([name]) => name.startsWith("q-"));
  if (kept && JSON.stringify(mine) !== JSON.stringify(written())) {
    const values = new Map();
    kept.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    [...form.elements].filter((field) => field.name.startsWith("q-")).forEach((field) => {
      const given = values.get(field.name) || [];
      if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
      else field.value = given[0] || "";
    });
    kept.filter(([name]) => name.startsWith("seen-")).forEach(([name, mark]) => {
      if (form.elements[name]) form.elements[name].value = mark;
    });
    status.textContent = status.dataset.restored;
    soon();
  } else if (kept) localStorage.removeItem(key);
});
