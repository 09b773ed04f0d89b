import assert from "node:assert/strict";
import { test } from "node:test";
import { named, packed, unsent } from "../../app/static/js/unsent.js";

const NOW = new Date(2026, 10, 22, 19, 5);
const interview = (id, more = {}) => ({ id, revision: 2, confirmed: 0, parked: null, phone: 12, body: { revision: 2, answers: { a: 1 } }, ...more });
const refusal = (id, more = {}) => ({ id, revision: 1, confirmed: 0, parked: null, activity: 4, reason: "no_time", undone: false, at: "t", phone: null, ...more });
const about = { now: NOW, release: "r1", phone: 12 };

test("everything that the server has not confirmed goes in, waiting or parked, as it would be sent", () => {
  const lists = unsent([interview("a"), interview("b", { parked: "why" }), interview("c", { confirmed: 2 }), refusal("r"), refusal("s", { confirmed: 1 })]);

  assert.deepEqual(lists, {
    interviews: ["a", "b"].map((id) => ({ id, body: { revision: 2, answers: { a: 1 }, device_sent_at: null, phone: 12 } })),
    refusals: [{ id: "r", activity: 4, reason: "no_time", revision: 1, undone: 0, at: "t" }],
  });
});

test("the file is sealed for its place, and nothing of it stands beside the seal", async () => {
  const places = [];
  const seal = async (text, place) => { places.push(place); return `hpke1.k.${text.length}`; };

  const file = JSON.parse(await packed(unsent([interview("a")]), { ...about, seal }));

  assert.deepEqual(places, ["aloud unsent file"]);
  assert.deepEqual({ ...file, sealed: "…" }, {
    format: "aloud-unsent", format_version: 1, made_at: NOW.toISOString(), release: "r1", phone: 12, sealed: "…",
  });
});

test("a browser that cannot seal writes the lists as they are", async () => {
  const file = JSON.parse(await packed(unsent([interview("a")]), { ...about, seal: async () => null }));

  assert.deepEqual([file.interviews.length, file.refusals, "sealed" in file], [1, [], false]);
});

test("a seal that fails makes no file at all", async () => {
  await assert.rejects(packed(unsent([]), { ...about, seal: async () => { throw new Error("no key"); } }));
});

test("the name tells when it was saved, by the phone's own clock", () => {
  assert.equal(named(NOW), "aloud-unsent-2026-11-22-1905.json");
});
