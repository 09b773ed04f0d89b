/** Home's word on whether it opens without internet: looked at on every start, and mended as often as it takes. */
import { isKept } from "./evening.js";
import { makeReady } from "./ready.js";
import { isWorking, register } from "./worker.js";
import { made } from "./words.js";

const home = document.getElementById("home");
const place = document.getElementById("ready");
let preparing = null;
let readyFor = ""; // the questionnaires that were all found ready last

const named = () => document.querySelector(".days")?.dataset.prints ?? "{}";
const papers = () => Object.entries(JSON.parse(named()));

/** One line for each questionnaire; where no worker works there is one thing to say, once. */
function tell(states) {
  const lines = states.map(([title, state]) => made(`ready-${state}`, { title }));
  place.replaceChildren(...(states[0]?.[1] === "never" ? lines.slice(0, 1) : lines));
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
