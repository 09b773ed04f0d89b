import assert from "node:assert/strict";
import { test } from "node:test";
import { delay, isWaiting, settle, verdict } from "../../app/static/js/outbox.js";

const record = { id: "a", revision: 5, confirmed: 3, parked: null, status: "draft", contact: {}, body: {}, safe: 0, code: null };

test("only our own server, with a revision as high as ours, makes an interview safe", () => {
  assert.equal(verdict({ status: 200, revision: 5 }, 5), "confirmed");
  assert.equal(verdict({ status: 200, revision: 6 }, 5), "confirmed");
  for (const reply of [{ status: 200, revision: NaN }, { status: 200, revision: 4 }, { status: 204, revision: 5 }, { status: 0, revision: NaN }, { status: 502, revision: NaN }]) {
    assert.equal(verdict(reply, 5), "later", JSON.stringify(reply));
  }
});

test("a refusal parks only when it is in our own words; a proxy's 404 is no refusal", () => {
  for (const status of [404, 409, 413, 422]) {
    assert.equal(verdict({ status, revision: NaN, error: "Ask the lead." }, 5), "parked");
    assert.equal(verdict({ status, revision: NaN }, 5), "later");
  }
  assert.equal(verdict({ status: 401, revision: NaN }, 5), "sign-in");
});

test("a tap made while its interview was being sent keeps waiting", () => {
  const tapped = { ...record, revision: 6 };
  const settled = settle(tapped, record, { status: 200, revision: 5, answers: 4, code: "" });
  assert.equal(settled.confirmed, 5);
  assert.equal(isWaiting(settled), true);
});

test("names and numbers leave the phone as soon as the finished interview is safe, and not before", () => {
  const finished = { ...record, status: "complete", contact: { phone: "0612345678" }, body: { contact: { phone: "0612345678" } } };
  const waiting = settle(finished, finished, { status: 0, revision: NaN });
  assert.deepEqual(waiting.contact, { phone: "0612345678" });
  const safe = settle(finished, finished, { status: 200, revision: 5, answers: 25, code: "R-7QK4M9" });
  assert.deepEqual([safe.contact, safe.body.contact, safe.code], [{}, null, "R-7QK4M9"]);
});

test("the wait doubles and never grows past five minutes", () => {
  assert.deepEqual([1, 2, 3].map(delay), [2000, 4000, 8000]);
  assert.equal(delay(20), 300_000);
});
