// Passkeys: a form with data-passkey="get" or "create" asks the browser for one and sends it along.
// Such a form stays hidden where there is no JavaScript or the browser knows no passkeys.

const canUsePasskeys = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !canUsePasskeys;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.querySelector("[role=alert]").textContent = "";
    try {
      const credential = form.dataset.passkey === "create" ? await made(form) : await found(form);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      form.querySelector("[role=alert]").textContent =
        "The passkey was not used. Try again, or use another way.";
    }
  });
}

async function optionsOf(form) {
  if (form.dataset.options) {
    return JSON.parse(document.getElementById(form.dataset.options).textContent);
  }
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    throw new Error("No options");
  }
  return answer.json();
}

async function found(form) {
  const { request_options: options } = await optionsOf(form);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
  return navigator.credentials.get({ publicKey });
}

async function made(form) {
  const { creation_options: options } = await optionsOf(form);
  const alone = form.elements.passwordless?.checked;
  options.publicKey.authenticatorSelection = {
    ...options.publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone && { userVerification: "required" }),
  };
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey);
  return navigator.credentials.create({ publicKey });
}
