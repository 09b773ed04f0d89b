/** Handing over the phone: it is marked before it is locked, and free again as soon as a page like this one opens. */
import "./works.js";
import { lock, unlock } from "./lock.js";

const form = document.getElementById("hand-over");
unlock().catch(() => {}); // the server shows such a page on an unlocked phone only

if (form) {
  form.addEventListener("click", ({ target }) => {
    if (target.name === "list") form.elements.namedItem("chosen").value = target.value;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    lock().catch(() => {}).finally(() => form.submit());
  });
}
