// Moves the plan as somebody moves a slider. Without it the page works by its button.

const PAUSE = 120; // ms from the last movement to asking

const form = document.getElementById("plan-form");
const result = form && document.getElementById(form.dataset.result);
const said = document.getElementById("plan-said");
let timer;
let asked;

async function ask() {
  asked?.abort();
  asked = new AbortController();
  const address = `?${new URLSearchParams(new FormData(form))}`;
  try {
    const response = await fetch(address, { headers: { "X-Part": "result" }, signal: asked.signal });
    if (!response.ok || response.redirected) return form.submit();
    result.innerHTML = await response.text();
    // To whoever listens the one sentence is said, not two tables at each movement.
    said.textContent = result.querySelector("[data-said]")?.textContent ?? "";
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
}

function soon() {
  clearTimeout(timer);
  if (form.checkValidity()) timer = setTimeout(ask, PAUSE);
}

for (const slider of form ? form.querySelectorAll(".plan-slider") : []) {
  const field = document.getElementById(slider.dataset.for);
  slider.hidden = false;
  slider.addEventListener("input", () => {
    field.value = slider.value;
    soon();
  });
  field.addEventListener("input", () => {
    slider.value = field.value;
  });
}
form?.addEventListener("input", soon);
