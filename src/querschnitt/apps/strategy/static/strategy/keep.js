// What is typed outlives a lost connection: it stays in this tab until the page that saved it comes back.
"use strict";
for (const form of document.querySelectorAll("form[data-keep]")) {
  const place = `report ${form.dataset.keep}`;
  const fields = () => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  const kept = JSON.parse(sessionStorage.getItem(place) || "null");
  if (kept && !document.querySelector("[role=alert]")) {
    for (const field of fields()) {
      if (!(field.name in kept)) continue;
      if (field.type === "radio") field.checked = field.value === kept[field.name];
      else field.value = kept[field.name];
    }
  }
  form.addEventListener("input", () => {
    const typed = {};
    for (const field of fields()) if (field.type !== "radio" || field.checked) typed[field.name] = field.value;
    sessionStorage.setItem(place, JSON.stringify(typed));
  });
}
