import assert from "node:assert/strict";
import { test } from "node:test";
import { keeper } from "../../app/static/js/keeper.js";
import { isAsked, plain, pressed, readRow } from "../../app/static/js/keyed.js";

const five = { type: "select_one", boxes: ["1", "2", "3", "4", "5"].map((key) => ({ key, value: key })) };
const twelve = { type: "select_one", boxes: Array.from({ length: 12 }, (_, at) => ({ key: String(at + 1), value: String(at + 1) })) };
const many = { type: "select_multiple", boxes: [{ key: "1", value: "morning" }, { key: "2", value: "evening" }] };
const rank = { type: "rank", boxes: [{ key: "1", value: "a" }, { key: "2", value: "b" }, { key: "3", value: "c" }] };

test("one key is a whole answer where each box is one key", () => {
  assert.deepEqual(readRow(five, "4"), { value: "4", keys: ["4"], isWrong: false, isWhole: true });
  assert.equal(readRow(five, "6").isWrong, true);
  assert.equal(readRow(five, "w").isWhole, true);
  assert.equal(readRow(five, "-").isWhole, false, "minus eight may follow");
});

test("a one waits where a ten may follow", () => {
  assert.equal(readRow(twelve, "1").isWhole, false);
  assert.equal(readRow(twelve, "1").value, "1");
  assert.equal(readRow(twelve, "12").isWhole, true);
});

test("a consent has no reasons, only yes, no and empty", () => {
  assert.equal(readRow({ ...five, consents: true }, "w").isWrong, true);
  assert.equal(readRow({ ...five, consents: true }, "-").isWrong, false);
});

test("several boxes light up, with anything between them", () => {
  for (const typed of ["12", "1 2", "1,2", "2.1"]) assert.equal(readRow(many, typed).value, "morning evening");
  assert.equal(readRow(many, "13").isWrong, true);
});

test("numbers that were written twice are noticed", () => {
  assert.equal(readRow(rank, "312").isWrong, false);
  assert.equal(readRow(rank, "33").isWrong, true);
  assert.equal(readRow(rank, "4").isWrong, true);
});

test("digits of any keyboard are digits", () => {
  assert.equal(plain("٤ ۴ ४ 4"), "4 4 4 4");
});

test("a finger presses and takes back", () => {
  assert.equal(pressed(five, "2", "4"), "4");
  assert.equal(pressed(many, "1", "2"), "12");
  assert.equal(pressed(many, "12", "1"), "2");
  assert.equal(pressed(rank, "31", "2"), "312");
});

test("what is not asked is passed by", () => {
  assert.equal(isAsked({ relevant: [["=", ["$", "consent"], 1]] }, { consent: "1" }), true);
  assert.equal(isAsked({ relevant: [["=", ["$", "consent"], 1]] }, {}), false);
});

/** A keeper whose pauses end when the test says so. */
function trying(send) {
  const waiting = [];
  const told = [];
  const keep = keeper({ send, tell: (isKept) => told.push(isKept), later: (work) => waiting.push(work) });
  const pass = async () => { for (const work of waiting.splice(0)) await work(); };
  return { keep, pass, told };
}

test("what is typed quickly goes in one sending, and is kept when its number comes back", async () => {
  const sent = [];
  const { keep, pass, told } = trying(async (change) => { sent.push(change); return true; });
  keep.changed();
  keep.changed();
  assert.equal(keep.waits(), true);
  await pass();
  assert.deepEqual(sent, [2]);
  assert.deepEqual(told, [true]);
  assert.equal(keep.waits(), false);
});

test("a lost network or another's page is tried again until it is kept", async () => {
  const replies = [() => Promise.reject(new TypeError("lost")), async () => false, async () => true];
  const { keep, pass, told } = trying(() => replies.shift()());
  keep.changed();
  await pass();
  await pass();
  assert.equal(keep.waits(), true);
  await pass();
  assert.deepEqual(told, [false, false, true]);
});

test("nothing is sent behind the form that carries everything itself", async () => {
  const { keep, pass, told } = trying(async () => assert.fail("sent"));
  keep.changed();
  keep.stop();
  await pass();
  assert.deepEqual(told, []);
  assert.equal(keep.waits(), false);
});
