// The register, made quicker: letters, live figures, the rest at once, a warning before the session
// ends. Without its scripts the page is a plain form that does all of it.
(() => {
  "use strict";
  const { form, rows, markOf, stopOf, detailsOf, titleOf, unmarked, setMark, element, numbered, say } = register;
  const { canSend, events, keep, waiting } = saving;
  const bar = form.querySelector(".sticky-bar");
  const buttons = (does) => [...form.querySelectorAll(`button[value^=${does}]`)];

  // Live figures. They change at every press, and are read out once when nothing more is pressed.

  const count = document.getElementById("register-count");
  const quorum = document.getElementById("register-quorum");
  const badge = element("p", { id: "register-unsaved" });
  const readOut = element("p", { class: "visually-hidden", role: "status" });
  const title = document.title.replace(/^Error: /, "");
  let later;
  [count, quorum].forEach((output) => output.setAttribute("aria-live", "off"));

  events.changed = () => {
    const all = [...rows.values()];
    const remaining = unmarked().length;
    const present = all.filter((row) => markOf(row) === "present").length;
    const before = count.textContent;
    count.textContent = `${all.length - remaining} of ${all.length} entered, ${present} present`;
    if (quorum.dataset.substitutes) quorum.textContent = isQuorate(all) ? "Quorum met" : "Quorum not met";
    buttons("rest_").forEach((rest) => {
      rest.firstChild.data = rest.firstChild.data.replace(/\d+/, remaining);
      rest.hidden = remaining === 0;
    });
    const number = waiting();
    badge.textContent = number ? drafts.words(number) : "";
    const hasErrors = saving.hasErrors() || document.querySelector(".error-summary");
    document.title = `${hasErrors ? "Error: " : ""}${number ? `(${drafts.words(number)}) ` : ""}${title}`;
    clearTimeout(later);
    if (count.textContent !== before) {
      later = setTimeout(() => { readOut.textContent = `${count.textContent}. ${quorum.textContent}`; }, 1500);
    }
  };

  // As the server works it out: of members only, a share not rounded, an empty part is switched off.
  function isQuorate(all) {
    const { seats, percent, agencies, substitutes } = quorum.dataset;
    const members = all.filter((row) => row.dataset.member === "yes");
    const there = members.filter((row) =>
      markOf(row) === "present" || (substitutes === "yes" && markOf(row) === "substitute"));
    const from = new Set(there.map((row) => row.dataset.agency));
    return there.length >= Number(seats) && from.size >= Number(agencies)
      && there.length * 100 >= Number(percent) * members.length;
  }

  // The rest at once

  const undo = element("button", { type: "button", class: "secondary", hidden: "" }, "Undo");
  let filled = [];

  function fill(value, wanted) {
    filled = wanted;
    filled.forEach((row) => setMark(row, value));
    undo.value = value;
    undo.textContent = `Undo: take the ${filled.length} back`;
    undo.hidden = !filled.length;
    keep(filled);
    // The button that was pressed is gone; this one stands in its place.
    undo.focus();
    say(`${numbered(filled.length, "seat")} marked as ${value}. Not saved yet.`);
  }

  undo.addEventListener("click", () => {
    const back = filled.filter((row) => markOf(row) === undo.value);
    back.forEach((row) => setMark(row, ""));
    filled = [];
    keep(back);
    bar.querySelector("button[value=rest_present]")?.focus();
    undo.hidden = true;
    say(`Taken back: ${numbered(back.length, "seat")} not recorded again.`);
  });

  // Names those who would be absent, and asks.
  function askAbsent() {
    const rest = unmarked();
    const these = rest.length === 1 ? "this one" : `these ${rest.length}`;
    const dialog = element("dialog", { "aria-labelledby": "absent-title" },
      element("h2", { id: "absent-title", tabindex: "-1", autofocus: "" }, `${numbered(rest.length, "seat has", "seats have")} no entry`),
      element("ul", {}, ...rest.map((row) => element("li", {}, titleOf(row)))),
      element("form", { method: "dialog", class: "actions" },
        element("button", { value: "yes" }, `Mark ${these} as absent`),
        element("button", { value: "no", class: "secondary" }, "Not now")));
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "yes") fill("absent", rest);
    });
    form.after(dialog);
    dialog.showModal();
  }

  let passes = false;
  form.addEventListener("submit", async (event) => {
    const { submitter } = event;
    const does = submitter?.name === "do" ? submitter.value : submitter?.name ?? "save";
    if (passes || !canSend) return;
    if (does === "save" || does === "rest_present" || does === "rest_absent") {
      event.preventDefault();
      if (does === "save") saving.save();
      else if (does === "rest_present") fill("present", unmarked());
      else askAbsent();
    } else if (!navigator.onLine) {
      event.preventDefault();
      saving.lineIsDown("This needs a line, which is down.");
    } else if (waiting()) {
      // Another button: what waits on the device goes first, then the form as it is.
      event.preventDefault();
      passes = await saving.sendAll();
      if (passes) form.requestSubmit(submitter);
    }
  });

  // The keyboard: one stop for each seat. Its details are another only once they are open, or where
  // “Show late arrival” asks for them; the letter D opens them.

  const times = document.getElementById("show-times");
  const LETTERS = { p: "present", s: "substitute", a: "apologies", n: "absent", 0: "", Backspace: "" };
  const SETTING = "register-letter-keys";
  const letters = element("input", { type: "checkbox", id: "letter-keys" });
  letters.checked = drafts.read(SETTING) !== "off";
  letters.addEventListener("change", () => drafts.write(SETTING, letters.checked ? "on" : "off"));

  // Times stay closed until they are asked for: on the page, or at the row.
  function setStops() {
    rows.forEach((row) => {
      const details = detailsOf(row);
      const isAsked = times.checked || details.dataset.asked;
      const boxes = details.querySelector(".times");
      details.querySelector("summary").tabIndex = details.open || isAsked ? 0 : -1;
      boxes.hidden = !isAsked && ![...boxes.querySelectorAll("input")].some((box) => box.checked || (box.type === "time" && box.value));
    });
  }

  function askFor(details) {
    details.dataset.asked = "yes";
    setStops();
  }

  function pressed(event, row) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "d") {
      askFor(detailsOf(row));
      detailsOf(row).open = true;
      detailsOf(row).querySelector("summary").focus();
      return true;
    }
    if (!Object.hasOwn(LETTERS, key)) return false;
    setMark(row, LETTERS[key]);
    keep([row]);
    const all = [...rows.values()];
    stopOf(all[all.indexOf(row) + 1] ?? row).focus();
    return true;
  }

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("fieldset.entry");
    const isAlone = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
    if (!row || !letters.checked || !isAlone || !event.target.matches("[type=radio], summary")) return;
    if (pressed(event, row)) event.preventDefault();
  });

  form.addEventListener("input", ({ target }) => {
    const row = target.closest("fieldset.entry");
    if (target === times) setStops();
    if (!row || target.name.startsWith("choose-")) return;
    if (target.type === "radio") setMark(row, target.value);
    keep([row]);
  });
  form.addEventListener("click", ({ target }) => {
    if (target.closest("summary")) askFor(target.closest("details"));
  });
  form.addEventListener("toggle", setStops, true);

  // The bar never lies over what has the focus.
  form.addEventListener("focusin", ({ target }) => {
    // After the browser has scrolled to it.
    requestAnimationFrame(() => {
      const over = bar.getBoundingClientRect();
      const { top, bottom } = (target.closest("label") ?? target).getBoundingClientRect();
      if (!bar.contains(target) && bottom > over.top && top < over.bottom) scrollBy(0, top - over.bottom - 8);
    });
  });

  // The session. The server writes down only once a minute that somebody is there, so it may end a
  // minute early. Deadlines are times of the clock: a phone that sleeps runs no timers.

  const session = element("div", { id: "register-session", hidden: "" });
  const warning = element("p", { role: "alert" });
  const stay = element("button", { type: "button" }, "Stay signed in");
  let ends;

  function endWarning() {
    session.hidden = true;
    warning.textContent = "";
  }

  events.answered = () => {
    ends = Date.now() + (Number(form.dataset.sessionEnds) - 60) * 1000;
    endWarning();
  };
  events.signedOut = () => {
    ends = Infinity;
    endWarning();
  };

  function watchSession() {
    const left = (ends - Date.now()) / 1000;
    if (left <= 0) saving.signedOut();
    else if (left <= 120 && session.hidden) {
      session.hidden = false;
      warning.textContent = "You will be signed out in two minutes. What you entered stays on this device.";
    }
  }

  stay.addEventListener("click", async () => {
    try {
      const answer = await saving.ask({ method: "HEAD" });
      if (saving.isSignedOut(answer)) return saving.signedOut();
      events.answered();
      say("You are still signed in.");
    } catch {
      saving.lineIsDown("The line is down.");
    }
  });
  setInterval(watchSession, 5000);
  document.addEventListener("visibilitychange", watchSession);

  // From here on the page has it all

  session.append(warning, stay);
  count.closest("p").after(badge);
  bar.append(session, readOut);
  (bar.querySelector("button[value=rest_present]") ?? buttons("save").at(-1)).after(undo);
  const words = " Letter keys: P present, S substitute, A apologies, N absent, 0 clears, D details";
  times.closest("p").after(element("p", { class: "show-times letter-keys" }, element("label", {}, letters, words)));
  saving.restore();
  events.answered();
  setStops();
  events.changed();
  if (waiting()) say("Kept on this device from before.");
  document.querySelector(".error-summary")?.focus();
  saving.sendWanted();
})();
