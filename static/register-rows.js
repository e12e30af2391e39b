// The rows of a register's form: what they say, and saying something beside them. The scripts that
// save and that help with entering build on this one.
const register = (() => {
  "use strict";
  const form = document.getElementById("register");
  const FIELDS = ["mark", "substitute_agency", "substitute_name", "substitute_job", "arrived", "left", "remote", "keep"];
  const DETAILS = ["substitute_name", "substitute_job", "arrived", "left", "remote"];
  // A browser that goes back to a page may fill in what stood there. What the server says comes
  // first; what was not saved comes from the device.
  form.reset();
  const rows = new Map([...form.querySelectorAll("fieldset.entry")].map((row) => [row.dataset.seat, row]));

  const field = (row, of) => form.elements[`${of}-${row.dataset.seat}`];
  const radios = (row) => [...row.querySelectorAll("input[name^='mark-']")];
  const chosen = (row) => radios(row).find((radio) => radio.checked);
  const markOf = (row) => chosen(row)?.value ?? "";
  const stopOf = (row) => chosen(row) ?? radios(row)[0];
  const detailsOf = (row) => row.querySelector("details");
  const titleOf = (row) => row.querySelector("legend").textContent.trim();
  const unmarked = () => [...rows.values()].filter((row) => !markOf(row));
  const same = (one, other) => Boolean(one && other) && FIELDS.every((of) => (one[of] ?? "") === (other[of] ?? ""));

  const hasDetails = (values) => DETAILS.some((of) => values[of]);

  function valuesOf(row) {
    const values = { mark: markOf(row) };
    FIELDS.slice(1).forEach((of) => {
      const box = field(row, of);
      if (box) values[of] = box.type === "checkbox" ? (box.checked ? "1" : "") : box.value.trim();
    });
    return values;
  }

  // A substitute's details open by themselves; their agency stands there already. They close again
  // where nothing was put into them.
  function setMark(row, value) {
    const details = detailsOf(row);
    radios(row).forEach((radio) => { radio.checked = radio.value === value; });
    if (value === "substitute" && !details.open) {
      details.open = true;
      details.dataset.opened = "by itself";
    } else if (value !== "substitute" && details.dataset.opened) {
      details.open = hasDetails(valuesOf(row));
      delete details.dataset.opened;
    }
  }

  function setValues(row, values) {
    FIELDS.slice(1).forEach((of) => {
      const box = field(row, of);
      if (!box || values[of] === undefined) return;
      if (box.type === "checkbox") box.checked = Boolean(values[of]);
      else box.value = values[of];
    });
    setMark(row, values.mark);
    if (hasDetails(values)) detailsOf(row).open = true;
  }

  function element(tag, attributes = {}, ...inside) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...inside);
    return made;
  }

  const numbered = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
  const say = (...words) => document.getElementById("register-status").replaceChildren(...words);

  return {
    form, rows, field, radios, markOf, stopOf, detailsOf, titleOf, unmarked, same, valuesOf, setMark, setValues,
    element, numbered, say,
  };
})();
