// Keeps a page's answer in step with its controls: a quick one on few futures at once, then sharper
// ones as they come. Without it every page still works, one request at a time.

const part = document.querySelector("#part");
const controls = document.querySelector("#controls");
const precision = document.querySelector("#precision");
const sharpens = "sharpens" in document.body.dataset;
let source = null; // the stream of sharper answers
let asked = 0; // answers to earlier questions are dropped

function query() {
  const fields = new URLSearchParams();
  const shown = new URLSearchParams(location.search);
  for (const [name, value] of new FormData(controls)) {
    if (value !== "") fields.append(name, value);
  }
  for (const name of ["futures", "seed", "with"]) {
    if (!fields.has(name)) for (const value of shown.getAll(name)) fields.append(name, value);
  }
  return fields;
}

function show(html) {
  part.innerHTML = html;
  part.removeAttribute("aria-busy");
  part.dispatchEvent(new CustomEvent("shown"));
  const told = part.querySelector("[data-futures]");
  if (told) say(`${Number(told.dataset.futures).toLocaleString("en")} futures`);
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
  source.addEventListener("error", () => {
    source.close();
    if (mine === asked) say("The connection was lost; what is shown is the last answer.");
  });
}

async function ask(address, remember) {
  if (source) source.close();
  const mine = ++asked;
  part.setAttribute("aria-busy", "true");
  if (remember) history.pushState(null, "", address);
  const [path, search = ""] = address.split("?");
  try {
    const answer = await fetch(`${path}/part?${search}${search ? "&" : ""}futures=200`);
    const html = await answer.text();
    if (mine !== asked) return;
    if (answer.ok) {
      show(html);
      sharpen();
    } else {
      say("That could not be worked out.");
      part.removeAttribute("aria-busy");
    }
  } catch {
    if (mine === asked) say("The connection was lost; what is shown is the last answer.");
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
    if (clause) clause.classList.add("changed");
    ask(`${location.pathname}?${query()}`, true);
  });
  controls.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(`${location.pathname}?${query()}`, true);
  });
}

addEventListener("popstate", () => location.reload());
document.querySelector("#undo")?.addEventListener("click", () => history.back());
document.querySelector("#redo")?.addEventListener("click", () => history.forward());
document.querySelector("#link")?.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    say("The link is copied.");
  } catch {
    say("Copy the address of this page: it shows this view again.");
  }
});
sharpen();
