/**
 * An interview as the phone holds it, and what is asked next. Nothing here knows a page, a clock or a network:
 * each function takes a record and gives a new one.
 */
import { evaluate } from "./expressions.js";
import { bare } from "./rehearsal.js";

export const FINISH = "finish";

/** A new record; the phone makes the ids, so nothing waits for the server. */
export function begin({ id, respondent, startedAt, context, paper, phone = null }) {
  return {
    id, revision: 1, confirmed: 0, parked: null, status: "draft", stop_reason: null, phone, since: null,
    respondent: context.respondent || respondent, case: context.case ? Number(context.case) : null,
    wave: context.wave || paper.wave, instrument: paper.instrument, version: paper.version,
    activity: Number(context.activity), group: Number(context.group), kind: context.kind, mode: context.mode,
    language: context.language, interpreter: null, device_started_at: startedAt, elapsed: 0, saved_at: startedAt,
    answers: {}, contact: {}, place: null, code: null, safe: 0, line: context.line || null, office: context.office || null,
    ...(context.languages && { languages: context.languages.split(" ") }), ...(context.training && { training: true }),
  };
}

/** In which languages this may be held: those that were released when it began; a rehearsal in all of them. */
export function offered({ languages, training = false }, paper) {
  const some = training || !languages ? paper.languages : paper.languages.filter((tag) => languages.includes(tag));
  return some.length ? some : paper.languages;
}

/** The address of one more like this. */
export function again({ wave, activity, group, kind, mode, languages, training, line, office }, language) {
  const more = { ...(line && { line, office }), ...(languages && { languages: languages.join(" ") }), ...(training && { training: 1 }) };
  return `#new?${new URLSearchParams({ wave, activity, group, kind, mode, language, ...more })}`;
}

/** The items that are asked, given the answers so far; what is skipped counts as unanswered further on. */
export function asked(items, record) {
  const values = {};
  return items.filter((item) => {
    const relevant = (item.relevant ?? []).every((tree) => evaluate(tree, values) === true);
    if (relevant) values[item.name] = record.answers[item.name]?.value ?? null;
    return relevant;
  });
}

/** The values that a constraint may look at. */
export const given = (record) =>
  Object.fromEntries(Object.entries(record.answers).map(([name, held]) => [name, held.value]));

/** The screen of an item: its own, or the one where it stands beside others. */
const screenOf = ({ on, name }) => on ?? name;

/** The screens on which something is asked, in order. */
const screens = (items, record) => [...new Set(asked(items, record).map(screenOf))];

/** The next screen after this one, or the end. */
export function after(items, record, name) {
  const names = screens(items, record);
  const here = names.indexOf(name);
  if (here >= 0) return names[here + 1] ?? FINISH;
  const order = items.map(screenOf);
  return names.find((other) => order.indexOf(other) > order.indexOf(name)) ?? FINISH;
}

/** The screen before this one; null at the first. */
export function before(items, record, name) {
  const names = screens(items, record);
  return names[(name === FINISH ? names.length : names.indexOf(name)) - 1] ?? null;
}

export function isAnswered(item, record) {
  if (item.contact) return Boolean(record.contact[item.contact]);
  const held = record.answers[item.name];
  return Boolean(held && (held.value !== null || held.missing));
}

/** What was typed, ticked or chosen at an item; empty when nothing was. Names and numbers are for `contacts.js`. */
export const valueOf = (record, item) => record.answers[item.name]?.value ?? "";

/** The screen of the first required item that is still open, if any, and how many there are. */
export function open(items, record) {
  const left = asked(items, record).filter((item) => item.type !== "note" && !item.optional && !isAnswered(item, record));
  return { count: left.length, first: left.length ? screenOf(left[0]) : null };
}

/** Since when a record waits, by the phone's own clock; what waits already waits since then. */
export const waitingSince = (record, now) => (record && record.revision > record.confirmed && record.since) || now;

/** Where we are: the number of this screen and of all on which something is asked. */
export function place(items, record, name) {
  const names = screens(items, record);
  const here = names.indexOf(name);
  return { here: here < 0 ? names.length : here + 1, all: names.length };
}

const changed = (record, more) => ({ ...record, ...more, revision: record.revision + 1 });

/** The answer or the sealed contact of an item, as it stands; the same object as long as nothing changes it. */
export const heldAt = (record, item) => (item.contact ? record.contact[item.contact] : record.answers[item.name]);

/** What nobody answered, but somebody remarked something at, asked about or listened to. */
const blank = (language) => ({ value: null, missing: null, language, at_ms: 0, seconds: 0, changes: 0, remark: null });

const COUNTS = ["probed", "shown", "plays"];
const isBlank = ({ value, missing, remark, ...more }) => value === null && !missing && !remark && !COUNTS.some((name) => more[name]);

/** An item's part of the answers, gone when nothing stands in it. */
function put(answers, name, held) {
  const all = { ...answers, [name]: held };
  if (isBlank(held)) delete all[name];
  return all;
}

/**
 * An item answered with a value, or with the reason why not; the same again changes nothing, unless now the respondent
 * tapped it herself. Somebody who is still typing changes it once. `least` are the seconds that reading takes.
 */
export function withAnswer(record, item, { value = null, missing = null, language, atMs, seconds, typing = false, least = null, by = whose(record) }) {
  const held = record.answers[item.name];
  const isSame = held && held.value === value && held.missing === missing && held.language === language;
  if (isSame && (held.by === by || by !== "respondent")) return record;
  const before = held ?? blank(language);
  const isFirst = before.value === null && !before.missing && !before.changes;
  const answer = {
    ...before, value, missing, language, at_ms: Math.round(atMs), least, by,
    seconds: Math.round((before.seconds + seconds) * 10) / 10,
    changes: before.changes + (isFirst || typing ? 0 : 1),
  };
  return changed(record, { answers: { ...record.answers, [item.name]: answer }, elapsed: atMs });
}

/** Whose finger it is where nothing else is said. */
const whose = (record) => (record.mode === "self" ? "respondent" : "interviewer");

/** A value taken back; its remark and what was counted stay. */
export function withoutValue(record, item) {
  const held = record.answers[item.name];
  if (!held || held.value === null) return record;
  return changed(record, { answers: put(record.answers, item.name, { ...held, value: null, changes: held.changes + 1 }) });
}

/** Once more: "probed" the explanation was opened, "shown" the card was turned round, "plays" a recording was played. */
export function counted(record, item, what) {
  if (item.contact || item.type === "note") return record; // they stand beside the answers, or hold none
  const held = record.answers[item.name] ?? blank(record.language);
  return changed(record, { answers: put(record.answers, item.name, { ...held, [what]: (held[what] ?? 0) + 1 }) });
}

/** A name or number: it never goes among the answers. */
export function withContact(record, item, text) {
  if ((record.contact[item.contact] ?? "") === text) return record;
  const contact = { ...record.contact, [item.contact]: text };
  if (!text) delete contact[item.contact];
  return changed(record, { contact });
}

/** A remark at an item, answered or not. */
export function withRemark(record, name, remark, language) {
  const held = record.answers[name];
  const text = remark.trim() || null;
  if ((held?.remark ?? null) === text) return record;
  return changed(record, { answers: put(record.answers, name, { ...(held ?? blank(language)), remark: text }) });
}

export const inLanguage = (record, language) => (record.language === language ? record : changed(record, { language }));
export const interpreted = (record, interpreter) => ((record.interpreter ?? null) === interpreter ? record : changed(record, { interpreter }));
export const complete = (record) => changed(record, { status: "complete", stop_reason: null });
export const stopped = (record, reason) => changed(record, { status: "stopped", stop_reason: reason });
export const resumed = (record) => changed(record, { status: "draft", stop_reason: null });

/** What is sent: the whole interview, less what is not asked any more. */
export function snapshot(items, record, sentAt) {
  const names = new Set(asked(items, record).map((item) => item.name));
  const fields = new Set(asked(items, record).filter((item) => item.contact).map((item) => item.contact));
  const only = (all, allowed) => Object.fromEntries(Object.entries(all).filter(([name]) => allowed.has(name)));
  const contact = only(record.contact, fields);
  const { revision, status, stop_reason, respondent, wave, instrument, version, activity, group, mode, language } = record;
  const sent = {
    revision, status, stop_reason, respondent, case: record.case, wave, instrument, version, activity, group, mode, language,
    phone: record.phone ?? null, interpreter: record.interpreter ?? null,
    device_started_at: record.device_started_at, device_sent_at: sentAt,
    answers: only(record.answers, names), contact: Object.keys(contact).length ? contact : null,
  };
  return record.training ? bare(sent) : sent;
}

/** How many items of a snapshot are answered, with a value or a reason; a remark alone is no answer. */
export const count = (items, record) =>
  Object.values(snapshot(items, record, null).answers).filter((held) => held.value !== null || held.missing).length;
