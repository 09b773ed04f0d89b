/** The last two screens: what is still open, and the truth about what is safe, on the line or off it. */
import { fill, forget, items } from "./page.js";
import { remember } from "./rehearsal.js";
import { count, open } from "./state.js";

export function lastQuestion(screen, record) {
  const left = open(items, record);
  screen.querySelector(".unsealed").hidden = true;
  const line = screen.querySelector(".unanswered");
  line.hidden = left.count === 0;
  const button = line.querySelector("button");
  button.textContent = fill(line.dataset.words, { count: left.count });
  button.value = left.first ?? "";
}

/** What was played is over: nothing of it stays in the fields, and this phone knows that it was read to the end. */
export function endRehearsal(screen, record, { next, forget: forgetNames }) {
  const isWhole = record.status === "complete";
  if (isWhole) remember();
  for (const part of screen.querySelectorAll(".when-whole")) part.hidden = !isWhole;
  for (const part of screen.querySelectorAll(".when-stopped")) part.hidden = isWhole;
  screen.querySelector(".once-more").href = next;
  forgetNames();
  forget();
}

/** `next` is where another parent begins; by telephone the due list says who that is. Gives whether all is safe on the server. */
export function showReceipt(screen, record, { next, unkept }) {
  const safe = record.confirmed >= record.revision;
  const title = screen.querySelector("h1");
  title.textContent = fill(safe ? title.dataset.safe : title.dataset.waits, { all: count(items, record), safe: record.safe });
  screen.classList.toggle("is-safe", safe);
  screen.querySelector(".when-waiting").hidden = safe || unkept || Boolean(record.parked);
  screen.querySelector(".when-stopped").hidden = record.status !== "stopped";
  const parked = screen.querySelector(".when-parked");
  Object.assign(parked, { hidden: !record.parked, textContent: fill(parked.dataset.words, { why: record.parked ?? "" }) });
  for (const part of screen.querySelectorAll(".code-big, .with-code")) part.hidden = !record.code;
  screen.querySelector(".code-big bdi").textContent = record.code ?? "";
  const again = screen.querySelector('[data-do="again"]');
  again.hidden = Boolean(record.case);
  again.href = next;
  for (const way of screen.querySelectorAll(".when-called")) way.hidden = !record.case;
  const parent = screen.querySelector(".this-parent");
  if (record.case && parent) parent.href = `${parent.dataset.calls}/${record.case}`;
  if (safe) forget();
  return safe;
}
