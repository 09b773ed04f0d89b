/** One interview on one phone: the tap, the pencil's mark, the messenger, the next statement. */
import { lastQuestion, showReceipt } from "./ending.js";
import { entered, noted, unread, wrong } from "./fields.js";
import { newId } from "./ids.js";
import { messenger } from "./messenger.js";
import * as page from "./page.js";
import { openStore } from "./store.js";
import * as state from "./state.js";
import { sheets } from "./sheets.js";

const SHOWN_PRESSED = 300; // ms between a tap and the next statement; taps in that time are ignored
const { items, paper, find } = page;
const store = openStore().interviews;
const clock = { shownAt: 0, resumedAt: 0, before: 0 };
let record = null;
let at = null;
let locked = false;
let unkept = false;

const isOwnShown = () => localStorage.getItem("own") !== "off";
const elapsed = () => clock.before + performance.now() - clock.resumedAt;
const dwelt = () => (performance.now() - clock.shownAt) / 1000;

const out = messenger({
  store, form: document.getElementById("interview"),
  current: () => record,
  settled: (settledRecord) => { record = settledRecord; receipt(); },
  isUnkept: () => unkept,
});

/** Keep a record on this phone, then send it; the next statement waits for neither. What is finished stays as it is. */
function keep(next) {
  if (next === record || (record && record.status !== "draft")) return;
  record = { ...next, parked: null, saved_at: new Date().toISOString(), body: state.snapshot(items, next, null) };
  store.put(record).then(() => { unkept = false; }, () => { unkept = true; }).finally(() => out.send());
}

/** Show an item; `how` says what becomes of the browser's history. */
function go(name, how = "push") {
  leave();
  if (record.status !== "draft") name = "receipt";
  at = name;
  const depth = (history.state?.depth ?? 0) + (how === "push" ? 1 : 0);
  if (how !== "none") history[`${how}State`]({ depth }, "", `#${record.id}/${name}`);
  const screen = page.show(name, record, { own: isOwnShown() });
  page.bar(state.place(items, record, name), record, name);
  clock.shownAt = performance.now();
  unread(screen);
  wrong(screen);
  ending(screen, name);
  screen.querySelector(".texts").focus({ preventScroll: true });
  if (record.place !== name) store.change(record.id, (held) => ({ ...held, place: name })).catch(() => {});
  record = { ...record, place: name };
}

const onwards = () => go(state.after(items, record, at));
const backwards = () => {
  if (history.state?.depth > 0) history.back();
  else if (state.before(items, record, at)) go(state.before(items, record, at), "replace");
  else location.href = paper.home;
};

/** A tapped answer shows itself pressed from the moment of the tap, however slow the phone, then the next statement comes. */
function later(work, since = performance.now()) {
  const here = at;
  const { classList } = page.screenOf(here);
  locked = true;
  classList.add("pressed");
  setTimeout(() => {
    classList.remove("pressed");
    locked = false;
    if (at === here) work(); // whoever went back in that time meant it
  }, since + SHOWN_PRESSED - performance.now());
}

function answer(item, given) {
  const before = record;
  keep(state.withAnswer(record, item, { ...given, language: record.language, atMs: elapsed(), seconds: dwelt() }));
  if (record !== before) clock.shownAt = performance.now(); // the seconds up to here are counted
}

/** A typed or ticked value; nothing typed takes back what stood there. */
function write(item, value) {
  if (item.contact) keep(state.withContact(record, item, value));
  else if (value) answer(item, { value });
  else keep(state.withoutValue(record, item));
}

/** Whichever way somebody leaves a screen: what stands there is kept. */
function leave() {
  const item = page.itemOf(at);
  const value = item ? noted(page.screenOf(at), item, state.given(record)) : null;
  if (value !== null && value !== state.valueOf(record, item)) write(item, value);
}

/** One radio was chosen: an answer, or the reason for none. */
function choose(input) {
  answer(page.itemOf(at), "missing" in input.dataset ? { missing: input.value } : { value: input.value });
}

function tapped(input, since) {
  choose(input);
  const item = page.itemOf(at);
  const declined = item.consent === "interview" && input.value === "0";
  later(() => (declined ? stop("refused") : onwards()), since);
}

function stop(reason) {
  keep(state.stopped(record, reason));
  go("receipt", "replace");
}

/** Next, at an item that is typed, ticked or only read. */
function next() {
  const item = page.itemOf(at);
  const screen = page.screenOf(at);
  if (item.type !== "note") {
    wrong(screen);
    const value = entered(screen, item, state.given(record));
    if (value === null) return;
    write(item, value);
  }
  onwards();
}

/** Enter: the answer that has the focus counts, what is typed counts, and what was answered before stands. */
function enter(target) {
  const item = page.itemOf(at);
  if (!item) return;
  if (target.type === "radio") {
    target.checked = true;
    tapped(target);
  } else if (page.screenOf(at).querySelector('[data-do="next"]')) next();
  else if (state.isAnswered(item, record)) onwards();
}

/** What the last two screens say. */
function ending(screen, name) {
  if (name === "finish") lastQuestion(screen, record);
  if (name === "receipt") receipt();
}

function receipt() {
  if (at !== "receipt") return;
  const { activity, group, kind, mode, wave } = record;
  const next = `#new?${new URLSearchParams({ wave, activity, group, kind, mode, language: uiOrFirst() })}`;
  showReceipt(page.screenOf("receipt"), record, { next, unkept });
}

const uiOrFirst = () => (paper.languages.includes(page.uiLanguage) ? page.uiLanguage : paper.languages[0]);

/** Beside a name or number a remark would lie unsealed among the answers; a note and the last screen hold no answer. */
const canHoldRemark = (item) => Boolean(item) && !item.contact && item.type !== "note";

const verbs = {
  back: backwards,
  next,
  languages: () => sheets.open("languages", { language: record.language }),
  more: () => sheets.open("more", {
    remark: canHoldRemark(page.itemOf(at)) ? record.answers[at]?.remark ?? "" : null,
    hint: page.screenOf(at).querySelector(".wording:not([hidden]) .hint[hidden]"),
    own: record.language === page.uiLanguage ? null : isOwnShown(),
  }),
  stop: () => sheets.swap("stop"),
  language: ({ value }) => { keep(state.inLanguage(record, value)); sheets.close(); go(at, "none"); },
  own: () => { localStorage.setItem("own", isOwnShown() ? "off" : "on"); go(at, "none"); },
  hint: () => { page.screenOf(at).querySelector(".wording:not([hidden]) .hint").hidden = false; sheets.close(); },
  stopped: ({ value }) => { sheets.close(); stop(value); },
  finish: () => { keep(state.complete(record)); later(() => go("receipt", "replace")); },
  "open-item": ({ value }) => go(value),
};

/* While an answer shows itself pressed, taps do nothing: caught on their way down, before they choose anything. */
document.addEventListener("click", (event) => {
  if (!locked) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button && button.dataset.do !== "again") verbs[button.dataset.do](button);
});

/* A finger moves on at once; with the keys one walks through the answers, and Enter moves on. */
const room = find(".screens");
let walking = false;
room.addEventListener("pointerdown", () => { walking = false; });
room.addEventListener("click", ({ target, timeStamp }) => {
  if (target instanceof HTMLInputElement && target.type === "radio") (walking ? choose : tapped)(target, timeStamp);
});
room.addEventListener("keydown", (event) => {
  walking = true;
  if (event.key !== "Enter" || event.isComposing || event.target.matches("button, a, textarea")) return;
  event.preventDefault();
  if (!locked) enter(event.target);
});
room.addEventListener("input", ({ target }) => {
  if (target.matches(".entry")) unread(page.screenOf(at));
  wrong(page.screenOf(at));
});
room.addEventListener("change", ({ target }) => { if (target.type !== "radio") leave(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
document.getElementById("interview").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("sheet-more").addEventListener("close", () => {
  if (canHoldRemark(page.itemOf(at))) keep(state.withRemark(record, at, document.getElementById("remark").value, record.language));
  page.bar(state.place(items, record, at), record, at);
});

/** A new interview; what was tapped before this script had arrived counts. */
function begin(context) {
  if (!paper.languages.includes(context.language)) context.language = uiOrFirst();
  const early = find(`.screen[data-item="${items[0].name}"]:not([hidden]) input:checked`);
  clock.before = 0;
  record = null;
  keep(state.begin({ id: newId(), respondent: newId(), startedAt: new Date().toISOString(), context, paper }));
  go(items[0].name, "replace");
  if (!early) return;
  early.checked = true;
  tapped(early);
}

/** Go on with an interview that this phone keeps. */
async function resume(id, name) {
  record = await store.get(id).catch(() => null) ?? null;
  if (!record) return void page.show("taken", { language: uiOrFirst(), answers: {} }, { own: false });
  clock.before = record.elapsed;
  go(page.screenOf(name) ? name : record.place ?? items[0].name, "replace");
  out.send();
}

/** What the address says. */
function start() {
  const [, begins, id, name] = location.hash.match(/^#(?:(new)\?.*|([0-9a-f-]{36})(?:\/(\w+))?)$/) ?? [];
  leave();
  if (record && record.id === id && page.screenOf(name)) return void go(name, "none");
  at = null;
  clock.resumedAt = performance.now();
  if (begins) begin(Object.fromEntries(new URLSearchParams(location.hash.slice(5))));
  else resume(id ?? "", name);
}

addEventListener("popstate", start);
setInterval(() => {
  if (!record || record.status !== "draft") return;
  const minutes = find(".minutes");
  minutes.firstElementChild.textContent = page.fill(minutes.dataset.words, { time: Math.floor(elapsed() / 60_000) });
}, 5000);
start();
