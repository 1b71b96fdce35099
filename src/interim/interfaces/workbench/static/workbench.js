// Keeps a page's answer in step with its controls: a quick one on few futures at once, then sharper
// ones as they come. Without it every page still works, one request at a time.

import { renew } from "./result.js";

const LOST = "The connection was lost; what is shown is the last answer.";

const part = document.querySelector("#part");
const controls = document.querySelector("#controls");
const precision = document.querySelector("#precision");
const sharpens = "sharpens" in document.body.dataset;
let source = null; // the stream of sharper answers
let asked = 0; // answers to earlier questions are dropped

function query() {
  const fields = new URLSearchParams();
  const shown = new URLSearchParams(location.search);
  const same = new Set(); // clauses as in the plan that the draft starts from need no mention
  for (const select of controls.querySelectorAll("select[data-base]")) {
    if (select.value === select.dataset.base) same.add(select.value);
  }
  for (const [name, value] of new FormData(controls)) {
    if (value !== "" && !(name === "change" && same.has(value))) fields.append(name, value);
  }
  for (const name of ["plan", "change", "lens", "set", "futures", "seed", "with"]) {
    // What the page has no field for stays as it is.
    const own = name !== "with" && controls.elements[name];
    if (!own && !fields.has(name)) for (const value of shown.getAll(name)) fields.append(name, value);
  }
  return fields;
}

function show(html) {
  renew(part, html);
  part.removeAttribute("aria-busy");
  part.dispatchEvent(new CustomEvent("shown"));
  const told = part.querySelector("[data-futures]");
  if (told) say(`${Number(told.dataset.futures).toLocaleString("en")} futures`);
}

// Why an answer could not be given, above the last one.
function refuse(html) {
  const reasons = new DOMParser().parseFromString(html, "text/html").querySelectorAll("main li");
  const box = document.createElement("div");
  box.className = "blocked";
  box.setAttribute("role", "alert");
  const head = document.createElement("p");
  head.textContent = "This could not be worked out; what follows is the last answer.";
  const list = document.createElement("ul");
  for (const reason of reasons) {
    const item = document.createElement("li");
    item.textContent = reason.textContent;
    list.append(item);
  }
  box.append(head, list);
  part.querySelector(":scope > .blocked[role=alert]")?.remove();
  part.prepend(box);
}

function say(text) {
  precision.textContent = text;
}

function sharpen() {
  if (source) source.close();
  if (!sharpens) return;
  const mine = ++asked;
  source = new EventSource(`${location.pathname}/sharpening${location.search}`);
  source.addEventListener("part", (event) => {
    if (mine !== asked) return;
    const found = JSON.parse(event.data);
    show(found.html);
    say(`${found.futures.toLocaleString("en")} futures; sharpening`);
  });
  source.addEventListener("done", () => {
    source.close();
    if (mine === asked) say(precision.textContent.replace("; sharpening", ""));
  });
  source.addEventListener("failed", (event) => {
    source.close();
    if (mine === asked) say(JSON.parse(event.data).message);
  });
  source.addEventListener("error", () => {
    source.close();
    if (mine === asked) say(LOST);
  });
}

async function ask(address) {
  if (source) source.close();
  const mine = ++asked;
  part.setAttribute("aria-busy", "true");
  remember(address);
  const [path, search = ""] = address.split("?");
  try {
    const answer = await fetch(`${path}/part?${search}${search ? "&" : ""}first=yes`);
    const html = await answer.text();
    if (mine !== asked) return;
    if (answer.ok) {
      show(html);
      sharpen();
    } else {
      say(
        answer.status === 429
          ? "Many answers are being worked out at the moment: try again in a moment."
          : "That could not be worked out.",
      );
      if (answer.status === 422 || answer.status === 400) refuse(html);
      part.removeAttribute("aria-busy");
    }
  } catch {
    if (mine === asked) say(LOST);
  }
}

if (controls) {
  controls.addEventListener("change", (event) => {
    if (event.target.matches("[data-reload]") || event.target.id === "plan") {
      const fields = query();
      if (event.target.id === "plan") fields.delete("change");
      location.assign(`${location.pathname}?${fields}`);
      return;
    }
    const clause = event.target.closest(".clause");
    if (clause) clause.classList.toggle("changed", event.target.value !== event.target.dataset.base);
    ask(`${location.pathname}?${query()}`);
  });
  controls.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(`${location.pathname}?${query()}`);
  });
}

// Forms that save lead back to what is shown now, not to what was shown when the page came.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("back" in form.dataset) form.elements.back.value = location.pathname + location.search;
});

// The browser's history holds the views; each is numbered in this tab, so that undo does not lead
// out of the workbench and redo knows whether there is anything to come.
const undo = document.querySelector("#undo");
const redo = document.querySelector("#redo");
const stored = (name) => Number(sessionStorage.getItem(name) ?? -1);
let viewed = location.pathname + location.search; // the view on the page

function place() {
  if (typeof history.state?.view !== "number") {
    const view = stored("view") + 1;
    history.replaceState({ view }, "");
    sessionStorage.setItem("last", view);
  }
  const { view } = history.state;
  sessionStorage.setItem("view", view);
  undo.disabled = view <= 0;
  redo.disabled = view >= stored("last");
}

function remember(address) {
  history.pushState(null, "", address);
  viewed = location.pathname + location.search;
  place();
}

addEventListener("pageshow", place);
addEventListener("popstate", () => {
  if (location.pathname + location.search !== viewed) return location.reload();
  // A link within the page, as the one past the rail, leads to the same view.
  if (!history.state) history.replaceState({ view: stored("view") }, "");
});

// The page is loaded anew: whoever pressed the button can press it again.
const pressed = sessionStorage.getItem("pressed");
sessionStorage.removeItem("pressed");
function step(button, go) {
  if (button.disabled) return;
  sessionStorage.setItem("pressed", button.id);
  go();
}
undo.addEventListener("click", () => step(undo, () => history.back()));
redo.addEventListener("click", () => step(redo, () => history.forward()));
addEventListener("keydown", (event) => {
  const writes = event.target.closest?.("textarea, input:not([type=checkbox], [type=radio], [type=range])");
  if (writes || event.altKey || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  const button = key === "y" || (key === "z" && event.shiftKey) ? redo : key === "z" ? undo : null;
  if (!button) return;
  event.preventDefault();
  button.click();
});
if (pressed) {
  place();
  const there = [document.querySelector(`#${CSS.escape(pressed)}`), undo, redo];
  there.find((button) => button && !button.disabled)?.focus();
}

// Settings say what is shown now, which may have changed since the page came.
const settings = document.querySelector("form[data-settings]");
settings?.closest("details").addEventListener("toggle", () => {
  const shown = new URLSearchParams(location.search);
  const lens = settings.elements.lens;
  if (lens) lens.value = shown.get("lens") ?? "";
});
settings?.addEventListener("submit", (event) => {
  if (event.submitter?.formMethod === "post") return;
  event.preventDefault();
  const shown = new URLSearchParams(location.search);
  for (const name of ["lens", "futures", "seed", "set"]) shown.delete(name);
  for (const [name, value] of new FormData(settings)) {
    if (["lens", "futures", "seed", "set"].includes(name) && value) shown.append(name, value);
  }
  location.assign(`${location.pathname}?${shown}`);
});
document.querySelector("#link")?.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    say("The link is copied.");
  } catch {
    say("Copy the address of this page: it shows this view again.");
  }
});
sharpen();
