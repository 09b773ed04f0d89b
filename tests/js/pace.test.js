import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, least } from "../../app/static/js/pace.js";

/** A screen whose statement takes so long, and a ring that remembers what it was told. */
function screen(seconds) {
  const told = [];
  const ring = { animate: (_, timing) => { const motion = { timing, cancel() { motion.isOver = true; } }; told.push(motion); return motion; } };
  return { told, querySelector: (selector) => (selector === ".ring" ? ring : { dataset: { least: seconds } }) };
}

test("what is read aloud has its least seconds, and what somebody reads alone has none", () => {
  const statement = screen("4.3");

  assert.deepEqual(["capi", "cati", "self", "paper"].map((mode) => least(statement, { mode })), [4.3, 4.3, null, null]);
  assert.equal(least({ querySelector: () => null }, { mode: "capi" }), null, "the last screen has no statement");
});

test("the ring fills while the words are read, and goes on where somebody was before", () => {
  const statement = screen("4.3");
  fill(statement, { mode: "capi" }, 1.5, false);

  const [{ timing, currentTime }] = statement.told;
  assert.deepEqual([timing.duration, timing.easing, currentTime], [4300, "linear", 1500]);
});

test("where nothing may move it only appears when it is full", () => {
  const statement = screen("2");
  fill(statement, { mode: "capi" }, 0, true);

  assert.equal(statement.told[0].timing.easing, "step-end");
});

test("the ring of the statement before stops", () => {
  const [first, second] = [screen("2"), screen("3")];
  fill(first, { mode: "capi" }, 0, false);
  fill(second, { mode: "capi" }, 0, false);

  assert.deepEqual([first.told[0].isOver, second.told[0].isOver], [true, undefined]);
  fill(screen("2"), { mode: "self" }, 0, false);
  assert.equal(second.told[0].isOver, true);
});
