import assert from "node:assert/strict";
import { test } from "node:test";
import * as state from "../../app/static/js/state.js";

/** A small list with everything that matters: a filter, consents, a contact that hangs on one of them, and a note. */
const ITEMS = [
  { name: "hello", type: "note", relevant: [] },
  { name: "consent", type: "select_one", relevant: [], consent: "interview" },
  { name: "education", type: "select_one", relevant: [] },
  { name: "education_nl", type: "select_one", relevant: [["and", ["!=", ["$", "education"], ""], ["!=", ["$", "education"], 7]]] },
  { name: "remark", type: "text", relevant: [], optional: true },
  { name: "recontact", type: "select_one", relevant: [], consent: "recontact" },
  { name: "ask_for", type: "text", relevant: [["=", ["$", "recontact"], 1]], contact: "ask_for" },
  { name: "phone", type: "text", relevant: [["=", ["$", "recontact"], 1]], contact: "phone", appearance: "tel" },
];
const item = (name) => ITEMS.find((one) => one.name === name);
const START = "2026-11-24T19:30:00.000Z";

function beginning(more = {}) {
  const context = { activity: "12", group: "5", kind: "talk", mode: "capi", language: "nl", ...more };
  const paper = { wave: "w1", instrument: "parent-w1", version: "3f9c2a1d" };
  return state.begin({ id: "i", respondent: "r", startedAt: START, context, paper });
}

/** Answers one after the other, ten seconds each. */
const answered = (record, given) =>
  Object.entries(given).reduce((held, [name, value], turn) => state.withAnswer(held, item(name), {
    value, language: held.language, atMs: (turn + 1) * 10_000, seconds: 10,
  }), record);

const names = (record) => state.asked(ITEMS, record).map(({ name }) => name);

test("a new interview has its place and its ids, and nothing that was confirmed", () => {
  const record = beginning();

  assert.deepEqual([record.activity, record.group, record.case, record.respondent], [12, 5, null, "r"]);
  assert.deepEqual([record.revision, record.confirmed, record.status], [1, 0, "draft"]);
});

test("a call begins with the respondent and the case that it is about", () => {
  const record = beginning({ respondent: "known", case: "7", mode: "cati" });

  assert.deepEqual([record.respondent, record.case, record.mode], ["known", 7, "cati"]);
});

test("what hangs on an answer is asked after it, and not before", () => {
  assert.ok(!names(beginning()).includes("education_nl"));
  assert.ok(names(answered(beginning(), { education: "3" })).includes("education_nl"));
  assert.ok(!names(answered(beginning(), { education: "7" })).includes("education_nl"));
});

test("a filter whose question is not asked any more counts as unanswered", () => {
  const items = [...ITEMS, { name: "diploma", type: "select_one", relevant: [["=", ["$", "education_nl"], 1]] }];
  const record = answered(beginning(), { education: "3", education_nl: "1" });
  const last = (held) => state.asked(items, held).at(-1).name;

  assert.equal(last(record), "diploma");
  assert.equal(last(answered(record, { education: "7" })), "recontact");
});

test("forwards and backwards pass the same items", () => {
  const record = answered(beginning(), { education: "7", recontact: "0" });
  const forwards = [];
  for (let name = "hello"; name !== state.FINISH; name = state.after(ITEMS, record, name)) forwards.push(name);
  const backwards = [];
  for (let name = state.FINISH; name; name = state.before(ITEMS, record, name)) backwards.unshift(name);

  assert.deepEqual(forwards, ["hello", "consent", "education", "remark", "recontact"]);
  assert.deepEqual(backwards, [...forwards, state.FINISH]);
});

test("from an item that is not asked any more the way leads onwards", () => {
  const record = answered(beginning(), { education: "7" });

  assert.equal(state.after(ITEMS, record, "education_nl"), "remark");
  assert.equal(state.after(ITEMS, record, "phone"), state.FINISH);
});

test("what is open are the questions that must be answered and were not; a reason is an answer", () => {
  assert.deepEqual(state.open(ITEMS, beginning()), { count: 3, first: "consent" });
  const refused = state.withAnswer(answered(beginning(), { consent: "1" }), item("education"), {
    missing: "refused", language: "nl", atMs: 1, seconds: 1,
  });

  assert.deepEqual(state.open(ITEMS, refused), { count: 1, first: "recontact" });
  assert.deepEqual(state.open(ITEMS, answered(refused, { education: "7", recontact: "0" })), { count: 0, first: null });
});

test("a number that was given closes its question, although it is no answer", () => {
  const record = answered(beginning(), { consent: "1", education: "7", recontact: "1" });

  assert.deepEqual(state.open(ITEMS, record), { count: 2, first: "ask_for" });
  const known = state.withContact(state.withContact(record, item("ask_for"), "Elif"), item("phone"), "0612345678");
  assert.deepEqual(state.open(ITEMS, known), { count: 0, first: null });
});

test("every change counts the revision up, and none changes what was there", () => {
  const before = beginning();
  const after = answered(before, { consent: "1" });

  assert.deepEqual([before.revision, before.answers], [1, {}]);
  assert.equal(after.revision, 2);
  assert.equal(answered(after, { consent: "0" }).revision, 3);
  assert.equal(state.inLanguage(after, "ar").revision, 3);
});

test("the same answer again changes nothing", () => {
  const record = answered(beginning(), { consent: "1" });

  assert.equal(answered(record, { consent: "1" }), record);
  assert.equal(state.inLanguage(record, "nl"), record);
  assert.equal(state.withContact(record, item("phone"), ""), record);
  assert.equal(state.withRemark(record, "consent", "  ", "nl"), record);
  assert.equal(state.withoutValue(record, item("remark")), record);
});

test("an answer knows its language, its seconds and how often it changed", () => {
  const first = answered(beginning(), { education: "3" });
  const second = answered(state.inLanguage(first, "tr"), { education: "4" });

  assert.deepEqual(second.answers.education, {
    value: "4", missing: null, language: "tr", at_ms: 10_000, seconds: 20, changes: 1, remark: null,
    least: null, by: "interviewer",
  });
});

test("somebody who is still typing changes an answer once, and every second counts", () => {
  const given = { language: "nl", atMs: 1000, seconds: 1, typing: true };
  const typed = ["N", "No", "None"].reduce((held, value) => state.withAnswer(held, item("remark"), { value, ...given }), beginning());
  const later = state.withAnswer(typed, item("remark"), { ...given, value: "Some", typing: false });

  assert.deepEqual([typed.answers.remark.changes, typed.answers.remark.seconds], [0, 3]);
  assert.equal(later.answers.remark.changes, 1);
});

test("a record waits since its first change that was not confirmed", () => {
  const [then, now] = ["2026-11-24T19:30:00.000Z", "2026-11-24T19:40:00.000Z"];

  assert.equal(state.waitingSince(null, now), now);
  assert.equal(state.waitingSince({ revision: 4, confirmed: 3, since: then }, now), then);
  assert.equal(state.waitingSince({ revision: 4, confirmed: 4, since: then }, now), now);
  assert.equal(state.waitingSince({ revision: 4, confirmed: 3 }, now), now, "an older release did not say");
});

test("an interview knows the phone that began it, where there is one", () => {
  const context = { activity: "12", group: "5", kind: "talk", mode: "capi", language: "nl" };
  const more = { id: "i", respondent: "r", startedAt: START, context, paper: {} };

  assert.equal(state.begin({ ...more, phone: 12 }).phone, 12);
  assert.equal(state.begin(more).phone, null);
});

test("a reason replaces a value, and a value a reason", () => {
  const given = { language: "nl", atMs: 1, seconds: 1 };
  const valued = answered(beginning(), { education: "3" });
  const reasoned = state.withAnswer(valued, item("education"), { missing: "dont_know", ...given });
  const again = state.withAnswer(reasoned, item("education"), { value: "3", ...given });

  assert.deepEqual([reasoned.answers.education.value, reasoned.answers.education.missing], [null, "dont_know"]);
  assert.deepEqual([again.answers.education.value, again.answers.education.missing], ["3", null]);
});

test("a remark stays when the answer changes, and an empty one leaves no trace", () => {
  const remarked = state.withRemark(beginning(), "education", " hesitates ", "nl");
  const both = answered(remarked, { education: "3" });

  assert.equal(both.answers.education.remark, "hesitates");
  assert.equal(state.withRemark(both, "education", "", "nl").answers.education.value, "3");
  assert.deepEqual(state.withRemark(remarked, "education", "", "nl").answers, {});
});

test("what was typed can be taken back; its remark stays", () => {
  const typed = answered(beginning(), { remark: "Nothing" });
  const remarked = state.withRemark(typed, "remark", "laughs", "nl");

  assert.deepEqual(state.withoutValue(typed, item("remark")).answers, {});
  const { value, remark, changes } = state.withoutValue(remarked, item("remark")).answers.remark;
  assert.deepEqual([value, remark, changes], [null, "laughs", 1]);
});

test("a remark alone is no answer and is not counted as one", () => {
  const record = state.withRemark(answered(beginning(), { consent: "1" }), "education", "hesitates", "nl");

  assert.equal(state.count(ITEMS, record), 1);
  assert.equal(state.isAnswered(item("education"), record), false);
});

test("a snapshot holds what is asked, and nothing that is not asked any more", () => {
  const record = answered(beginning(), { consent: "1", education: "3", education_nl: "1" });
  const changed = answered(record, { education: "7" });

  assert.deepEqual(Object.keys(state.snapshot(ITEMS, record, null).answers), ["consent", "education", "education_nl"]);
  assert.deepEqual(Object.keys(state.snapshot(ITEMS, changed, null).answers), ["consent", "education"]);
  assert.equal(changed.answers.education_nl.value, "1", "the phone forgets nothing: the parent may change her mind again");
});

test("a snapshot is exactly what the server reads", () => {
  const body = state.snapshot(ITEMS, answered(beginning(), { consent: "1" }), "2026-11-24T19:31:00.000Z");

  assert.deepEqual(Object.keys(body).sort(), [
    "activity", "answers", "case", "contact", "device_sent_at", "device_started_at", "group", "instrument", "interpreter", "language",
    "mode", "phone", "respondent", "revision", "status", "stop_reason", "version", "wave",
  ]);
  assert.equal(body.device_started_at, START);
});

test("name and number are sent only while the consent to call stands", () => {
  const agreed = answered(beginning(), { recontact: "1" });
  const known = state.withContact(agreed, item("phone"), "0612345678");
  const withdrawn = answered(known, { recontact: "0" });

  assert.deepEqual(state.snapshot(ITEMS, known, null).contact, { phone: "0612345678" });
  assert.equal(state.snapshot(ITEMS, withdrawn, null).contact, null);
  assert.ok(!JSON.stringify(state.snapshot(ITEMS, withdrawn, null)).includes("0612345678"));
  assert.ok(!JSON.stringify(state.snapshot(ITEMS, known, null).answers).includes("0612345678"));
});

test("a number that is taken back leaves nothing to send", () => {
  const known = state.withContact(answered(beginning(), { recontact: "1" }), item("phone"), "0612345678");

  assert.equal(state.snapshot(ITEMS, state.withContact(known, item("phone"), ""), null).contact, null);
});

test("an interview ends complete or stopped, and a stopped one can be taken up again", () => {
  const record = answered(beginning(), { consent: "1" });
  const stopped = state.stopped(record, "no_time");
  const resumed = state.resumed(stopped);

  assert.deepEqual([stopped.status, stopped.stop_reason], ["stopped", "no_time"]);
  assert.deepEqual([resumed.status, resumed.stop_reason, resumed.revision], ["draft", null, record.revision + 2]);
  assert.equal(state.complete(resumed).status, "complete");
});

test("the line says which of how many, and grows when more is asked", () => {
  const record = beginning();

  assert.deepEqual(state.place(ITEMS, record, "hello"), { here: 1, all: 5 });
  assert.deepEqual(state.place(ITEMS, answered(record, { education: "3" }), "education_nl"), { here: 4, all: 6 });
  assert.deepEqual(state.place(ITEMS, record, state.FINISH), { here: 5, all: 5 });
});

test("an explanation opened before the answer, and once more after it, counts twice and answers nothing", () => {
  const opened = state.counted(beginning(), item("education"), "probed");
  const chosen = answered(opened, { education: "3" });
  const again = state.counted(chosen, item("education"), "probed");

  assert.equal(state.isAnswered(item("education"), opened), false);
  assert.equal(state.count(ITEMS, opened), 0);
  assert.deepEqual([chosen.answers.education.probed, chosen.answers.education.changes], [1, 0]);
  assert.deepEqual([again.answers.education.probed, again.answers.education.value], [2, "3"]);
  assert.equal(state.withAnswer(again, item("education"), { value: "4", language: "nl", atMs: 1, seconds: 1 }).answers.education.probed, 2);
});

test("nothing is counted at a name or number, nor at what is only read", () => {
  const record = beginning();

  assert.equal(state.counted(record, item("phone"), "probed"), record);
  assert.equal(state.counted(record, item("hello"), "plays"), record);
});

test("what was counted stays when the words beside it go", () => {
  const shown = state.counted(state.withRemark(beginning(), "remark", "laughs", "nl"), item("remark"), "shown");
  const [silent, erased] = [state.withRemark(shown, "remark", "", "nl"), state.withoutValue(answered(shown, { remark: "Yes" }), item("remark"))];

  assert.equal(silent.answers.remark.shown, 1);
  assert.deepEqual([erased.answers.remark.shown, erased.answers.remark.value], [1, null]);
});

test("an answer knows whose finger chose it; who fills it in alone is nobody else", () => {
  const given = { value: "3", language: "nl", atMs: 1, seconds: 1 };
  const by = (record, more) => state.withAnswer(record, item("education"), { ...given, ...more }).answers.education.by;

  assert.equal(by(beginning()), "interviewer");
  assert.equal(by(beginning(), { by: "respondent" }), "respondent");
  assert.equal(by(beginning({ mode: "self" })), "respondent");
});

test("a parent who taps what was tapped for her makes it hers; the other way round it stays hers", () => {
  const given = { value: "3", language: "nl", atMs: 1, seconds: 1 };
  const first = state.withAnswer(beginning(), item("education"), given);
  const hers = state.withAnswer(first, item("education"), { ...given, by: "respondent" });

  assert.deepEqual([hers.answers.education.by, hers.revision], ["respondent", first.revision + 1]);
  assert.equal(state.withAnswer(hers, item("education"), given), hers);
});

test("the seconds that reading takes stand beside the seconds that it took", () => {
  const { seconds, least } = state.withAnswer(beginning(), item("education"), { value: "3", language: "nl", atMs: 1200, seconds: 1.2, least: 4.3 }).answers.education;

  assert.deepEqual([seconds, least], [1.2, 4.3]);
});

test("who interprets is noted once, and a record of an earlier release knows of nobody", () => {
  const noted = state.interpreted(beginning(), "child");
  const { interpreter, ...older } = beginning();

  assert.equal(interpreter, null);
  assert.equal(state.snapshot(ITEMS, noted, null).interpreter, "child");
  assert.equal(state.interpreted(noted, "child"), noted);
  assert.equal(state.interpreted(older, null), older);
  assert.equal(state.snapshot(ITEMS, older, null).interpreter, null);
});
