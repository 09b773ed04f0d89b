/** The student's evening: where, how far, start. It is shown as it was kept last when there is no internet. */
import "./app.js";
import { choose, dateIn, showAge, showDay } from "./days.js";
import * as evening from "./evening.js";
import { isFromUs } from "./kept.js";
import { makeReady } from "./ready.js";
import "./refusals.js";
import { carry } from "./satchel.js";
import { openStore } from "./store.js";
import { offerUpdate } from "./update.js";
import { isWorking, register } from "./worker.js";

const store = openStore().interviews;
const home = document.getElementById("home");
const occasions = document.getElementById("occasions");
const A_YEAR = 365 * 24 * 3600; // seconds
const language = document.documentElement.lang;

const said = (id, values = {}) => {
  const copy = document.getElementById(id).content.cloneNode(true);
  for (const node of copy.querySelectorAll("p")) if (!node.children.length) node.textContent = node.textContent.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  return copy;
};

/* --- which day, how old, which activity ------------------------------------------------------------------- */

const here = () => dateIn(home.dataset.zone);
let known = null; // what the server called today, while this phone's date was that
let isFresh = !("shell" in home.dataset);
let isOpen = false;
let reply = null; // the last answer about the counts; null: none came

function show() {
  const days = occasions.querySelector(".days");
  if (isFresh && days) known = { here: here(), today: days.dataset.today };
  const date = known?.here === here() ? known.today : here();
  const isHere = !days || showDay(occasions, date, isOpen);
  showAge(occasions, { isFresh, date });
  choose(occasions, { activity: localStorage.getItem("activity"), group: localStorage.getItem("group") });
  const named = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));
  if (!isFresh) document.getElementById("date").textContent = named;
  const notes = [];
  if (reply?.status === 401) notes.push(said("away-signin"));
  if (!isHere) notes.push(said("away-day", { day: named }));
  document.getElementById("away").replaceChildren(...notes);
}

occasions.addEventListener("change", (event) => {
  if (event.target.name === "activity") localStorage.setItem("activity", event.target.value);
});
occasions.addEventListener("click", (event) => {
  const start = event.target.closest(".start");
  if (start) localStorage.setItem("group", start.dataset.group);
  if (!event.target.closest(".others")) return;
  isOpen = !isOpen;
  show();
});

/* --- htmx: only our own counts are shown and kept ------------------------------------------------------------ */

occasions.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement !== occasions) return;
  reply = ctx.response;
  if (reply.status !== 200 || !isFromUs(reply.raw)) event.preventDefault();
});
occasions.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement === occasions) evening.keep(ctx.text, ctx.response.raw).catch(() => {}); // a full phone: not ready
});
occasions.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement !== occasions) return;
  isFresh = ctx.status === "swapped";
  if (!ctx.response) reply = null;
  show();
  prepare();
});

/* --- ready without internet -------------------------------------------------------------------------------- */

let preparing = null;
let readiness = "";

function tell(states) {
  const words = Object.entries(states).map(([title, state]) => said(`ready-${state}`, { title }));
  readiness = Object.values(states).join();
  document.getElementById("ready").replaceChildren(...(states[Object.keys(states)[0]] === "never" ? words.slice(0, 1) : words));
}

async function stateOf(address, registration) {
  if (!registration) return "never";
  if (!(await isWorking(registration))) return "away";
  const print = address.replace(/[^/]+$/, home.dataset.release); // what was kept yesterday may name an older release
  const state = await makeReady([...home.dataset.keep.split(" "), print]);
  return state === "ready" && !(await evening.isKept()) ? "away" : state;
}

async function look() {
  const prints = Object.entries(JSON.parse(occasions.querySelector(".days")?.dataset.prints ?? "{}"));
  if (!readiness) tell(Object.fromEntries(prints.map(([, title]) => [title, "busy"])));
  const registration = await register().catch(() => undefined);
  const states = {};
  for (const [address, title] of prints) states[title] = registration === undefined ? "away" : await stateOf(address, registration);
  tell(states);
}

/** Look whether all is kept, and fetch what is not; again and again, because a browser may throw things away. */
function prepare() {
  preparing ??= look().catch(() => {}).finally(() => { preparing = null; });
  return preparing;
}

/* --- the language of the screens, also without internet ----------------------------------------------------- */

document.querySelector(".tongues").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button || !navigator.serviceWorker?.controller) return;
  event.preventDefault();
  const chosen = new URLSearchParams({ language: button.value });
  const answer = await fetch(button.form.action, { method: "POST", body: chosen, redirect: "manual" }).catch(() => null);
  if (answer?.type !== "opaqueredirect") document.cookie = `language=${button.value}; path=/; max-age=${A_YEAR}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  await evening.speak(button.value);
  location.href = "/";
});

/* --- interviews that were left in the middle ---------------------------------------------------------------- */

/** One tap goes on at the same question. */
async function resume() {
  const place = document.getElementById("resume");
  const one = document.getElementById("resume-one");
  const kept = (await store.all().catch(() => [])).sort((a, b) => (a.saved_at < b.saved_at ? 1 : -1));
  const drafts = kept.filter((record) => record.status === "draft" && Object.keys(record.answers).length > 0);
  for (const record of drafts) {
    const card = one.content.cloneNode(true);
    const address = place.dataset.paper.replace("NAME", record.instrument).replace("VERSION", record.version);
    card.querySelector("a").href = `${address}#${record.id}/${record.place}`;
    card.querySelector(".where").textContent = document.querySelector(`[name="activity"][value="${record.activity}"]`)?.closest("label").querySelector("b").textContent ?? "";
    const tongue = card.querySelector(".language");
    Object.assign(tongue, { lang: record.language, textContent: new Intl.DisplayNames(record.language, { type: "language" }).of(record.language) });
    const last = card.querySelector(".meta:last-child");
    const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(new Date(record.saved_at));
    last.textContent = last.textContent.replace("{done}", Object.keys(record.answers).length).replace("{time}", time);
    place.append(card);
  }
  place.hidden = drafts.length === 0;
}

show();
evening.speak(language)?.catch(() => {});
prepare();
register().then((registration) => registration && offerUpdate(registration, document.getElementById("update"))).catch(() => {});
document.addEventListener("visibilitychange", () => { if (!document.hidden) prepare(); });
carry({ isStart: true });
resume().catch(() => {});
