import assert from "node:assert/strict";
import { test } from "node:test";
import { neededVersions } from "../../app/static/js/needed.js";

const later = (request, event) => queueMicrotask(() => request[event]?.());

/** Enough of the browser's database to be opened and read. `records` undefined: nobody made one yet. */
function phone(records, { isBroken = false } = {}) {
  const world = { made: 0, closed: 0 };
  world.open = (_, version) => {
    assert.equal(version, undefined); // whoever names a version may change it
    const request = {};
    if (isBroken) later(request, "onerror");
    else if (records) {
      const all = { result: records };
      request.result = {
        transaction: () => ({ objectStore: () => ({ getAll: () => { later(all, "onsuccess"); return all; } }) }),
        close: () => { world.closed += 1; },
      };
      later(request, "onsuccess");
    } else {
      world.made += 1;
      request.transaction = { abort: () => { world.made -= 1; later(request, "onerror"); } };
      later(request, "onupgradeneeded");
    }
    return request;
  };
  return world;
}

const record = (status, revision, confirmed, version = "v1") => ({ instrument: "parent-w1", version, status, revision, confirmed });

test("an unfinished interview and an unsent one need their paper, a safe one does not", async () => {
  const records = [record("draft", 3, 3, "v1"), record("complete", 9, 8, "v2"), record("complete", 9, 9, "v3")];

  assert.deepEqual(await neededVersions(phone(records)), new Set(["parent-w1 v1", "parent-w1 v2"]));
});

test("looking makes no database", async () => {
  const empty = phone(undefined);

  assert.deepEqual(await neededVersions(empty), new Set());
  assert.equal(empty.made, 0);
});

test("the database is let go, so that pages may renew it", async () => {
  const held = phone([]);

  await neededVersions(held);

  assert.equal(held.closed, 1);
});

test("a database that cannot be read is not an empty one", async () => {
  await assert.rejects(neededVersions(phone([], { isBroken: true })));
});
