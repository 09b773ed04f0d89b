/** What small pages need: a link's token comes in the address's fragment, which no server and no log ever sees. */
import "./door.js";
import { forget } from "./evening.js";
import "./handing.js";
import { carry } from "./satchel.js";
import { register } from "./worker.js";

const form = document.querySelector(".signin");

/** Take the token out of the address, so that it stays in no history, and ask for one tap. */
function take() {
  const token = location.hash.slice(1);
  if (!form || !token) return;
  form.secret.value = token;
  form.querySelector(".without-link").hidden = true;
  form.querySelector(".with-link").hidden = false;
  form.secret.removeAttribute("required");
  history.replaceState(null, "", location.pathname);
}

/** End the session; the next one on this phone sees nobody's evening. Without internet nothing ends, and it says so. */
async function signOut(leaving) {
  const reply = await fetch(leaving.action, { method: "POST", redirect: "manual" }).catch(() => null);
  if (reply?.type !== "opaqueredirect") return void (leaving.querySelector(".away").hidden = false);
  await forget();
  location.href = "/signin";
}

take();
addEventListener("hashchange", take); // a link opened where the page stands already
if (form) {
  form.addEventListener("submit", () => { forget(); });
  register().catch(() => {});
}
const leaving = document.getElementById("leave");
leaving?.addEventListener("submit", (event) => {
  event.preventDefault();
  signOut(leaving);
});
carry();
