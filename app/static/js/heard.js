/** Home's line about recordings: in which languages parents can listen here, and whether that needs internet. */
import * as sounds from "./sounds.js";
import { made } from "./words.js";

const place = document.getElementById("heard");
const ORDER = ["kept", "none", "away", "full"];

const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(Math.ceil(bytes / 1e5) / 10);

/** Text of any direction inside a sentence of another: U+2068 and U+2069 keep its neighbours in their places. */
const apart = (text) => `\u2068${text}\u2069`;

/** The languages of some sets, each once, in its own name. */
const languages = (sets) => [...new Set(sets.map(({ own_name }) => apart(own_name)))].join(" · ");

function tell(states) {
  const lines = ORDER.flatMap((state) => {
    const sets = states.filter(([set, one]) => one === state && !sounds.isDeclined(set)).map(([set]) => set);
    const bytes = sets.reduce((sum, set) => sum + set.sizes[sounds.kind], 0);
    return sets.length ? [made(`heard-${state}`, { languages: languages(sets), size: apart(size(bytes)) })] : [];
  });
  place.replaceChildren(...lines);
}

/** What is here now; then whatever is wanted is fetched, where there is internet. */
export async function listenHere() {
  const sets = await sounds.known();
  const now = [];
  for (const set of sets) {
    const { isKept } = await sounds.look(set);
    now.push([set, isKept ? "kept" : sounds.isWanted(set, sets) ? "away" : "none"]);
  }
  tell(now);
  await sounds.settleAll().then(tell).catch(() => {});
}
