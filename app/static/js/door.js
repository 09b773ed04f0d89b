/** At the door of a phone: how Aloud gets onto the home screen, and whether the browser promises to keep what it stores. */
import { isInstalled } from "./device.js";
import { platform } from "./platform.js";

const form = document.querySelector(".signin");
const install = document.getElementById("install");
const TOLD = "told"; // explained once; afterwards it is folded away
const PATIENCE = 1000; // ms for the browser's promise; nobody waits at the door for it

/** The first time it stands before the form, except for a link, which is followed, and after a code that was wrong. */
function explain(steps) {
  const isFirst = !localStorage.getItem(TOLD) && !location.hash && !document.querySelector('[role="alert"]');
  steps.hidden = install.hidden = false;
  install.open = form.hidden = isFirst;
  install.addEventListener("toggle", () => {
    if (install.open) return;
    form.hidden = false;
    localStorage.setItem(TOLD, "1");
  });
  const goOn = () => { install.open = false; };
  install.querySelector(".go-on").addEventListener("click", goOn);
  addEventListener("hashchange", goOn); // a link opened where the page stands already
}

/** Where the browser can install by itself, a button takes the place of the steps through its menu. */
function offer(steps) {
  const button = install.querySelector(".install-now");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    steps.hidden = !(button.hidden = false);
    button.onclick = () => event.prompt();
  });
  addEventListener("appinstalled", () => {
    steps.hidden = button.hidden = true;
    install.querySelector(".is-installed").hidden = false;
  });
}

/** Yes, no, or no word in time. */
async function promise() {
  const slow = new Promise((resolve) => { setTimeout(resolve, PATIENCE, null); });
  return Promise.race([navigator.storage?.persist?.() ?? null, slow]).catch(() => null);
}

const spelled = (isSo) => (isSo === null ? "" : Number(isSo));

function enrol() {
  let isAsking = false;
  addEventListener("pageshow", () => { isAsking = false; }); // also when somebody comes back to this page
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    form.elements.installed.value = spelled(isInstalled());
    form.elements.persisted.value = spelled(await promise());
    form.submit();
  });
}

if (form && install) {
  const steps = install.querySelector(`[data-platform="${platform(navigator)}"]`);
  if (steps && !isInstalled()) {
    explain(steps);
    offer(steps);
  }
  enrol();
}
