/** The reading pace: how long the words on a screen take at least, and the ring that fills meanwhile. */

const READ_TO = new Set(["capi", "cati"]); // modes in which somebody reads aloud
let ring = null;

/** The seconds that reading the statement takes, in the language shown; null where nobody reads it aloud. */
export function least(screen, { mode }) {
  const text = READ_TO.has(mode) ? screen.querySelector(".wording:not([hidden]) .say.read") : null;
  return Number(text?.dataset.least) || null;
}

/** Fill the ring of a screen, on which somebody was `seconds` before; where nothing may move it is full at the end. */
export function fill(screen, record, seconds = 0, isStill = matchMedia("(prefers-reduced-motion: reduce)").matches) {
  ring?.cancel();
  const duration = least(screen, record);
  ring = duration && screen.querySelector(".ring").animate([{ strokeDashoffset: 1 }, { strokeDashoffset: 0 }], {
    duration: duration * 1000, easing: isStill ? "step-end" : "linear", fill: "forwards",
  });
  if (ring) ring.currentTime = seconds * 1000;
}
