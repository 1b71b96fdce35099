// Looks again, every other second, for answers that are being worked out behind the page. Without
// it the page says so, and loading it again shows them.

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
    const found = document.createElement("div");
    found.innerHTML = html;
    const still = [...found.querySelectorAll("[data-waiting]")].map((e) => e.id).join();
    const shown = [...part.querySelectorAll("[data-waiting]")];
    if (still === shown.map((e) => e.id).join()) {
      // Only how far it is has changed: whoever is reading the rest is not disturbed.
      for (const e of shown) {
        const now = found.querySelector(`#${CSS.escape(e.id)}`).textContent;
        if (e.textContent !== now) e.textContent = now;
      }
    } else {
      part.innerHTML = html;
      part.dispatchEvent(new CustomEvent("shown"));
      const told = part.querySelector("[data-futures]");
      if (told && precision) {
        precision.textContent = `${Number(told.dataset.futures).toLocaleString("en")} futures`;
      }
    }
  } catch {
    // The connection was lost: it is tried again.
  }
  later();
}

part.addEventListener("shown", later);
addEventListener("pagehide", () => clearTimeout(timer));
later();
