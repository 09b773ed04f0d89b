import assert from "node:assert/strict";
import { test } from "node:test";
import { delay, deliver, drain, isWaiting, settle, verdict } from "../../app/static/js/outbox.js";

const record = (more = {}) => ({
  id: "a", revision: 3, confirmed: 2, parked: null, status: "draft", safe: 0, code: null,
  answers: { consent: { value: "1" } }, contact: { phone: "0612345678" }, body: { contact: { phone: "0612345678" }, answers: {} },
  ...more,
});
const confirmed = (revision, more = {}) => ({ status: 200, revision, answers: 2, code: "", ...more });
const LOST = { status: 0, revision: NaN };
const PORTAL = { status: 200, revision: NaN };

/** A phone's store and a network that answers what the test says. */
function phone(records, replies) {
  const kept = new Map(records.map((one) => [one.id, one]));
  const sent = [];
  return {
    kept, sent,
    waiting: async () => [...kept.values()].filter(isWaiting),
    post: async (one) => { sent.push(one.id); return typeof replies === "function" ? replies(one) : replies[one.id]; },
    change: async (id, how) => { kept.set(id, how(kept.get(id))); },
  };
}

const TABLE = [
  ["the server says the number back", confirmed(3), "confirmed"],
  ["the server holds a newer one already", confirmed(9), "confirmed"],
  ["the server holds an older one only", confirmed(2), "later"],
  ["a hotel's sign-in page", PORTAL, "later"],
  ["no network", LOST, "later"],
  ["the server is ill", { status: 500, revision: NaN }, "later"],
  ["a proxy that finds nobody at home", { status: 502, revision: NaN }, "later"],
  ["too many at once", { status: 429, revision: NaN }, "later"],
  ["nobody is signed in", { status: 401, revision: NaN }, "sign-in"],
  ["a proxy that knows no such page", { status: 404, revision: NaN }, "later"],
  ["somebody else's interview", { status: 404, revision: NaN, error: "Ask the lead." }, "parked"],
  ["a conflict", { status: 409, revision: NaN, error: "Ask the lead." }, "parked"],
  ["too large", { status: 413, revision: NaN, error: "Ask the lead." }, "parked"],
  ["not readable", { status: 422, revision: NaN, error: "Ask the lead." }, "parked"],
];
for (const [story, reply, meaning] of TABLE) {
  test(`${story}: ${meaning}`, () => assert.equal(verdict(reply, 3), meaning));
}

test("what was confirmed does not wait any more, and says how much is safe", () => {
  const after = settle(record(), record(), confirmed(3, { answers: 2, code: "R-7QK4M" }));

  assert.equal(isWaiting(after), false);
  assert.deepEqual([after.confirmed, after.safe, after.code], [3, 2, "R-7QK4M"]);
});

test("a tap that came while its interview was being sent simply keeps waiting", () => {
  const after = settle(record({ revision: 4 }), record({ revision: 3 }), confirmed(3));

  assert.deepEqual([after.revision, after.confirmed], [4, 3]);
  assert.equal(isWaiting(after), true);
});

test("a reply that comes late takes nothing back", () => {
  assert.equal(settle(record({ revision: 7, confirmed: 6 }), record({ revision: 3 }), confirmed(3)).confirmed, 6);
});

test("name and number are forgotten everywhere once a finished interview is confirmed", () => {
  const done = record({ status: "complete" });
  const after = settle(done, done, confirmed(3));

  assert.ok(!JSON.stringify(after).includes("0612345678"));
  assert.deepEqual(after.answers, done.answers, "answers stay a week");
});

test("name and number stay while the interview goes on, or while a newer one waits", () => {
  const draft = settle(record(), record(), confirmed(3));
  const newer = settle(record({ status: "complete", revision: 4 }), record({ status: "complete" }), confirmed(3));

  assert.equal(draft.contact.phone, "0612345678");
  assert.equal(newer.contact.phone, "0612345678");
});

test("no network, no proof, no sign-in: nothing changes", () => {
  for (const reply of [LOST, PORTAL, { status: 401, revision: NaN }, { status: 503, revision: NaN }]) {
    const held = record();
    assert.equal(settle(held, held, reply), held);
  }
});

test("a parked interview keeps the sentence and waits no more; without our sentence it goes on waiting", () => {
  const told = settle(record(), record(), { status: 409, revision: NaN, error: "It was finished." });
  const mute = settle(record(), record(), { status: 422, revision: NaN });

  assert.deepEqual([told.parked, isWaiting(told)], ["It was finished.", false]);
  assert.deepEqual([mute.parked, isWaiting(mute)], [null, true]);
  assert.equal(told.contact.phone, "0612345678");
});

test("what is confirmed later is parked no more", () => {
  assert.equal(settle(record({ parked: "why" }), record(), confirmed(3)).parked, null);
});

test("one interview is delivered and its record settled", async () => {
  const held = phone([record()], { a: confirmed(3) });

  assert.equal((await deliver(record(), held)).verdict, "confirmed");
  assert.equal(held.kept.get("a").confirmed, 3);
});

test("a tap during the sending is not overwritten by the answer to the older one", async () => {
  const held = phone([record()], (one) => {
    held.kept.set("a", record({ revision: 4, answers: { consent: { value: "0" } } }));
    return confirmed(one.revision);
  });

  await drain(held);

  assert.deepEqual([held.kept.get("a").revision, held.kept.get("a").confirmed], [4, 3]);
  assert.equal(held.kept.get("a").answers.consent.value, "0");
});

const three = () => ["a", "b", "c"].map((id) => record({ id }));

test("everything that waits is sent, one at a time", async () => {
  let open = 0;
  const held = phone(three(), async () => {
    assert.equal(++open, 1);
    await null;
    open--;
    return confirmed(3);
  });

  assert.equal(await drain(held), "done");
  assert.deepEqual(held.sent, ["a", "b", "c"]);
});

test("a poisoned interview blocks nobody", async () => {
  const held = phone(three(), { a: { status: 422, revision: NaN, error: "no" }, b: confirmed(3), c: confirmed(3) });

  assert.equal(await drain(held), "done");
  assert.deepEqual(held.sent, ["a", "b", "c"]);
  assert.deepEqual(["a", "b", "c"].map((id) => held.kept.get(id).parked), ["no", null, null]);
});

test("without a sign-in or a network the rest is left in peace", async () => {
  for (const [reply, said] of [[{ status: 401, revision: NaN }, "sign-in"], [LOST, "later"], [PORTAL, "later"]]) {
    const held = phone(three(), { a: confirmed(3), b: reply, c: confirmed(3) });

    assert.equal(await drain(held), said);
    assert.deepEqual(held.sent, ["a", "b"]);
    assert.equal((await held.waiting()).length, 2);
  }
});

test("the wait doubles, up to five minutes", () => {
  assert.deepEqual([1, 2, 3, 4].map(delay), [2000, 4000, 8000, 16_000]);
  assert.deepEqual([8, 9, 10, 100].map(delay), [256_000, 300_000, 300_000, 300_000]);
});
