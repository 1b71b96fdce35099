// Looks again, every other second, for answers that are being worked out behind the page. Without
// it the page says so, and loading it again shows them.

import { renew } from "./result.js";

const part = document.querySelector("#part");
const precision = document.querySelector("#precision");
let timer = 0;

function later() {
  clearTimeout(timer);
  if (part.querySelector("[data-waiting]")) timer = setTimeout(look, 1500);
}

async function look() {
  const asked = location.href;
  try {
    const answer = await fetch(`${location.pathname}/part${location.search}`);
    const html = await answer.text();
    if (!answer.ok || location.href !== asked || part.hasAttribute("aria-busy")) return later();
    renew(part, html);
    part.dispatchEvent(new CustomEvent("shown"));
    const told = part.querySelector("[data-futures]");
    const said = told ? `${Number(told.dataset.futures).toLocaleString("en")} futures` : "";
    if (said && precision && precision.textContent !== said) precision.textContent = said;
  } catch {
    // The connection was lost: it is tried again.
  }
  later();
}

part.addEventListener("shown", later);
addEventListener("pagehide", () => clearTimeout(timer));
later();
