import assert from "node:assert/strict";
import { test } from "node:test";

import { evaluate } from "../../app/static/js/expressions.js";
import { begin, complete, given, snapshot, withAnswer } from "../../app/static/js/state.js";

const ITEMS = [
  { name: "children" },
  { name: "at_home", relevant: [[">", ["$", "children"], 0]] },
  { name: "phone", contact: "phone" },
];
const PAPER = { wave: "w1", instrument: "parent-w1", version: "00000000" };
const CONTEXT = { activity: "12", group: "5", mode: "capi", language: "nl" };
const start = () => begin({ id: "a", respondent: "b", startedAt: "2026-11-24T19:00:00Z", context: CONTEXT, paper: PAPER });
const tap = (record, name, value) =>
  withAnswer(record, { name }, { value, language: "nl", atMs: 1000, seconds: 2 });

test("a rule may look at another answer, on the phone as on the server", () => {
  const record = tap(start(), "children", "2");
  const atMost = ["<=", ["."], ["$", "children"]];

  assert.equal(evaluate(atMost, given(record), "2"), true);
  assert.equal(evaluate(atMost, given(record), "3"), false);
});

test("what is not asked any more stays on the phone and is not sent", () => {
  const record = tap(tap(tap(start(), "children", "2"), "at_home", "1"), "children", "0");

  assert.deepEqual(Object.keys(record.answers), ["children", "at_home"]);
  assert.deepEqual(Object.keys(snapshot(ITEMS, record, null).answers), ["children"]);
});

test("every change counts, the same tap again does not", () => {
  const once = tap(start(), "children", "2");

  assert.equal(once.revision, 2);
  assert.equal(tap(once, "children", "2"), once);
  assert.equal(complete(once).revision, 3);
});
