import assert from "node:assert/strict";
import { test } from "node:test";
import { delay, drain, forget, isOver, isParked, isWaiting, marked, settle as settleAt, since, verdict } from "../../app/static/js/outbox.js";

const NOW = "2026-03-12T19:30:00.000Z";
const settle = (held, sent, reply) => settleAt(held, sent, reply, NOW);

const record = (more = {}) => ({
  id: "a", revision: 3, confirmed: 2, parked: null, status: "draft", safe: 0, code: null,
  answers: { consent: { value: "1" } }, contact: { phone: "0612345678" }, body: { contact: { phone: "0612345678" }, answers: {} },
  ...more,
});
const confirmed = (revision, more = {}) => ({ status: 200, revision, answers: 2, code: "", ...more });
const LOST = { status: 0, revision: NaN };
const PORTAL = { status: 200, revision: NaN };

/** A phone's store and a network that answers what the test says. */
function phone(records, replies, more = {}) {
  const kept = new Map(records.map((one) => [one.id, one]));
  const sent = [];
  const shelf = { get: async (id) => kept.get(id), change: async (id, how) => { kept.set(id, how(kept.get(id))); } };
  const post = async (one) => { sent.push(one.id); return typeof replies === "function" ? replies(one) : replies[one.id]; };
  return {
    kept, sent, shelf, post, now: () => NOW,
    list: async () => [...kept.values()].map((one) => ({ id: one.id, record: one, shelf, post })),
    waiting: () => [...kept.values()].filter(isWaiting),
    ...more,
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
  ["the server is ill and says so itself", { status: 500, revision: NaN, error: "Something broke." }, "broken"],
  ["a refusal that needs no words", { status: 204, revision: 3 }, "confirmed"],
  ["a portal without words", { status: 204, revision: NaN }, "later"],
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

  assert.deepEqual(await drain(held), { said: "done", changed: true, locked: new Set() });
  assert.deepEqual(held.sent, ["a", "b", "c"]);
});

test("a poisoned interview blocks nobody", async () => {
  const held = phone(three(), { a: { status: 422, revision: NaN, error: "no" }, b: confirmed(3), c: confirmed(3) });

  assert.equal((await drain(held)).said, "done");
  assert.deepEqual(held.sent, ["a", "b", "c"]);
  assert.deepEqual(["a", "b", "c"].map((id) => held.kept.get(id).parked), ["no", null, null]);
});

test("an interview that breaks the server is tried again later, and blocks nobody", async () => {
  const held = phone(three(), { a: { status: 500, revision: NaN, error: "Something broke." }, b: confirmed(3), c: confirmed(3) });

  assert.equal((await drain(held)).said, "broken");
  assert.deepEqual(held.sent, ["a", "b", "c"]);
  assert.deepEqual(held.waiting().map(({ id }) => id), ["a"]);
});

test("without a network the rest is left in peace", async () => {
  for (const reply of [LOST, PORTAL]) {
    const held = phone(three(), { a: confirmed(3), b: reply, c: confirmed(3) });

    assert.equal((await drain(held)).said, "later");
    assert.deepEqual(held.sent, ["a", "b"]);
    assert.equal(held.waiting().length, 2);
  }
});

test("who must sign in holds up her own interviews and nobody else's", async () => {
  const two = [record({ id: "a", phone: 1 }), record({ id: "b", phone: 2 }), record({ id: "c", phone: 1 }), record({ id: "d" })];
  const held = phone(two, (one) => (one.phone === 1 ? { status: 401, revision: NaN } : confirmed(3)));

  const result = await drain(held);

  assert.deepEqual([result.said, [...result.locked]], ["sign-in", [1]]);
  assert.deepEqual(held.sent, ["a", "b", "d"]);
  assert.deepEqual(held.waiting().map(({ id }) => id), ["a", "c"]);
});

test("what another window has open is left to that window", async () => {
  const held = phone(three(), () => confirmed(3), { isElsewhere: async (id) => id === "b" });

  await drain(held);

  assert.deepEqual(held.sent, ["a", "c"]);
});

test("what was sent by another window meanwhile is not sent again, and what was tapped meanwhile goes along", async () => {
  const held = phone(three(), (one) => {
    held.kept.set("b", record({ id: "b", confirmed: 3 }));
    held.kept.set("c", record({ id: "c", revision: 5 }));
    return confirmed(one.revision);
  });

  await drain(held);

  assert.deepEqual(held.sent, ["a", "c"]);
  assert.equal(held.kept.get("c").confirmed, 5);
});

test("a phone that cannot note the answer down goes on, and sends that one again", async () => {
  const held = phone(three(), () => confirmed(3));
  held.shelf.change = async () => { throw new Error("no room"); };

  assert.equal((await drain(held)).said, "done");
  assert.equal(held.waiting().length, 3);
});

test("something waits since its first change that nobody confirmed", () => {
  const tapped = marked(record({ parked: "why" }), "2026-03-12T19:00:00.000Z");
  const again = marked({ ...tapped, revision: 4 }, "2026-03-12T19:10:00.000Z");

  assert.deepEqual([again.since, again.parked], ["2026-03-12T19:00:00.000Z", null]);
  assert.equal(settle(again, again, confirmed(4)).since, null);
  assert.equal(settle({ ...again, revision: 5 }, again, confirmed(4)).since, NOW);
  assert.equal(since(record({ saved_at: "2026-03-01T19:00:00.000Z" })), "2026-03-01T19:00:00.000Z");
});

test("what the lead decided is noted, and does not wait any more", () => {
  const parked = record({ parked: "why", status: "complete" });
  const after = settle(parked, parked, confirmed(3, { decision: "voided" }));

  assert.deepEqual([after.decided, after.parked, isWaiting(after), isParked(after)], ["voided", null, false, false]);
  assert.ok(!JSON.stringify(after).includes("0612345678"));
});

test("a draft that the lead did away with leaves no name behind", () => {
  const parked = record({ parked: "why" });

  assert.ok(!JSON.stringify(settle(parked, parked, confirmed(3, { decision: "voided" }))).includes("0612345678"));
  assert.ok(JSON.stringify(settle(parked, parked, confirmed(3, { decision: "accepted" }))).includes("0612345678"));
});

test("a refusal to an older state parks nothing that was tapped since", () => {
  const after = settle(record({ revision: 4 }), record(), { status: 422, revision: NaN, error: "no" });

  assert.deepEqual([after.parked, isWaiting(after)], [null, true]);
});

test("a refusal at the door goes the same road", () => {
  const tap = { id: "r", revision: 1, confirmed: 0, parked: null, undone: false, at: NOW };
  const after = settle(tap, tap, { status: 204, revision: 1 });

  assert.deepEqual([isWaiting(tap), isWaiting(after), since(tap), "body" in after], [true, false, NOW, false]);
});

test("answers go a week after they were confirmed, however the clock jumps, and never before", () => {
  const safe = settle(record({ status: "complete" }), record({ status: "complete" }), confirmed(3));

  assert.equal(isOver(safe, "2026-03-19T19:29:00.000Z"), false);
  assert.equal(isOver(safe, "2026-03-19T19:31:00.000Z"), true);
  assert.equal(isOver(safe, "2024-03-12T19:30:00.000Z"), true);
  assert.equal(isOver(record({ status: "complete", saved_at: NOW }), "2028-03-12T19:30:00.000Z"), false);
  assert.equal(isOver(record({ parked: "why", saved_at: NOW }), "2028-03-12T19:30:00.000Z"), false);
  assert.equal(isOver(record({ confirmed: 3, saved_at: NOW }), "2028-03-12T19:30:00.000Z"), true, "a phone of the release before");
});

test("the wait doubles, up to five minutes", () => {
  assert.deepEqual([1, 2, 3, 4].map(delay), [2000, 4000, 8000, 16_000]);
  assert.deepEqual([8, 9, 10, 100].map(delay), [256_000, 300_000, 300_000, 300_000]);
});

test("whoever stopped taking part is forgotten, with everything else that this phone has of her", async () => {
  const hers = [record({ id: "a", respondent: "r1" }), record({ id: "b", respondent: "r1", confirmed: 3 }), record({ id: "c", respondent: "r2" })];
  const { kept, shelf, ...rest } = phone(hers, { a: confirmed(3, { decision: "withdrawn" }), c: confirmed(3) });
  Object.assign(shelf, { all: async () => [...kept.values()], remove: async (id) => void kept.delete(id) });

  await drain(rest);

  assert.deepEqual([...kept.keys()], ["c"]);
});

test("what another window has open is forgotten there", async () => {
  const kept = new Map(["a", "b"].map((id) => [id, record({ id, respondent: "r1" })]));
  const shelf = { all: async () => [...kept.values()], remove: async (id) => void kept.delete(id) };

  assert.equal(await forget(shelf, ["r1"], async (id) => id === "b"), 1);
  assert.deepEqual([...kept.keys()], ["b"]);
});
