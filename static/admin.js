// Names for what Django's forms leave without one: the boxes in which one searches for a record,
// which are named by what is chosen in them; the two fields of a moment, its day and its time; and
// the fields of a table of rows, which stand under the head of their column only.
(() => {
  "use strict";

  function nameBox(select) {
    const box = select.parentElement.querySelector(".select2-selection");
    const name = document.querySelector(`label[for="${select.id}"]`) || columnHead(select);
    if (!box || !name) return;
    name.id ||= `name-of-${select.id}`;
    const chosen = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", `${name.id} ${chosen.id}`);
    chosen.setAttribute("aria-labelledby", name.id);
  }

  function columnHead(field) {
    const cell = field.closest("td");
    return cell?.closest("table").tHead?.rows[0].cells[cell.cellIndex];
  }

  function nameMoment(fields) {
    const name = fields.closest(".form-row")?.querySelector("legend, label")?.textContent.trim();
    if (!name) return;
    fields.querySelectorAll("input").forEach((input, place) => {
      input.setAttribute("aria-label", `${name} ${place ? "time" : "date"}`);
    });
  }

  function nameInTable(field) {
    const head = columnHead(field)?.textContent.trim();
    const row = field.closest("tr").querySelector(".original p")?.textContent.trim();
    if (head && !field.labels?.length) {
      field.setAttribute("aria-label", [head, row].filter(Boolean).join(", "));
    }
  }

  function nameAll(within) {
    within.querySelectorAll(".tabular td :is(input:not([type=hidden]), select, textarea)").forEach(nameInTable);
    within.querySelectorAll("select.admin-autocomplete").forEach(nameBox);
    within.querySelectorAll("p.datetime").forEach(nameMoment);
  }

  // After the script that makes the boxes, which waits for the same moment.
  window.django?.jQuery?.(() => nameAll(document));
  document.addEventListener("formset:added", (event) => setTimeout(() => nameAll(event.target)));
})();
