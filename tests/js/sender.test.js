import assert from "node:assert/strict";
import { test } from "node:test";
import { keepSending } from "../../app/static/js/sender.js";

const record = (id, more = {}) => ({
  id, revision: 1, confirmed: 0, parked: null, status: "complete", since: `2026-03-12T19:0${id.length}:00.000Z`, contact: {}, body: {}, ...more,
});
const OK = (revision = 1) => new Response("{}", { headers: { "Interview-Revision": String(revision), "Refusal-Revision": String(revision) } });
const no = (status, error) => new Response(JSON.stringify({ error }), { status, headers: { "Content-Type": "application/json" } });

/** A shelf in memory. */
function shelf(records) {
  const kept = new Map(records.map((one) => [one.id, one]));
  return {
    kept, all: async () => [...kept.values()], get: async (id) => kept.get(id), remove: async (id) => void kept.delete(id),
    change: async (id, how) => { kept.set(id, how(kept.get(id))); },
  };
}

/** Locks as browsers have them, for as many windows as share them. */
function locks(held = []) {
  const taken = new Set();
  return {
    query: async () => ({ held: held.map((name) => ({ name })) }),
    async request(name, _, work) {
      if (taken.has(name)) return work(null);
      taken.add(name);
      return Promise.resolve(work({ name })).finally(() => taken.delete(name));
    },
  };
}

/** A phone with a clock that stands still until the test lets it go on. */
function phone({ interviews = [], refusals = [], reply = () => OK(), held = [], phoneId = null, shared } = {}) {
  const timers = [];
  const heard = {};
  const sent = [];
  const store = shared?.store ?? { interviews: shelf(interviews), refusals: shelf(refusals) };
  let time = Date.parse("2026-03-12T20:00:00.000Z");
  const world = {
    setTimeout: (work, ms) => timers.push({ work, ms }) && timers.at(-1),
    clearTimeout: (timer) => { if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1); },
    now: () => new Date(time).toISOString(), locks: shared ? shared.locks : locks(held),
    listen: (name, work) => { heard[name] = work; },
    about: async () => ({ phone: phoneId, persisted: true, installed: false, release: "r1" }),
    fetch: async (address, options) => { sent.push([address.split("/").at(-1), options]); return reply(address, options); },
  };
  const said = [];
  return {
    store, world, sent, heard, said, timers,
    ids: () => sent.map(([id]) => id),
    begin: (more = {}) => keepSending({ store, world, changed: (result) => said.push(result.said), ...more }),
    /** Let everything that was begun come to its end. */
    rest: () => new Promise((resolve) => { setTimeout(resolve, 5); }),
    next: () => timers.at(-1)?.ms,
    async tick() { const { work } = timers.pop(); time += 60_000; await work(); },
  };
}

test("at the start everything that waits is sent, the oldest first, refusals too, and parked ones last", async () => {
  const held = phone({ interviews: [record("bb", { parked: "why" }), record("ccc"), record("a")], refusals: [record("dddd")] });

  held.begin();
  await held.rest();

  assert.deepEqual(held.ids(), ["a", "ccc", "dddd", "bb"]);
  assert.deepEqual(held.said, ["done"]);
  assert.equal([...held.store.interviews.kept.values()].every(({ confirmed }) => confirmed === 1), true);
});

test("a page in the middle of an evening leaves parked ones alone, and its own interview too", async () => {
  const held = phone({ interviews: [record("bb", { parked: "why" }), record("ccc"), record("a")] });

  held.begin({ isStart: false, except: () => "a" });
  await held.rest();

  assert.deepEqual(held.ids(), ["ccc"]);
});

test("what waits is tried every minute, less and less often while there is no way through, but at least every five minutes", async () => {
  const held = phone({ interviews: [record("a")], reply: () => { throw new TypeError("no network"); } });
  const waits = [];

  held.begin();
  await held.rest();
  for (let turn = 0; turn < 10; turn++) {
    waits.push(held.next());
    await held.tick();
  }

  assert.deepEqual(waits, [2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]);
});

test("an own tap begins anew, and so does the line coming back; looking at the page only tries", async () => {
  let line = false;
  const held = phone({ interviews: [record("a")], reply: () => (line ? OK() : no(502, "")) });
  const sender = held.begin();
  await held.rest();
  await held.tick();
  assert.equal(held.next(), 4000);

  held.heard.visible();
  await held.rest();
  assert.equal(held.next(), 8000);
  await sender.now();
  assert.equal(held.next(), 2000);
  held.heard.online();
  await held.rest();
  assert.equal(held.next(), 2000);

  line = true;
  assert.equal((await sender.now()).said, "done");
  assert.equal(held.next(), 60_000);
});

test("a minute in which nothing waits asks nobody", async () => {
  const held = phone({ interviews: [record("a")] });
  held.begin();
  await held.rest();

  await held.tick();
  await held.tick();

  assert.deepEqual(held.ids(), ["a"]);
  assert.equal(held.next(), 60_000);
});

test("something that came in meanwhile goes with the next minute", async () => {
  const held = phone();
  held.begin();
  await held.rest();
  held.store.refusals.kept.set("r", record("r"));

  await held.tick();

  assert.deepEqual(held.ids(), ["r"]);
});

test("a request that never ends is given up after fifteen seconds", async () => {
  const held = phone({
    interviews: [record("a")],
    reply: (_, { signal }) => new Promise((_, reject) => { signal.addEventListener("abort", () => reject(signal.reason)); }),
  });
  held.begin();
  await held.rest();
  assert.equal(held.next(), 15_000);

  await held.tick();
  await held.rest();

  assert.deepEqual(held.said, ["later"]);
  assert.equal(held.next(), 2000);
});

test("two windows send one at a time, and the second looks again", async () => {
  let letGo;
  const first = phone({ interviews: [record("a")], reply: () => new Promise((resolve) => { letGo = () => resolve(OK()); }) });
  const second = phone({ shared: { store: { ...first.store }, locks: first.world.locks } });
  first.begin();
  await first.rest();

  const asked = await second.begin({ isStart: false }).now();

  assert.equal(asked.said, "elsewhere");
  assert.deepEqual(second.ids(), []);
  assert.equal(second.next(), 5000);
  letGo();
  await first.rest();
  assert.deepEqual(first.said, ["done"]);
});

test("a browser without locks still sends once at a time", async () => {
  const held = phone({ interviews: [record("a")] });
  held.world.locks = undefined;
  const sender = held.begin();
  sender.send();
  sender.send();
  held.heard.visible();
  await held.rest();

  assert.deepEqual(held.ids(), ["a"]);
});

test("an interview that another window has open is left to it", async () => {
  const held = phone({ interviews: [record("a"), record("bb")], held: ["interview:a"] });

  held.begin();
  await held.rest();

  assert.deepEqual(held.ids(), ["bb"]);
});

test("who asks for the same store joins in, and the start of an evening tries the parked ones", async () => {
  const held = phone({ interviews: [record("a", { parked: "why" })], reply: () => no(422, "why") });
  const sender = held.begin({ isStart: false });
  await held.rest();
  assert.deepEqual(held.ids(), []);

  assert.equal(held.begin(), sender);
  await held.rest();

  assert.deepEqual(held.ids(), ["a"]);
});

test("a phone that is known says how it is at the start and when something changed, and only then", async () => {
  const held = phone({ interviews: [record("a"), record("bb", { parked: "why" })], phoneId: 12, reply: (address) => (address.includes("/bb") ? no(422, "why") : OK()) });
  held.begin();
  await held.rest();
  await held.tick();
  await held.rest();

  assert.deepEqual(held.ids(), ["a", "bb", "mine"]);
  assert.deepEqual(JSON.parse(held.sent[2][1].body), { waiting: 0, parked: 1, oldest: null, persisted: true, installed: false, release: "r1" });
});

test("whether the report arrives matters to nobody", async () => {
  const held = phone({ interviews: [record("a")], phoneId: 12, reply: (address) => { if (address.endsWith("mine")) throw new Error("gone"); return OK(); } });
  held.begin();
  await held.rest();

  assert.deepEqual(held.said, ["done"]);
  assert.equal(held.next(), 60_000);
});

test("an interview goes out with the phone it began on, a refusal as a form", async () => {
  const refusal = { id: "r", activity: 4, reason: "no_time", at: "2026-03-12T19:00:00.000Z", undone: true, revision: 2, confirmed: 0, parked: null, since: "", phone: 12 };
  const held = phone({ interviews: [record("a", { phone: 12, body: { revision: 1 } })], refusals: [refusal], reply: () => OK(2) });
  held.begin();
  await held.rest();

  const [, form] = held.sent.find(([id]) => id === "r");
  const [, json] = held.sent.find(([id]) => id === "a");
  assert.equal(JSON.parse(json.body).phone, 12);
  const { sent_at: sentAt, ...told } = Object.fromEntries(new URLSearchParams(form.body));
  assert.ok(Date.parse(sentAt));
  assert.deepEqual(told, {
    activity: "4", reason: "no_time", revision: "2", undone: "1", at: "2026-03-12T19:00:00.000Z", phone: "12",
  });
});

test("what was confirmed a week ago is forgotten; what waits is not, whatever the clock says", async () => {
  const old = { confirmed: 1, confirmed_at: "2026-03-01T19:00:00.000Z" };
  const held = phone({
    interviews: [record("a", old), record("bb", { ...old, decided: "voided" }), record("ccc", { since: "2020-01-01T00:00:00.000Z" })],
    refusals: [record("r", old)], reply: () => no(502, ""),
  });
  held.begin();
  await held.rest();

  assert.deepEqual([...held.store.interviews.kept.keys()], ["ccc"]);
  assert.deepEqual([...held.store.refusals.kept.keys()], []);
});

test("the server tells a phone at the start of an evening who stopped, also of what was sent long since", async () => {
  const gone = { ...record("a", { confirmed: 1, respondent: "r1" }) };
  const reply = (address) => (address.endsWith("mine") ? new Response(null, { status: 204, headers: { "Respondents-Withdrawn": "r1 r9" } }) : OK());
  const { begin, rest, store, said } = phone({ interviews: [gone, record("bb", { confirmed: 1, respondent: "r2" })], phoneId: 7, reply });

  begin();
  await rest();

  assert.deepEqual([...store.interviews.kept.keys()], ["bb"]);
  assert.ok(said.includes("elsewhere")); // the pages look again
});
