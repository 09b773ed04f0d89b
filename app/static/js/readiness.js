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

const named = () => document.querySelector(".days")?.dataset.prints ?? "{}";
const papers = () => Object.entries(JSON.parse(named()));

/** The first of several titles, and how many more. */
const several = ([first, ...more]) => (more.length ? fill(home.dataset.several, { first, count: more.length }) : first);

/** One line for each state that questionnaires are in; the worst comes last, where the eye stays. */
function tell(states) {
  const lines = ORDER.filter((state) => states.some(([, one]) => one === state))
    .map((state) => made(`ready-${state}`, { title: several(states.filter(([, one]) => one === state).map(([title]) => title)) }));
  place.replaceChildren(...lines);
}

async function stateOf(address, registration) {
  if (!registration) return "never";
  if (!(await isWorking(registration))) return "away";
  const print = address.replace(/[^/]+$/, home.dataset.release); // what was kept yesterday may name an older release
  const state = await makeReady([...home.dataset.keep.split(" "), print]);
  return state === "ready" && !(await isKept()) ? "away" : state;
}

async function look() {
  if (!place.children.length) tell(papers().map(([, title]) => [title, "busy"]));
  const registration = await register().catch(() => undefined);
  const states = [];
  for (const [address, title] of papers()) states.push([title, registration === undefined ? "away" : await stateOf(address, registration)]);
  readyFor = states.every(([, state]) => state === "ready") ? named() : "";
  tell(states);
}

/** Look whether all is kept, and fetch what is not. What was found ready is looked at again only when `anew` says so. */
export function prepare({ anew = true } = {}) {
  if (!anew && readyFor && readyFor === named()) return preparing;
  preparing ??= look().catch(() => {}).finally(() => { preparing = null; });
  return preparing;
}
