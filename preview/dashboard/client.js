// Keeps the dashboard up to date: asks for it again after each change, and replaces the parts that are others.
"use strict";

const shown = new Map();

function parts(root) {
  return [...root.querySelectorAll("[data-live]")];
}

/** Replaces a part, and leaves alone what the user has opened and where the user is. */
function replace(part, html) {
  const open = [...part.querySelectorAll("details[open]")].map(({ id }) => id);
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused !== "") document.getElementById(focused)?.focus();
}

async function update() {
  const response = await fetch("/?live");
  if (!response.ok) return;
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of parts(next)) {
    const current = document.getElementById(part.id);
    if (current === null || shown.get(part.id) === part.innerHTML) continue;
    shown.set(part.id, part.innerHTML);
    replace(current, part.innerHTML);
  }
}

/** Does what a form asks for, and says so if it can't be done. */
async function turn(action, body) {
  let trouble = "";
  try {
    const response = await fetch(action, { method: "POST", body });
    if (!response.ok) trouble = await response.text();
  } catch {
    trouble = "The preview does not answer.";
  }
  document.getElementById("trouble").textContent = trouble;
  if (trouble === "") await update();
}

for (const part of parts(document)) shown.set(part.id, part.innerHTML);

const events = new EventSource("/events");
events.addEventListener("state", () => void update());
// Sites may have come or gone, and each page may be another.
events.addEventListener("reload", () => location.reload());

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  void turn(form.action, body);
});

document.getElementById("search")?.addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase().split(/\s+/);
  for (const site of document.querySelectorAll("[data-search]")) {
    const text = site.dataset.search.toLowerCase();
    site.hidden = !words.every((word) => text.includes(word));
  }
});
