// Turns the row of phases into a slider with a text that says the phase. The row stays in the form:
// what it says is what is asked for, and without scripts it is all there is.

const row = document.querySelector(".phases div");
const phases = [...(row?.querySelectorAll("input[type=radio]") ?? [])];
const title = (phase) => phase.labels[0].textContent.trim();

if (phases.length > 1) {
  const slider = Object.assign(document.createElement("input"), {
    type: "range", id: "phase", min: 0, max: phases.length - 1, step: 1,
  });
  const ticks = Object.assign(document.createElement("datalist"), { id: "phase-ticks" });
  phases.forEach((phase, at) => ticks.append(new Option(title(phase), at)));
  slider.setAttribute("list", ticks.id);
  slider.setAttribute("aria-label", "When");
  const told = document.createElement("span");
  // The slider says it itself to those who hear the page.
  told.setAttribute("aria-hidden", "true");
  const tell = () => {
    const phase = phases[slider.value];
    slider.setAttribute("aria-valuetext", title(phase));
    told.textContent = `${title(phase)} (${Number(slider.value) + 1} of ${phases.length})`;
  };
  slider.value = phases.findIndex((phase) => phase.checked);
  // The form asks anew at the change that follows, with the phase that is chosen by then.
  slider.addEventListener("input", () => {
    phases[slider.value].checked = true;
    tell();
  });
  tell();
  const place = document.createElement("p");
  place.append(slider, ticks, told);
  row.before(place);
  row.hidden = true;
}
