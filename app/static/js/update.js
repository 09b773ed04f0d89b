/** A newer release waits until nobody is in the middle of an interview, and until somebody says so. */
import { register } from "./worker.js";

/** Whether some tab of this phone has an interview open; where that cannot be known, it may be. */
async function isInterviewing(locks) {
  if (!locks) return true;
  const { held, pending } = await locks.query();
  return [...held, ...pending].some(({ name }) => name.startsWith("interview:"));
}

/** Show the offer when a newer worker waits and nothing is open; its button lets the worker in and begins again. */
export function offerUpdate(registration, place, { locks = navigator.locks, container = navigator.serviceWorker } = {}) {
  const look = async () => { place.hidden = !registration.waiting || (await isInterviewing(locks)); };
  const follow = (worker) => worker?.addEventListener("statechange", look);
  registration.addEventListener("updatefound", () => follow(registration.installing));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  place.querySelector("button").addEventListener("click", async () => {
    await look();
    if (place.hidden) return;
    container.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("skip");
  });
  follow(registration.installing);
  return look();
}

/** What a page does that may offer it. */
export const stayCurrent = () => register()
  .then((registration) => registration && offerUpdate(registration, document.getElementById("update")))
  .catch(() => {});
