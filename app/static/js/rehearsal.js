/** A rehearsal: the real screens, of which nothing is kept but that it was held. */
import { phoneId } from "./device.js";

const KEY = "rehearsed";

/** What goes out of one: how long, and in which language; no answer, no name, no number. */
export const bare = (sent) => ({
  ...sent, training: true, contact: null, interpreter: null,
  answers: Object.fromEntries(Object.entries(sent.answers).map(([name, { language, at_ms, seconds }]) => [name, { language, at_ms, seconds }])),
});

/** It was read to the end on this phone, by whoever is enrolled on it; the server may hear of it later. */
export function remember() {
  try {
    localStorage.setItem(KEY, String(phoneId()));
  } catch { /* then the server's word counts alone */ }
}

/** Whether whoever is enrolled on this phone has rehearsed on it. */
export const isRemembered = () => localStorage.getItem(KEY) === String(phoneId());
