/** The service worker of this phone: registered, and asked for news on every start and twice a day. */

const TWICE_A_DAY = 12 * 3600_000;
const PATIENCE = 15_000; // ms for a first worker; then home says that it is not ready, and looks again later
let asking = null;

/** The registration; null where the browser has no worker for us: plain http, private windows. Rejects without internet. */
export async function register(container = navigator.serviceWorker) {
  if (!container) return null;
  try {
    const registration = await container.register("/sw.js", { updateViaCache: "none" });
    if (registration && !asking) {
      const ask = () => registration.update().catch(() => {});
      ask();
      asking = setInterval(ask, TWICE_A_DAY);
    }
    return registration ?? null;
  } catch (problem) {
    if (problem.name === "SecurityError") return null;
    throw problem;
  }
}

/** Wait until a first worker works or gives up; says which. */
export async function isWorking(registration) {
  const first = registration.installing ?? registration.waiting;
  if (registration.active || !first) return Boolean(registration.active);
  await new Promise((resolve) => {
    first.addEventListener("statechange", () => { if (["activated", "redundant"].includes(first.state)) resolve(); });
    setTimeout(resolve, PATIENCE);
  });
  return Boolean(registration.active);
}
