import assert from "node:assert/strict";
import { test } from "node:test";

test("a phone that was handed over is marked, and free again", async () => {
  const shelves = new Set();
  globalThis.caches = { open: async (name) => shelves.add(name), delete: async (name) => shelves.delete(name), has: async (name) => shelves.has(name) };
  const { isLocked, lock, unlock } = await import("../../app/static/js/lock.js");

  assert.equal(await isLocked(), false);
  await lock();
  assert.equal(await isLocked(), true);
  await unlock();
  assert.equal(await isLocked(), false);
});

test("a browser without a cache of its own is never locked by one", async () => {
  delete globalThis.caches;
  const { isLocked, lock } = await import("../../app/static/js/lock.js?plain");

  await lock();
  assert.equal(await isLocked(), false);
});
