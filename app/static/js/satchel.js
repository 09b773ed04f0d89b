/** What every page of the team carries: whatever waits on this phone, and the pill in the header that says so. */
import { remember } from "./device.js";
import { pillOf, showPill } from "./pill.js";
import { keepSending } from "./sender.js";
import { held, openStore } from "./store.js";

let carried = null;

/** Begin to carry, once per page; `isStart` when an evening begins here. */
export function carry({ isStart = false } = {}) {
  if (carried && isStart) carried.sender.join(() => {}, true);
  return (carried ??= begin(isStart));
}

function begin(isStart) {
  remember();
  const store = openStore();
  const place = document.getElementById("satchel");
  let locked = new Set();

  /** Look into the store, and say how it is. */
  async function show() {
    const records = await held(store);
    if (place) showPill(place, pillOf(records, { locked, now: new Date().toISOString(), unkept: Boolean(store.problem()) }));
  }

  function changed(result) {
    if (result.said !== "later" && result.said !== "elsewhere") locked = result.locked; // else nothing new is known
    return show();
  }

  const shown = show();
  return { store, show, shown, sender: keepSending({ store, changed, isStart }) };
}
