/**
 * Who did not take part: one tap, on this phone before anything else, and on its way like everything that waits here.
 *
 * htmx asks, and is answered from here: the line "counted" is true as soon as the phone keeps it, on the line and off it.
 */
import { phoneId } from "./device.js";
import { newId } from "./ids.js";
import { isParked, isWaiting, marked } from "./outbox.js";
import { carry } from "./satchel.js";
import { held } from "./store.js";
import { filled, made } from "./words.js";

const MOST = 60; // activities whose names are remembered
const occasions = document.getElementById("occasions");
const { store, sender, show } = carry();
const now = () => new Date().toISOString();

/** A tap at the door. */
export const tapped = ({ id, activity, reason, phone, at }) =>
  marked({ id, activity, reason, at, undone: false, revision: 1, confirmed: 0, parked: null, since: null, phone }, at);

/** A tap by mistake, taken back; the server hears of it either way. */
export const undone = (record, at) => marked({ ...record, undone: true, revision: record.revision + 1 }, at);

/** Keep it, send it when the page has said so; a phone that keeps nothing still sends while the page is open. */
async function keep(record) {
  await store.refusals.put(record).catch(() => {});
  show();
  sender.now({ withParked: false });
}

async function count(button) {
  const { activity, reason } = JSON.parse(button.getAttribute("hx-vals"));
  const record = tapped({ id: newId(), activity, reason, phone: phoneId(), at: now() });
  await keep(record);
  const box = document.createElement("div");
  box.append(made("counted-one", { reason: button.textContent.trim() }));
  box.querySelector("button").dataset.undo = record.id;
  return box.innerHTML;
}

async function undo(button) {
  const record = await store.refusals.get(button.dataset.undo);
  await keep(undone(record, now()));
  return filled("counted-none");
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const button = ctx.sourceElement;
  const work = button.matches(".refusal") ? count : button.matches("[data-undo]") ? undo : null;
  if (work) ctx.fetch = async () => new Response(await work(button), { status: 200, headers: { "Content-Type": "text/html" } });
});

/** Interviews with this list, finished, of which no count of the server knows yet. */
export function here(records, list) {
  const counts = new Map();
  for (const record of records) {
    const isCounted = record.status === "complete" && !record.case && (!list || record.instrument === list);
    if (isCounted && (isWaiting(record) || isParked(record))) counts.set(record.activity, (counts.get(record.activity) ?? 0) + 1);
  }
  return counts;
}

/** Beside each count what this phone adds to it; the plus stands before its number in Arabic too. */
async function add() {
  const counts = here(await held(store), occasions.querySelector(".days")?.dataset.main);
  for (const card of occasions.querySelectorAll(".occasion")) {
    const count = counts.get(Number(card.querySelector('[name="activity"]').value));
    card.querySelector(".here")?.remove();
    if (count) card.querySelector(".count").append(made("count-here", { count: `\u2066+${count}\u2069` }));
  }
}

/** Names of activities, for "This phone": what waits there was held somewhere. */
function remember() {
  const known = Object.entries(JSON.parse(localStorage.getItem("places") ?? "{}"));
  const seen = [...occasions.querySelectorAll(".occasion")].map((card) =>
    [card.querySelector('[name="activity"]').value, card.querySelector(".occasion-name").textContent.trim()]);
  localStorage.setItem("places", JSON.stringify(Object.fromEntries([...known, ...seen].slice(-MOST))));
}

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  add();
  if (ctx.target === occasions) remember();
});
sender.join(({ changed }) => {
  if (changed) document.body.dispatchEvent(new Event("counted")); // the counts renew themselves
  add();
});
remember();
add();
