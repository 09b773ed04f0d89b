import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { pencil } from "../../app/static/js/pencil.js";

const record = (revision, id = "i") => ({ id, revision });

/** A pencil whose store does what the test says: each put waits in `puts` for its end. */
function desk() {
  const puts = [];
  const news = [];
  const store = { put: (one) => new Promise((resolve, reject) => { puts.push({ one, commit: resolve, fail: () => reject(new Error("no room")) }); }) };
  const ink = pencil({ store, changed: () => news.push(ink.written("i")?.revision ?? null), again: 5 });
  return { ink, puts, news };
}

test("nothing counts as written before it is on the disk", async () => {
  const { ink, puts, news } = desk();
  const kept = ink.write(record(1));

  assert.equal(ink.written("i"), null);
  puts[0].commit();
  assert.equal(await kept, true);
  assert.deepEqual([ink.written("i").revision, news], [1, [1]]);
  assert.equal(ink.written("other"), null);
});

test("what the phone would not keep is not written, and nobody waits for it twice", async () => {
  const { ink, puts } = desk();
  const kept = ink.write(record(1));
  puts[0].fail();

  assert.equal(await kept, false);
  assert.equal(ink.isUnkept(), true);
  assert.equal(ink.written("i"), null);
  assert.equal(await ink.kept(), false);
});

test("as soon as the phone keeps again, the newest is written, and the mark is true again", async () => {
  const { ink, puts, news } = desk();
  const kept = ink.write(record(1));
  puts[0].fail();
  await kept;
  ink.renew({ ...record(1), confirmed: 1 });
  await after(20);
  puts[1].commit();
  await after(1);

  assert.deepEqual(puts[1].one, { ...record(1), confirmed: 1 });
  assert.equal(ink.isUnkept(), false);
  assert.deepEqual(news, [null, 1]);
});

test("an older put that fails late takes nothing back", async () => {
  const { ink, puts } = desk();
  const first = ink.write(record(1));
  const second = ink.write(record(2));
  puts[1].commit();
  await second;
  puts[0].fail();

  assert.equal(await first, true);
  assert.equal(ink.isUnkept(), false);
  assert.equal(ink.written("i").revision, 2);
});

test("what was found on the disk is on the disk", () => {
  const { ink } = desk();
  ink.found(record(7));

  assert.equal(ink.written("i").revision, 7);
});
