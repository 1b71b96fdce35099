// Lets cells be chosen on the lower map. Without it their names can be written into the field, and
// zones and parts of regions be chosen from the list.

const field = document.querySelector("#cells");
const part = document.querySelector("#part");

part.addEventListener("click", (event) => {
  const cell = event.target.closest("[data-cell]")?.dataset.cell;
  if (!cell) return;
  const names = new Set(field.value.split(/[\s,]+/).filter(Boolean));
  if (!names.delete(cell)) names.add(cell);
  field.value = [...names].join(",");
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
