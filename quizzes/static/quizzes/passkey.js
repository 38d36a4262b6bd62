// Asks the browser for a passkey, or has it make one, and sends what it says with the form.

const form = document.querySelector("form[data-passkey]");
const options = JSON.parse(document.getElementById("passkey-options").textContent).publicKey;
const problem = form.querySelector(".problem");

const REASONS = {
  NotAllowedError: "Nothing came back: it was cancelled, took too long, or there is no passkey for this site here.",
  InvalidStateError: "This device has a passkey for your account already.",
  SecurityError: "Passkeys need the site's own name in the address line, and https.",
};

function say(text) {
  problem.querySelector("span").textContent = text;
  problem.hidden = false;
}

async function ask() {
  if (form.dataset.passkey === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.hidden = true;
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    say("This browser knows no passkeys. A newer one does; or use an app.");
    return;
  }
  try {
    const credential = await ask();
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch (error) {
    say(REASONS[error.name] ?? `The browser says: ${error.message}`);
  }
});
