// Entries of registers that a device keeps until they are saved. The register's own script writes
// them; this file also stands on the page that signs out, which erases them. A draft's name holds the
// account, so no other account that uses the device is shown or sends them.
const drafts = (() => {
  "use strict";
  const FIRST = "register/";
  const KEPT_FOR = 72 * 60 * 60 * 1000;
  // What the browser did not keep (some private windows, or no room): it lasts as long as the page.
  // Never a copy of what it did keep, which another tab may have sent and erased since.
  const memory = new Map();

  const nameOf = ({ account, board, meeting }) => `${FIRST}${account}/${board}/${meeting}`;

  function read(name) {
    if (memory.has(name)) return memory.get(name);
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  }

  function write(name, draft) {
    try {
      localStorage.setItem(name, JSON.stringify(draft));
      memory.delete(name);
    } catch {
      memory.set(name, draft);
    }
  }

  function erase(name) {
    memory.delete(name);
    try {
      localStorage.removeItem(name);
    } catch { /* not allowed: nothing is there */ }
  }

  function names() {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(FIRST));
    } catch {
      return [];
    }
  }

  // The drafts of all accounts that nobody has touched for 72 hours.
  function eraseOld(now = Date.now()) {
    names().filter((name) => !(now - read(name)?.at < KEPT_FOR)).forEach(erase);
  }

  const of = (account) => names().filter((name) => name.startsWith(`${FIRST}${account}/`));

  // How many seats have something that was not answered as saved.
  const number = (draft) =>
    new Set([...Object.keys(draft?.marks ?? {}), ...Object.keys(draft?.sending?.marks ?? {})]).size;

  const words = (count) => `${count} ${count === 1 ? "mark" : "marks"} not yet saved`;

  return { nameOf, read, write, erase, eraseOld, of, number, words };
})();

// On the page that signs out: says what would be lost, and erases it with the session. Nothing else
// that ends a session erases it: after half an hour of silence the same account finds its drafts.
(() => {
  "use strict";
  const form = document.querySelector("form[data-signs-out]");
  drafts.eraseOld();
  if (!form) return;
  const mine = drafts.of(form.dataset.signsOut);
  const kept = mine.map(drafts.read).filter((draft) => drafts.number(draft));
  const count = kept.reduce((sum, draft) => sum + drafts.number(draft), 0);
  if (count) {
    const warning = form.querySelector("[role=alert]");
    const back = document.createElement("a");
    back.href = kept[0].path;
    back.textContent = "Go back to the register and save them";
    warning.append(`On this device: ${drafts.words(count)}. Signing out erases what is not saved. `, back);
    warning.hidden = false;
  }
  form.addEventListener("submit", () => mine.forEach(drafts.erase));
})();
