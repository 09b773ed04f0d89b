import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "../../app/static/js/ids.js";

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("ids are random UUIDs, with the browser's own help and without it", () => {
  const own = crypto.randomUUID;
  const ids = new Set();
  for (const help of [own, undefined]) {
    Object.defineProperty(crypto, "randomUUID", { value: help, configurable: true, writable: true });
    for (let turn = 0; turn < 500; turn += 1) {
      const id = newId();
      assert.match(id, FORM);
      ids.add(id);
    }
  }
  assert.equal(ids.size, 1000);
});
