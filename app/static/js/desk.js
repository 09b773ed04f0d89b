/** The interview in hand: the tap, the pencil's mark, the messenger, the next statement. */
import { choice } from "./choices.js";
import { contacts } from "./contacts.js";
import { endRehearsal, lastQuestion, showReceipt } from "./ending.js";
import { entered, growsWhole, noted, unread, wrong } from "./fields.js";
import { handOut } from "./handout.js";
import { messenger } from "./messenger.js";
import * as pace from "./pace.js";
import * as page from "./page.js";
import { pencil } from "./pencil.js";
import { dream, isPreview, silent } from "./preview.js";
import { canSeal, sealing } from "./sealing.js";
import * as state from "./state.js";
import { openStore } from "./store.js";

const SHOWN_PRESSED = 300; // ms between a tap and the next statement; taps in that time are ignored
const { items, paper } = page;
const clock = { shownAt: 0, resumedAt: 0, before: 0, reading: "" };
let typing = null; // the item whose words are kept while they are typed

/** What is in hand: the interview, the item that is shown, whether taps count for nothing at this moment, and whose they are. */
export const now = { record: null, at: null, locked: false, by: undefined };
export const store = isPreview ? dream() : openStore().interviews;

export const isOwnShown = () => choice("own") !== "off";
export const elapsed = () => clock.before + performance.now() - clock.resumedAt;
const dwelt = () => (performance.now() - clock.shownAt) / 1000;

/** The stopwatch of an interview that begins, or goes on after so many milliseconds. */
export const wind = (before) => Object.assign(clock, { before, resumedAt: performance.now() });

const isUnkept = () => ink.isUnkept() || names.isLate();
export const ink = pencil({ store, changed: () => { mark(); receipt(); tell(); } });
export const names = contacts((id, field, text) => (now.record?.id === id ? keep(state.withContact(now.record, { contact: field }, text)) : null));
export const out = isPreview ? silent : messenger({
  store, form: document.getElementById("interview"),
  current: () => now.record,
  settled: (record) => { now.record = record; ink.renew(record); receipt(); },
  isUnkept, dropped: ink.drop,
});

let told = false;
/** The pill says at once that this phone does not keep what it should, and that it does again. */
function tell() {
  if (told === isUnkept()) return;
  told = isUnkept();
  out.tell();
}

export const fetchSeal = () => { if (canSeal()) sealing().catch(() => {}); };

/** Keep a record on this phone, then send it; resolves when it is on the disk. What is finished stays as it is. */
export function keep(next) {
  if (next === now.record || (now.record && now.record.status !== "draft")) return ink.kept();
  const moment = new Date().toISOString();
  now.record = { ...next, since: state.waitingSince(now.record, moment), parked: null, saved_at: moment, body: state.snapshot(items, next, null) };
  mark();
  return ink.write(now.record).finally(() => out.send());
}

/** Only what is on the disk is marked. */
export const mark = () => { if (now.record && page.itemOf(now.at)) page.mark(now.at, now.record, ink.written(now.record.id)); };

/** What the field or the answers of an item say now. */
const said = (item) => (item.contact ? names.said(now.record, item.contact) : state.valueOf(now.record, item));

/** The stopwatch of a screen and its ring begin; not again while the same words stand there. */
function read(screen, name) {
  const reading = [now.record.id, name, now.record.language].join();
  if (clock.reading === reading) return;
  Object.assign(clock, { reading, shownAt: performance.now() });
  const held = now.record.answers[name];
  pace.fill(screen, now.record, held?.language === now.record.language ? held.seconds : 0);
}

/** Show an item; `how` says what becomes of the browser's history. What comes after the card takes its place there. */
export function go(name, how = "push") {
  leave();
  name = page.itemOf(name)?.on ?? name;
  if (how === "push" && history.state?.card) how = "replace";
  if (now.record.status !== "draft") name = now.record.training ? "rehearsed" : "receipt";
  now.at = name;
  typing = null;
  const depth = (history.state?.depth ?? 0) + (how === "push" ? 1 : 0);
  if (how !== "none") history[`${how}State`]({ depth }, "", `#${now.record.id}/${name}`);
  const screen = page.show(name, now.record, { own: isOwnShown(), said, isUnreadable: (item) => names.isUnreadable(now.record, item.contact) });
  page.bar(state.place(items, now.record, name), now.record, name);
  read(screen, name);
  mark();
  const here = page.items.filter(({ on }) => on === name);
  for (const part of here.map((item) => page.partOf(item.name))) { unread(part); wrong(part); }
  if (here.some(({ contact }) => contact)) fetchSeal();
  handOut(screen, now.record, texting());
  if (name === state.FINISH) lastQuestion(screen, now.record);
  receipt();
  screen.querySelector(".texts").focus({ preventScroll: true });
  if (now.record.place !== name) store.change(now.record.id, (held) => ({ ...held, place: name })).catch(() => {});
  now.record = { ...now.record, place: name };
}

/** Whether the parent may be texted, and her number as long as it is in this page; a rehearsal texts nobody. */
function texting() {
  const { answers, training } = now.record;
  const mayText = answers.may_text?.value === "1" && !training;
  return { mayText, number: mayText ? names.said(now.record, "phone") : "" };
}

const onwards = () => go(state.after(items, now.record, now.at));

export function back() {
  const before = state.before(items, now.record, now.at);
  if (history.state?.depth > 0) history.back();
  else if (before) go(before, "replace");
  else later(() => { location.href = paper.home; }, Promise.all([leave(), names.settled()]));
}

/**
 * What comes after a tap waits until the tap is on the disk, unless the phone keeps nothing; and an answer shows itself
 * pressed for so long from the moment of the tap, however slow the phone.
 */
export function later(work, kept, { since = performance.now(), shown = 0 } = {}) {
  const here = now.at;
  const { classList } = page.screenOf(here);
  now.locked = true;
  classList.toggle("pressed", shown > 0);
  const pressed = new Promise((resolve) => { if (shown) setTimeout(resolve, since + shown - performance.now()); else resolve(); });
  Promise.all([pressed, kept]).then(() => {
    classList.remove("pressed");
    now.locked = false;
    if (now.at === here) work(); // whoever went back in that time meant it
  });
}

/** Keep an answer; when the next statement comes by itself, one mark writes both. */
function answer(item, given, { moves = false } = {}) {
  const least = pace.least(page.partOf(item.name), now.record);
  const more = { language: now.record.language, atMs: elapsed(), seconds: dwelt(), typing: typing === item.name, least, by: now.by };
  const next = state.withAnswer(now.record, item, { ...given, ...more });
  typing = growsWhole(item) ? item.name : null;
  if (next === now.record) return ink.kept();
  clock.shownAt = performance.now(); // the seconds up to here are counted
  return keep(moves ? { ...next, place: state.after(items, next, item.name) } : next);
}

/** A typed or ticked value; nothing typed takes back what stood there. */
function write(item, value) {
  if (item.contact) return (value === said(item) ? names.settled() : names.write(now.record, item.contact, value)).then(tell).then(ink.kept);
  return value ? answer(item, { value }) : keep(state.withoutValue(now.record, item));
}

/** Whichever way somebody leaves a screen: what stands there is kept. */
export function leave() {
  let kept = ink.kept();
  for (const item of now.at ? page.itemsOn(now.at, now.record) : []) {
    const value = noted(page.partOf(item.name), item, state.given(now.record));
    if (value !== null && value !== said(item)) kept = write(item, value);
  }
  return kept;
}

/** One radio was chosen: an answer, or the reason for none. */
export function choose(input, how) {
  const isReason = "missing" in input.dataset;
  if (isReason) page.empty(page.partOf(input.name));
  return answer(page.itemOf(input.name), { [isReason ? "missing" : "value"]: input.value }, how);
}

/** The respondent touched an answer on the card: it counts as hers. */
export function touched(input, since) {
  now.by = "respondent";
  if (input.type === "radio") {
    input.checked = true;
    tapped(input, since);
  } else input.click();
  now.by = undefined;
}

/** Something happened at an item that is only counted. */
export const count = (what, item = page.itemOf(now.at)) => keep(state.counted(now.record, item, what));

export function tapped(input, since) {
  const item = page.itemOf(input.name);
  if (!now.at || item?.on !== now.at) return; // of a screen that is not shown any more
  if (page.isTogether(now.at)) return void choose(input);
  const declined = item.consent === "interview" && input.value === "0";
  const kept = choose(input, { moves: !declined });
  later(() => (declined ? stop("refused") : onwards()), kept, { since, shown: SHOWN_PRESSED });
}

/** The last mark of an interview waits for the seals that are still being made: nothing is sent half. */
async function end(how, shown) {
  leave();
  now.locked = true;
  const isWhole = await names.settled();
  now.locked = false;
  if (!now.record) return;
  if (isWhole) return void later(() => go("receipt", "replace"), keep(how(now.record)), { shown });
  if (now.at !== state.FINISH) go(state.FINISH);
  page.screenOf(state.FINISH).querySelector(".unsealed").hidden = false;
}

export const stop = (reason) => end((record) => state.stopped(record, reason));
export const finish = () => end(state.complete, SHOWN_PRESSED);

/** Next, where something is typed, ticked or only read: on to the next screen, unless something here cannot stand. */
export function next() {
  const here = page.itemsOn(now.at, now.record);
  const values = new Map();
  for (const item of here) {
    const part = page.partOf(item.name);
    const isKept = names.isUnreadable(now.record, item.contact);
    if (item.type === "note" || now.record.answers[item.name]?.missing && !part.querySelector(".answers :checked")) continue;
    wrong(part);
    const value = entered(part, item, { ...state.given(now.record), ...Object.fromEntries(values) }, { isKept, isAlone: now.record.training });
    if (value === null) return;
    if (value || !isKept) values.set(item.name, value);
  }
  if (here.every(({ type }) => type === "note")) return void onwards();
  later(onwards, Promise.all([ink.kept(), ...[...values].map(([name, value]) => write(page.itemOf(name), value))]));
}

/** A name or number that is kept and cannot be read here is taken out. */
export const unsay = (button) => later(() => go(now.at, "none"), names.write(now.record, page.itemAt(button).contact, "").then(ink.kept));

/** Enter: the answer that has the focus counts, what is typed counts, and what was answered before stands. */
export function enter(target) {
  const item = page.itemOf(now.at);
  if (!item) return;
  if (page.isTogether(now.at)) {
    if (target.type === "radio" && !target.checked) target.click();
    next();
  } else if (target.type === "radio") {
    target.checked = true;
    tapped(target);
  } else if (page.screenOf(now.at).querySelector('[data-do="next"]')) next();
  else if (state.isAnswered(item, now.record)) onwards();
}

/** The student's own language where it is offered, else the first; of the interview in hand, or of one that begins. */
export function uiOrFirst(one = now.record ?? {}) {
  const tags = state.offered(one, paper);
  return tags.includes(page.uiLanguage) ? page.uiLanguage : tags[0];
}

/** What the last screen says, as long as it is shown. */
function receipt() {
  const next = () => state.again(now.record, uiOrFirst());
  if (now.at === "rehearsed") return void endRehearsal(page.screenOf("rehearsed"), now.record, { next: next(), forget: names.forget });
  if (now.at === "receipt" && showReceipt(page.screenOf("receipt"), now.record, { next: next(), unkept: isUnkept() })) names.forget();
}
