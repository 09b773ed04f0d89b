/** "This phone": what waits on it and why, from its own memory alone, with and without a network. */
import "./works.js";
import { isInstalled, isPersisted } from "./device.js";
import { isParked, isWaiting, since } from "./outbox.js";
import { pillOf } from "./pill.js";
import { carry } from "./satchel.js";
import { seal } from "./seal.js";
import { held } from "./store.js";
import "./spoken.js";
import { fill } from "./words.js";
import "./tongues.js";
import { unsent, write } from "./unsent.js";
import { stayCurrent } from "./update.js";

const SHOWN = 5;
const find = (id) => document.getElementById(id);
const words = find("words").dataset;
const language = document.documentElement.lang;
const { store, sender } = carry();
const places = JSON.parse(localStorage.getItem("places") ?? "{}"); // what home called its activities

const isInterview = (record) => Boolean(record.instrument);
const ownName = (tag) => new Intl.DisplayNames(tag, { type: "language" }).of(tag);

/** When, as briefly as it is clear. */
function time(at) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  const isToday = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language, { ...(!isToday && { weekday: "short", day: "numeric", month: "short" }), hour: "2-digit", minute: "2-digit" }).format(date);
}

const answered = ({ answers = {} }) => Object.values(answers).filter(({ value, missing }) => value !== null || missing).length;
const copy = (id) => find(id).content.firstElementChild.cloneNode(true);

/** Why it stands where it stands; warm only when somebody must do something. */
function because(line, why, isWarm) {
  const place = line.querySelector(".why");
  Object.assign(place, { textContent: why ?? "", hidden: !why });
  place.classList.toggle("calm", !isWarm);
}

/** One interview: where, in which language, when, how much; never what was answered. */
function interview(record, why) {
  const line = copy("line-interview");
  line.querySelector(".where").textContent = places[record.activity] ?? words.somewhere;
  Object.assign(line.querySelector(".tongue"), { lang: record.language, textContent: ownName(record.language) });
  line.querySelector(".time").textContent = time(record.device_started_at ?? since(record));
  const amount = line.querySelector(".amount");
  amount.textContent = fill(amount.textContent, { count: answered(record) });
  because(line, why, Boolean(record.parked));
  return line;
}

/** All refusals are one line; each counts. */
function refusals(records, why) {
  const line = copy("line-refusals");
  line.querySelector(".time").textContent = time(records[0].at);
  const amount = line.querySelector(".amount");
  amount.textContent = fill(amount.textContent, { count: records.length });
  because(line, why, Boolean(records[0].parked));
  return line;
}

/** Fill a list; what is beyond the first few folds away. */
function list(section, records, why) {
  const place = find(section).querySelector(".lines");
  const taps = records.filter((record) => !isInterview(record));
  const lines = records.filter(isInterview).map((record) => interview(record, why(record)));
  if (taps.length) lines.unshift(refusals(taps, why(taps[0])));
  const isOpen = place.querySelector(".more")?.open ?? false;
  place.replaceChildren(...lines.splice(0, lines.length > SHOWN + 1 ? SHOWN : lines.length));
  find(section).hidden = !records.length;
  if (!lines.length) return;
  const more = copy("line-more");
  more.open = isOpen;
  const summary = more.querySelector("summary");
  summary.textContent = fill(summary.textContent, { count: lines.length });
  more.querySelector(".lines").append(...lines);
  place.append(more);
}

let locked = new Set();
let all = [];

/** The same as the pill, in words that have room. */
function say({ name, values = {} }, isBroken) {
  const key = { safe: "nothing" }[name] ?? name;
  const line = fill(words[key], values);
  if (find("state-line").textContent !== line) find("state-line").textContent = line;
  find("state-advice").textContent = words[`${key}Advice`];
  find("state").classList.toggle("is-safe", name === "safe");
  find("state").classList.toggle("warm", name !== "safe" && name !== "waits");
  find("state").hidden = isBroken;
}

async function show() {
  all = (await held(store)).sort((one, other) => (since(one) < since(other) ? -1 : 1));
  const problem = Boolean(store.problem());
  find("trouble").hidden = !problem;
  const state = pillOf(all, { locked, now: new Date().toISOString() });
  say(state, problem && state.name === "safe");
  list("waiting", all.filter(isWaiting), ({ status }) => (status === "draft" ? words.open : null));
  list("parked", all.filter(isParked), ({ parked }) => parked);
  list("decided", all.filter(({ decided }) => decided), ({ decided }) => words[decided]);
  const isUnsent = all.some((record) => isWaiting(record) || isParked(record));
  find("sign-in").hidden = state.name !== "signin";
  find("send").hidden = !isUnsent;
  find("send").className = state.name === "signin" ? "secondary" : "primary";
  find("copy").hidden = !isUnsent;
}

/** What a round came to, in words; after an own tap only. */
async function sendNow() {
  const outcome = find("outcome");
  outcome.textContent = words.busy;
  find("send").disabled = true;
  const { said } = await sender.now();
  find("send").disabled = false;
  outcome.textContent = said === "sign-in" ? words.signinAdvice : words[said];
  await show();
}

async function save() {
  const place = find("saved");
  const name = await write(unsent(all), { release: document.body.dataset.release, seal }).catch(() => null);
  place.textContent = name === "" ? "" : name ? fill(place.dataset.done, { name }) : place.dataset.failed;
}

const size = (bytes) => {
  const [amount, unit] = bytes < 1e9 ? [bytes / 1e6, "megabyte"] : [bytes / 1e9, "gigabyte"];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount);
};

async function about() {
  const persisted = await isPersisted();
  find("persisted").textContent = find("persisted").dataset[persisted === null ? "unknown" : persisted ? "yes" : "no"];
  find("persist").hidden = persisted !== false;
  find("installed").textContent = find("installed").dataset[isInstalled() ? "yes" : "no"];
  const { usage, quota } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  const room = find("room").dataset;
  find("room").textContent = quota ? fill(room.words, { used: size(usage), free: size(quota - usage) }) : room.unknown;
}

find("send").addEventListener("click", sendNow);
find("save").addEventListener("click", save);
find("persist").addEventListener("click", () => navigator.storage.persist().catch(() => {}).then(about));
sender.join((result) => {
  if (result.said !== "later" && result.said !== "elsewhere") ({ locked } = result);
  return show();
});
show();
about();
stayCurrent();
