/** "This phone": the recordings of each questionnaire and language, how large they are, and a switch to keep them here. */
import * as sounds from "./sounds.js";
import { fill } from "./words.js";

const section = document.getElementById("recordings");
const words = section.dataset;
const language = document.documentElement.lang;

function size(bytes) {
  const [amount, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount);
}

/** One set: its language, its questionnaire, how much, and the switch. */
function line(set, sets) {
  const row = document.getElementById("line-recordings").content.firstElementChild.cloneNode(true);
  const [amount, button] = [row.querySelector(".amount"), row.querySelector("button")];
  Object.assign(row.querySelector(".tongue"), { lang: set.language, textContent: set.own_name });
  row.querySelector(".title").textContent = set.title[language] ?? set.instrument;
  button.setAttribute("aria-label", fill(button.dataset.words, { language: set.own_name }));

  async function show(outcome) {
    const held = await sounds.look(set);
    const isOn = sounds.isWanted(set, sets);
    button.setAttribute("aria-pressed", String(isOn));
    const state = outcome === "full" ? "full" : held.isKept ? "kept" : !isOn ? "none" : outcome === "busy" ? "busy" : "away";
    row.querySelector(".told").classList.toggle("warm", state === "full");
    amount.textContent = fill(words[state], { size: size(held.size || set.sizes[sounds.kind]), kept: held.kept, all: held.all || set.recorded });
  }

  async function settle() {
    await show("busy");
    await show(await sounds.settle(set, sets, () => show("busy")));
  }

  button.addEventListener("click", () => {
    sounds.choose(set, button.getAttribute("aria-pressed") !== "true");
    settle();
  });
  show();
  return row;
}

async function show() {
  const sets = await sounds.known();
  section.hidden = !sets.length;
  section.querySelector(".lines").replaceChildren(...sets.map((set) => line(set, sets)));
  section.querySelector(".never").hidden = Boolean(globalThis.caches);
}

show().catch(() => {});
