// Keeps what is entered on the device until the server has answered that it is saved, and sends it
// exactly once: a set that was not answered is sent again as it was, under the same key.
const saving = (() => {
  "use strict";
  const { form, rows, field, radios, stopOf, detailsOf, titleOf, same, valuesOf, setValues, element, numbered, say } = register;
  const { account, board, meeting } = form.dataset;
  const isConfirmed = form.dataset.confirmed === "yes";
  const here = location.pathname;
  const name = drafts.nameOf({ account, board, meeting });
  // What the server has sent back with a question is answered in the plain way.
  const wasSentBack = Boolean(document.querySelector(".error-summary"));
  const canSend = !wasSentBack && "fetch" in window && "randomUUID" in (window.crypto ?? {});

  // What the server has of each row, as far as this page knows.
  const saved = new Map([...rows].map(([seat, row]) => [seat, valuesOf(row)]));
  // Called when what is waiting has changed, and when the server has answered anything.
  const events = { changed() {}, answered() {}, signedOut() {} };

  // What the device keeps: { at, path, isWanted, marks, sending }. `marks` are the rows that differ
  // from what is saved, each with the fingerprint of what it was made on; `sending` is the set that
  // is on its way. `isWanted` says that they go by themselves as soon as there is a line: after
  // Save was pressed, or when they were made without one. A confirmed register asks for a reason
  // each time, so there nothing goes by itself.

  const draft = () => drafts.read(name);
  const waiting = () => drafts.number(draft());

  // Reads before it writes: the same register may be open in another tab.
  function change(how) {
    const kept = draft() ?? { marks: {} };
    how(kept);
    if (drafts.number(kept)) drafts.write(name, { ...kept, at: Date.now(), path: here });
    else drafts.erase(name);
  }

  // Not while a set is on its way; and a page that was sent back shows what is not saved yet.
  const isSaved = (kept, seat, values) => !kept.sending && !wasSentBack && same(values, saved.get(seat));

  function keep(changed) {
    change((kept) => changed.forEach((row) => {
      const { seat } = row.dataset;
      const values = valuesOf(row);
      if (isSaved(kept, seat, values)) delete kept.marks[seat];
      else kept.marks[seat] = { ...values, seen: field(row, "seen").value };
      kept.isWanted ||= !navigator.onLine && !isConfirmed;
    }));
    changed.forEach(clearError);
    events.changed();
  }

  function restore() {
    if (!draft()) return;
    change((kept) => Object.entries({ ...kept.sending?.marks, ...kept.marks }).forEach(([seat, values]) => {
      const row = rows.get(seat);
      // The server's own question shows what was sent, and stands on the newer entry.
      if (!row || row.querySelector(".conflict")) return;
      // Saved after all, by the plain form or from elsewhere.
      if (isSaved(kept, seat, values)) return delete kept.marks[seat];
      setValues(row, values);
      field(row, "seen").value = values.seen;
    }));
  }

  // Sending

  const unanswered = new Map(); // a seat with two values, and what is asked about it
  const refused = new Set(); // seats with an error that nobody has changed since
  let isDown = false;

  function nextSet(isAsked) {
    const marks = { ...draft()?.marks };
    Object.keys(marks)
      .filter((seat) => unanswered.has(seat) || (!isAsked && refused.has(seat)))
      .forEach((seat) => delete marks[seat]);
    return Object.keys(marks).length ? { key: crypto.randomUUID(), marks } : null;
  }

  function bodyOf({ key, marks }) {
    const body = new URLSearchParams({ key, account, do: "save" });
    form.querySelectorAll(".reason input, .reason textarea, [name=csrfmiddlewaretoken]").forEach((box) => {
      if (box.checked || !["radio", "checkbox"].includes(box.type)) body.set(box.name, box.value);
    });
    Object.entries(marks).forEach(([seat, values]) =>
      Object.entries(values).forEach(([of, value]) => body.set(`${of}-${seat}`, value)));
    return body;
  }

  const ask = (options) => fetch(here, { redirect: "manual", signal: AbortSignal.timeout(30000), ...options });
  const post = (set) => ask({ method: "POST", body: bodyOf(set), headers: { Accept: "application/json" } });
  const isSignedOut = (answer) => answer.type === "opaqueredirect" || answer.status === 401;

  // A form's token ends with the session it was made in. After signing in again, in another tab,
  // the page has a new one. It is taken only where the same account has signed in.
  async function withNewToken(set, answer) {
    const page = await ask({});
    if (isSignedOut(page)) return page;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("register");
    if (fresh?.dataset.account !== account) return answer;
    form.elements.csrfmiddlewaretoken.value = fresh.elements.csrfmiddlewaretoken.value;
    return post(set);
  }

  async function sendOnce(isAsked) {
    const set = draft()?.sending ?? nextSet(isAsked);
    if (!set) return !waiting();
    change((kept) => Object.assign(kept, { sending: set, isWanted: !isConfirmed }));
    let answer, told;
    try {
      answer = await post(set);
      if (answer.status === 403) answer = await withNewToken(set, answer);
      if (answer.ok) told = await answer.json();
    } catch {
      return lineIsDown("The line is down.");
    }
    if (isSignedOut(answer)) return signedOut();
    if (answer.status >= 500) return lineIsDown("The server could not save.");
    events.answered();
    return told ? settle(set, told, isAsked) : notTaken(answer.status);
  }

  // One at a time, over all tabs of the browser: nothing is put into two sets.
  const send = (isAsked = false) =>
    (navigator.locks ? navigator.locks.request(name, () => sendOnce(isAsked)) : sendOnce(isAsked));

  const kept = () => `Your ${numbered(waiting(), "mark is", "marks are")} kept on this device`;

  function lineIsDown(why) {
    isDown = true;
    events.changed();
    say(`${why} ${kept()}${isConfirmed ? "." : " and sent when it is back."}`);
    return false;
  }

  function signedOut() {
    events.signedOut();
    events.changed();
    // The register's own address asks to sign in and leads back here.
    const link = (words) => element("a", { href: here }, words);
    if (waiting()) say(`You are signed out. ${kept()}; `, link("sign in to send them"), ".");
    else say("You are signed out. ", link("Sign in"));
    return false;
  }

  function notTaken(status) {
    // With 403 and 409 it waits for its own account; anything else would be refused again.
    if (![403, 409].includes(status)) change((draft) => Object.assign(draft, { sending: undefined, isWanted: false }));
    events.changed();
    say(`This was not taken: somebody else may be signed in here now. ${kept()}. `, element("a", { href: here }, "Open the register again"));
    return false;
  }

  function settle(set, told, isAsked) {
    const failed = new Set([...told.conflicts, ...told.errors].map(({ seat }) => String(seat)));
    const taken = failed.has("null") ? [] : Object.keys(set.marks).filter((seat) => !failed.has(seat));
    change((kept) => {
      delete kept.sending;
      taken.forEach((seat) => {
        const seen = told.seen[seat] ?? set.marks[seat].seen;
        // As it is stored: without what does not go with its status.
        const stored = { ...set.marks[seat], ...told.fields?.[seat] };
        saved.set(seat, stored);
        if (same(kept.marks[seat], set.marks[seat])) delete kept.marks[seat];
        // Changed again while it was on its way: then that is a change of what is saved now.
        if (kept.marks[seat]) kept.marks[seat].seen = seen;
        const row = rows.get(seat);
        if (!row) return;
        field(row, "seen").value = seen;
        // It may have been entered in another tab.
        if (!kept.marks[seat]) setValues(row, stored);
      });
      kept.isWanted &&= !failed.size;
    });
    isDown = false;
    // What has no place on this page (a text to be looked at, a meeting called off or confirmed in
    // the meantime) is asked by the server's own page.
    const isAskedHere = ({ seat, field: of }) => seat !== null || (isConfirmed && of === "reason_kind");
    if (isAsked && !told.errors.every(isAskedHere)) return form.submit();
    told.errors.forEach(showError);
    told.conflicts.forEach(showConflict);
    events.changed();
    const words = taken.length ? `Saved ${numbered(taken.length, "mark")}.` : "Nothing was saved.";
    say(`${words}${failed.size ? " There is a problem: see the top of the page." : ""}`);
    summarise(isAsked);
    return !failed.size;
  }

  // What is wrong, at its row and in a summary above

  const errors = new Map(); // seat, or a field of the page: what is said and where it leads

  function clearError(row) {
    const { seat } = row.dataset;
    if (unanswered.has(seat) || wasSentBack) return;
    refused.delete(seat);
    errors.delete(seat);
    row.querySelectorAll(":scope > .error").forEach((error) => error.remove());
    row.classList.remove("has-error");
  }

  function showAt(row, shown, message, target) {
    clearError(row);
    errors.set(row.dataset.seat, { message, target });
    row.classList.add("has-error");
    row.querySelector(":scope > .choices").before(shown);
  }

  function showError({ seat, field: of, message, asks_to_keep: asksToKeep }) {
    const row = rows.get(String(seat));
    if (!row) return errors.set(of, { message, target: isConfirmed ? "id_reason_kind_0" : form.id });
    const shown = element("p", { class: "error" }, element("span", { class: "visually-hidden" }, "Error: "), message);
    showAt(row, shown, message, of === "mark" ? radios(row)[0].id : `${of}-${seat}`);
    refused.add(row.dataset.seat);
    if (of !== "mark") detailsOf(row).open = true;
    if (asksToKeep && !field(row, "keep")) {
      const box = element("input", { type: "checkbox", name: `keep-${seat}`, id: `keep-${seat}`, value: "1" });
      const hidden = element("span", { class: "visually-hidden" }, `, ${titleOf(row)}`);
      detailsOf(row).append(element("label", {}, box, " This is not about a child: keep the text as it is", hidden));
    }
  }

  function showConflict({ seat, title, yours, now, seen }) {
    const row = rows.get(String(seat));
    if (!row) return;
    const words = `You entered ${yours.words}; ${now.by_yourself ? "you" : "somebody else"} entered ${now.words}${now.at && ` at ${now.at}`}${now.by_yourself ? " elsewhere" : ""}.`;
    const choice = (id, said) => element("button", { type: "button", class: "secondary", id: `${id}-${seat}` }, said, element("span", { class: "visually-hidden" }, `, ${title}`));
    const theirs = choice("theirs", `Keep ${now.by_yourself ? "the other" : "theirs"}: ${now.words}`);
    const mine = choice("mine", `Use mine: ${yours.words}`);
    const box = element("div", { class: "conflict", role: "group", "aria-label": `Two values for ${title}` },
      element("p", { class: "error" }, `${words} Which shall it be?`), element("p", { class: "actions" }, theirs, mine));
    showAt(row, box, `${title}: ${words}`, theirs.id);
    unanswered.set(row.dataset.seat, box);

    function answered() {
      saved.set(row.dataset.seat, now.fields);
      field(row, "seen").value = seen;
      box.remove();
      unanswered.delete(row.dataset.seat);
      keep([row]);
      summarise(false);
      // The pressed button is gone: focus goes to what it was about.
      stopOf(row).focus();
    }
    theirs.addEventListener("click", () => {
      setValues(row, now.fields);
      answered();
      say(`Kept ${now.words} for ${title}.`);
    });
    mine.addEventListener("click", () => {
      answered();
      send();
    });
  }

  // Takes the focus only where somebody has pressed a button.
  function summarise(isAsked) {
    document.querySelector(".error-summary")?.remove();
    events.changed();
    if (!errors.size) return;
    const links = [...errors.values()].map(({ message, target }) => element("li", {}, element("a", { href: `#${target}` }, message)));
    const summary = element("div", { class: "error-summary", role: "alert", tabindex: "-1" },
      element("h2", {}, "There is a problem"), element("ul", {}, ...links));
    document.querySelector("h1").before(summary);
    if (isAsked) summary.focus();
  }

  async function save() {
    [...errors.keys()].filter((of) => !rows.has(of)).forEach((of) => errors.delete(of));
    if (!waiting()) return say("Nothing has changed since it was saved.");
    // Nothing but what has two values.
    if (!draft().sending && !nextSet(true)) return summarise(true);
    // First a set that was not answered, then what was entered since.
    const hasMore = Boolean(draft().sending);
    if ((await send(true)) && hasMore) await send(true);
  }

  // Everything that waits; whether nothing is left.
  async function sendAll() {
    await save();
    return !waiting() && !errors.size;
  }

  const sendWanted = async () => {
    if (!canSend || !draft()?.isWanted || document.hidden || !navigator.onLine) return;
    if ((await send()) && draft()?.isWanted) await send();
  };
  addEventListener("online", sendWanted);
  document.addEventListener("visibilitychange", sendWanted);
  addEventListener("offline", () => {
    if (!waiting()) return say("The line is down. What you enter is kept on this device.");
    change((kept) => { kept.isWanted = !isConfirmed; });
    lineIsDown("The line is down.");
  });
  addEventListener("storage", (event) => { if (event.key === name) events.changed(); });
  setInterval(() => { if (isDown) sendWanted(); }, 15000);

  return {
    canSend, events, ask, isSignedOut, keep, restore, save, sendAll, sendWanted, signedOut, lineIsDown, waiting,
    hasErrors: () => errors.size > 0,
  };
})();
