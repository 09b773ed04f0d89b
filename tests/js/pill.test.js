import assert from "node:assert/strict";
import { test } from "node:test";
import { pillOf } from "../../app/static/js/pill.js";

const NOW = "2026-03-12T20:00:00.000Z";
const waits = (more = {}) => ({ revision: 2, confirmed: 1, parked: null, since: "2026-03-12T19:00:00.000Z", ...more });
const SAFE = { revision: 2, confirmed: 2, parked: null };
const PARKED = waits({ parked: "why" });
const pill = (records, more = {}) => pillOf(records, { now: NOW, ...more });

const TABLE = [
  ["a phone that holds nothing", [], {}, "safe"],
  ["everything confirmed", [SAFE], {}, "safe"],
  ["one that waits", [SAFE, waits()], {}, "waits"],
  ["one that waits since last night", [waits(), waits({ since: "2026-03-11T19:59:00.000Z" })], {}, "yesterday"],
  ["one that waits for three days", [waits({ since: "2026-03-09T19:59:00.000Z" })], {}, "days"],
  ["one from a phone whose clock was ahead", [waits({ since: "2028-03-09T19:59:00.000Z" })], {}, "waits"],
  ["one that the lead must look at", [SAFE, PARKED], {}, "asks"],
  ["one that waits and one that the lead must look at", [waits(), PARKED], {}, "waits"],
  ["one that needs a sign-in", [waits({ phone: 1 }), waits({ phone: 2 })], { locked: new Set([1]) }, "signin"],
  ["a sign-in that somebody else needs no more", [waits({ phone: 2 })], { locked: new Set([1]) }, "waits"],
  ["a phone that keeps nothing", [waits()], { unkept: true }, "unkept"],
];
for (const [story, records, more, name] of TABLE) {
  test(`${story}: ${name}`, () => assert.equal(pill(records, more).name, name));
}

test("it counts what it speaks of, and the days of the oldest", () => {
  assert.equal(pill([waits({ phone: 1 }), waits({ phone: 2 }), waits({ phone: 1 })], { locked: new Set([1]) }).values.count, 2);
  assert.deepEqual(pill([waits(), waits({ since: "2026-03-07T19:00:00.000Z" })]).values, { count: 2, days: 5 });
});
