/** Home's word on whether it opens without internet: looked at on every start, and mended as often as it takes. */
import { isKept } from "./evening.js";
import { makeReady } from "./ready.js";
import { isWorking, register } from "./worker.js";
import { fill, made } from "./words.js";

const ORDER = ["busy", "ready", "away", "full", "never"];

const home = document.getElementById("home");
const place = document.getElementById("ready");
let preparing = null;
let readyFor = ""; // the questionnaires that were all found ready last
let isAskedAgain = false; // while it was looking: what it saw may be older than the question

const named = () => document.querySelector(".days")?.dataset.prints ?? "[]";
/** The print of every list in use and its title, the parents' first; what a phone kept before was an object. */
function papers() {
  const known = JSON.parse(named());
  return Array.isArray(known) ? known : Object.entries(known);
}

/** The first of several titles, and how many more. */
const several = ([first, ...more]) => (more.length ? fill(home.dataset.several, { first, count: more.length }) : first);

/** One line for each state that questionnaires are in; the worst comes last, where the eye stays. */
function tell(states) {
  const lines = ORDER.filter((state) => states.some(([, one]) => one === state))
    .map((state) => made(`ready-${state}`, { title: several(states.filter(([, one]) => one === state).map(([title]) => title)) }));
  place.replaceChildren(...lines);
}

/** The state of these prints together: ready when all of them are. */
async function stateOf(addresses, registration) {
  if (!registration) return registration === null ? "never" : "away";
  if (!(await isWorking(registration))) return "away";
  const prints = addresses.map((address) => address.replace(/[^/]+$/, home.dataset.release)); // what was kept yesterday may name an older release
  const state = await makeReady([...home.dataset.keep.split(" "), ...prints]);
  return state === "ready" && !(await isKept()) ? "away" : state;
}

/** The first list, which everybody needs, before the others; these together, and one by one only where that fails. */
async function look() {
  const all = papers();
  if (!place.children.length) tell(all.map(([, title]) => [title, "busy"]));
  const registration = await register().catch(() => undefined);
  const [first, ...others] = all;
  const states = first ? [[first[1], await stateOf([first[0]], registration)]] : [];
  if (others.length && states[0][1] === "ready") tell([...states, ...others.map(([, title]) => [title, "busy"])]);
  const together = others.length ? await stateOf(others.map(([address]) => address), registration) : "ready";
  for (const [address, title] of others) states.push([title, together === "ready" ? together : await stateOf([address], registration)]);
  readyFor = states.every(([, state]) => state === "ready") ? named() : "";
  tell(states);
}

/** Look whether all is kept, and fetch what is not. What was found ready is looked at again only when `anew` says so. */
export function prepare({ anew = true } = {}) {
  if (!anew && readyFor && readyFor === named()) return preparing;
  if (preparing) isAskedAgain = true;
  preparing ??= lookUntilAnswered().finally(() => { preparing = null; });
  return preparing;
}

async function lookUntilAnswered() {
  do {
    isAskedAgain = false;
    await look().catch(() => {});
  } while (isAskedAgain && readyFor !== named());
}
