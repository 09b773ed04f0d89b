/** The pill: one calm line that says where everything is. It says "safe" only of what the server confirmed. */
import { isParked, isWaiting, since } from "./outbox.js";
import { filled, made } from "./words.js";

const DAY = 24 * 3600_000;
const CALM = new Set(["safe", "kept"]);

/** Whole days since the oldest of these began to wait; a clock that went back makes none. */
export const daysSince = (records, now) =>
  Math.max(0, ...records.map((record) => Math.floor((Date.parse(now) - Date.parse(since(record))) / DAY)).filter(Number.isFinite));

/** What the pill says of these records: the name of its template, and what is filled in. */
export function pillOf(records, { now, locked = new Set(), unkept = false }) {
  if (unkept) return { name: "unkept" };
  const waiting = records.filter(isWaiting);
  const mine = waiting.filter((record) => locked.has(record.phone ?? null));
  if (mine.length) return { name: "signin", values: { count: mine.length } };
  const values = { count: waiting.length, days: daysSince(waiting, now) };
  if (values.days >= 3) return { name: "days", values };
  if (values.days >= 1) return { name: "yesterday", values };
  if (waiting.length) return { name: "waits", values };
  const parked = records.filter(isParked).length;
  return parked ? { name: "asks", values: { count: parked } } : { name: "safe" };
}

/** Whoever listens hears what needs her, and when it is over; not every tap that was kept or arrived. */
export function hush(place, { name }) {
  const isCalm = CALM.has(name);
  place.setAttribute("aria-live", isCalm && place.dataset.calm === "1" ? "off" : "polite");
  place.dataset.calm = isCalm ? "1" : "0";
}

/** The pill as text, for htmx. */
export const pillText = ({ name, values }) => filled(`pill-${name}`, values);

/** Put the pill in its place; what says the same already is left alone. */
export function showPill(place, state) {
  const pill = made(`pill-${state.name}`, state.values).firstElementChild;
  place.hidden = "quiet" in place.dataset && state.name === "safe";
  if (place.firstElementChild?.isEqualNode(pill)) return;
  hush(place, state);
  place.replaceChildren(pill);
}
