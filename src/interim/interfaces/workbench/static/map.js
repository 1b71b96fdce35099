// Lets cells be chosen on the lower map, by pointer or by keyboard: one cell is a stop on the way,
// arrows lead to its neighbours, Enter or Space takes it in or out. Without it their names can be
// written into the field, and zones and parts of regions be chosen from the list.

const field = document.querySelector("#cells");
const part = document.querySelector("#part");
const status = document.querySelector("#precision");
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let current = ""; // the cell that is a stop on the way

function toggle(cell) {
  const names = new Set(field.value.split(/[\s,]+/).filter(Boolean));
  if (!names.delete(cell)) names.add(cell);
  field.value = [...names].join(",");
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function middle(group) {
  const box = group.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

// The nearest cell in a direction; what lies aside counts as further.
function neighbour(group, [right, down]) {
  const [x, y] = middle(group);
  let [found, least] = [null, Infinity];
  for (const other of part.querySelectorAll("[data-cell]")) {
    const [a, b] = middle(other);
    const along = (a - x) * right + (b - y) * down;
    const aside = Math.abs((a - x) * down) + Math.abs((b - y) * right);
    const far = along + 2 * aside;
    if (along > 1 && far < least) [found, least] = [other, far];
  }
  return found;
}

function stop(group) {
  for (const before of part.querySelectorAll("[data-cell][tabindex]")) {
    if (before === group) continue;
    for (const name of ["tabindex", "role", "aria-label", "aria-pressed"]) before.removeAttribute(name);
  }
  current = group.dataset.cell;
  group.setAttribute("tabindex", "0");
  group.setAttribute("role", "button");
  group.setAttribute("aria-label", group.dataset.who);
  group.setAttribute("aria-pressed", "in" in group.dataset);
}

function ready() {
  const drawing = part.querySelector("figure.cells svg");
  const groups = [...(drawing?.querySelectorAll("[data-cell]") ?? [])];
  if (!groups.length) return;
  drawing.setAttribute("role", "group");
  const focused = document.activeElement?.closest?.("[data-cell]");
  const known = (cell) => groups.find((group) => group.dataset.cell === cell);
  const group =
    known(current) ?? groups.find((other) => "in" in other.dataset) ?? groups[groups.length >> 1];
  stop(group);
  if (focused) group.focus({ preventScroll: true });
}

part.addEventListener("click", (event) => {
  const group = event.target.closest("[data-cell]");
  if (!group) return;
  stop(group);
  toggle(group.dataset.cell);
});

part.addEventListener("keydown", (event) => {
  const group = event.target.closest?.("[data-cell]");
  if (!group || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    status.textContent = `${group.dataset.who}: ${"in" in group.dataset ? "taken out" : "added"}`;
    toggle(group.dataset.cell);
  } else if (event.key in WAYS) {
    event.preventDefault();
    const next = neighbour(group, WAYS[event.key]);
    if (!next) return;
    stop(next);
    next.focus();
  }
});

part.addEventListener("shown", ready);
ready();
