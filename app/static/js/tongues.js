/** The language of the screens, chosen without internet too: the page in that language is kept. */
import { speak } from "./evening.js";

const A_YEAR = 365 * 24 * 3600; // seconds
const cookie = (language) => `language=${language}; path=/; max-age=${A_YEAR}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;

/** The same page in another language, where its address names one. */
const there = (language) => (location.pathname.startsWith("/phone/") ? location.pathname.replace(/^\/phone\/\w+/, `/phone/${language}`) : "/");

document.querySelector(".tongues").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button || !navigator.serviceWorker?.controller) return; // the form itself asks the server
  event.preventDefault();
  const chosen = new URLSearchParams({ language: button.value });
  const reply = await fetch(button.form.action, { method: "POST", body: chosen, redirect: "manual" }).catch(() => null);
  if (reply?.type !== "opaqueredirect") document.cookie = cookie(button.value);
  await speak(button.value);
  location.href = there(button.value);
});
