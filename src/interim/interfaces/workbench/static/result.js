// Puts a new answer in the place of the one that is shown, and leaves a reader where they are: what
// has the keyboard keeps it, and what was opened or scrolled stays so.

import { Idiomorph } from "./idiomorph/idiomorph.esm.js";

const REACHED = "a[href], button, input, select, textarea, summary, [tabindex]";

// What an element is to a reader, whatever stands before it.
function told(element) {
  const words = element.getAttribute("aria-label") ?? element.textContent;
  return `${element.tagName} ${words.replace(/[\d.,%±()\s-]+/g, " ").trim()}`;
}

// Regions and details are recognised by what they say, also when others come before them.
function name(root) {
  const taken = new Set();
  for (const element of root.querySelectorAll("[role=region], details")) {
    const label = told(element.querySelector(":scope > summary") ?? element);
    if (element.id && !element.dataset.known) continue;
    let id = `part-${label.replace(/[^\p{L}]+/gu, "-").toLowerCase()}`;
    while (taken.has(id)) id += "-";
    taken.add(id);
    element.id = id;
    element.dataset.known = "";
  }
}

const callbacks = {
  // A reader opens and closes; a new answer does not.
  beforeAttributeUpdated: (attribute, element) =>
    !(attribute === "open" && element.tagName === "DETAILS"),
  // A drawing has thousands of marks and no state: it is kept or replaced as a whole.
  beforeNodeMorphed: (now, next) => {
    if (now.nodeName !== "svg") return true;
    if (!now.isEqualNode(next)) {
      for (const { name } of [...now.attributes]) now.removeAttribute(name);
      for (const { name, value } of next.attributes) now.setAttribute(name, value);
      now.replaceChildren(...[...next.childNodes].map((child) => child.cloneNode(true)));
    }
    return false;
  },
};

export function renew(part, html) {
  const next = document.createElement("template");
  next.innerHTML = html;
  name(part);
  name(next.content);
  const at = part.contains(document.activeElement) ? document.activeElement : null;
  const [words, before] = at ? [told(at), at.getBoundingClientRect().top] : ["", 0];
  const cell = at?.dataset.cell; // a mark of a drawing, which is replaced as a whole
  const place = at ? [...part.querySelectorAll(REACHED)].indexOf(at) : -1;
  Idiomorph.morph(part, [...next.content.childNodes], {
    morphStyle: "innerHTML",
    ignoreActiveValue: true,
    callbacks,
  });
  if (!at) return;
  let now = document.activeElement;
  if (!part.contains(now)) {
    // It is gone: whatever says the same has the keyboard, else what stands in its place.
    const all = [...part.querySelectorAll(REACHED)];
    const mark = cell && part.querySelector(`[data-cell="${CSS.escape(cell)}"]`);
    mark?.setAttribute("tabindex", "0");
    now =
      mark ||
      (all.find((element) => told(element) === words) ?? all[Math.min(place, all.length - 1)]);
    if (!now) {
      part.tabIndex = -1;
      now = part;
    }
    now.focus({ preventScroll: true });
  }
  scrollBy(0, now.getBoundingClientRect().top - before);
}
