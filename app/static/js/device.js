/** Which phone this is, and how it is set up. */

const KEY = "phone";

/** The phone as the server numbered it when somebody signed in on it; null before. */
export function phoneId() {
  try {
    return Number(localStorage.getItem(KEY)) || null;
  } catch {
    return null;
  }
}

/** Pages of somebody who is signed in name the phone; the ones that the phone keeps for itself do not. */
export function remember() {
  const { phone } = document.documentElement.dataset;
  try {
    if (phone) localStorage.setItem(KEY, phone);
  } catch { /* no storage at all: interviews then go out under the session alone */ }
}

/** Opened from the home screen, not in a browser's window. */
export const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

/** Whether the browser promised to throw nothing away; null when it does not say. */
export const isPersisted = async () => (await navigator.storage?.persisted?.().catch(() => null)) ?? null;
