import assert from "node:assert/strict";
import { test } from "node:test";
import { contacts } from "../../app/static/js/contacts.js";
import { isOver } from "../../app/static/js/outbox.js";
import { isRemembered, remember } from "../../app/static/js/rehearsal.js";
import * as state from "../../app/static/js/state.js";
import { held } from "../../app/static/js/store.js";
import { unsent } from "../../app/static/js/unsent.js";

const ITEMS = [
  { name: "consent", type: "select_one", relevant: [] },
  { name: "remark", type: "text", relevant: [] },
  { name: "phone", type: "text", relevant: [], contact: "phone", appearance: "tel" },
];
const PAPER = { wave: "w1", instrument: "parent-w1", version: "3f9c2a1d", languages: ["nl", "tr", "pap"] };

function begun(more = {}) {
  const context = { activity: "1", group: "1", kind: "talk", mode: "capi", language: "nl", ...more };
  return state.begin({ id: "i", respondent: "r", startedAt: "2026-11-24T19:30:00.000Z", context, paper: PAPER });
}

const said = (record, name, value) => state.withAnswer(record, { name }, { value, language: "tr", atMs: 9000, seconds: 4 });

test("what is sent of a rehearsal says how long and in which language, and nothing that was tapped or typed", () => {
  let record = said(said(begun({ training: "1" }), "consent", "1"), "remark", "Mevrouw Canarino");
  record = state.withContact(state.withRemark(record, "consent", "fluistert", "nl"), ITEMS[2], "hpke1.x");

  const sent = state.snapshot(ITEMS, record, null);

  assert.equal(sent.training, true);
  assert.equal(sent.contact, null);
  assert.deepEqual(sent.answers, {
    consent: { language: "tr", at_ms: 9000, seconds: 4 }, remark: { language: "tr", at_ms: 9000, seconds: 4 },
  });
});

test("an interview says nothing of rehearsals", () => {
  assert.equal("training" in state.snapshot(ITEMS, begun(), null), false);
});

test("a parent is offered what was released when the interview began, a rehearsal everything", () => {
  assert.deepEqual(state.offered(begun({ languages: "nl tr" }), PAPER), ["nl", "tr"]);
  assert.deepEqual(state.offered(begun({ languages: "nl tr", training: "1" }), PAPER), PAPER.languages);
  assert.deepEqual(state.offered(begun(), PAPER), PAPER.languages); // of a release that did not say
});

test("one more like this begins with the same languages, as what it was", () => {
  const real = new URLSearchParams(state.again(begun({ languages: "nl tr" }), "tr").slice(5));
  const played = new URLSearchParams(state.again(begun({ languages: "nl tr", training: "1" }), "nl").slice(5));

  assert.deepEqual([real.get("languages"), real.get("language"), real.get("training")], ["nl tr", "tr", null]);
  assert.equal(played.get("training"), "1");
});

test("a name that is played stands in its field and is kept nowhere", async () => {
  const writes = [];
  const names = contacts(async (id, field, text) => { writes.push(text); }, { seal: () => assert.fail("nothing is sealed") });
  const record = begun({ training: "1" });

  await names.write(record, "ask_for", "Mevrouw Canarino");

  assert.equal(names.said(record, "ask_for"), "Mevrouw Canarino");
  assert.equal(names.isWaiting(), false);
  assert.equal(writes.join().includes("Canarino"), false);
  names.forget();
  assert.equal(names.said({ ...record, contact: { ask_for: writes[0] } }, "ask_for"), "");
});

test("nobody is told that a rehearsal waits, and no file carries it", async () => {
  const real = { ...begun(), body: {} };
  const shelf = (records) => ({ all: async () => records });

  const all = await held({ interviews: shelf([{ ...begun({ training: "1" }), body: {} }, real]), refusals: shelf([]) });

  assert.deepEqual(all, [real]);
  assert.equal(unsent(all).interviews.length, 1);
});

test("a rehearsal leaves the phone after a week, sent or not; an interview waits", () => {
  const later = "2026-12-02T19:30:00.000Z";

  assert.equal(isOver(begun({ training: "1" }), later), true);
  assert.equal(isOver(begun(), later), false);
});

test("whoever rehearsed on a phone is known there, and the next who signs in on it is not", () => {
  const held = new Map([["phone", "7"]]);
  globalThis.localStorage = { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => { held.set(key, value); } };

  remember();
  assert.equal(isRemembered(), true);

  held.set("phone", "8");
  assert.equal(isRemembered(), false);
  delete globalThis.localStorage;
});
