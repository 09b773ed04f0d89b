import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { SHELF, amount, drop, keep, keptLists, listOf, newestList, soundOf, sweep, wanted } from "../../app/static/js/recordings.js";

const SET = { instrument: "parent-w1", version: "v1", language: "tr", sizes: { ogg: 30, m4a: 40 } };
const OTHER = { ...SET, instrument: "pupil-w1" };
const text = (digest, size = 10) => ({ seconds: 1, ogg: [digest, size], m4a: [`${digest}a`, size] });
const list = (set, texts) => ({ ...set, recorded: Object.keys(texts).length, all: 3, texts });

/** A reply as a browser hands it over; Node's own knows no type "basic". */
const reply = (body, { status = 200, ours = true } = {}) => ({
  status, redirected: false, type: "basic", headers: new Headers(ours ? { "Aloud-Release": "b1" } : {}),
  json: async () => JSON.parse(body), clone() { return this; }, text: async () => body,
});

let server;
let shelves;
let room;
const world = {
  fetch: async (address) => {
    if (!server[address]) throw new TypeError("Failed to fetch");
    return server[address];
  },
  caches: {
    has: async (name) => shelves.has(name),
    match: async (address) => [...shelves.values()].map((shelf) => shelf.get(address)).find(Boolean),
    open: async (name) => {
      if (!shelves.has(name)) shelves.set(name, new Map());
      const shelf = shelves.get(name);
      const pathOf = (request) => (typeof request === "string" ? request : new URL(request.url).pathname);
      return {
        match: async (request) => shelf.get(pathOf(request)),
        keys: async () => [...shelf.keys()].map((address) => ({ url: `http://localhost${address}` })),
        delete: async (request) => shelf.delete(pathOf(request)),
        put: async (address, answer) => {
          if (room <= 0) throw Object.assign(new Error(), { name: "QuotaExceededError" });
          room -= 1;
          shelf.set(address, answer);
        },
      };
    },
  },
};
const kept = () => [...(shelves.get(SHELF)?.keys() ?? [])].sort();
const serve = (set, texts) => {
  server[listOf(set)] = reply(JSON.stringify(list(set, texts)));
  for (const one of Object.values(texts)) server[soundOf(one, "ogg")] = reply("sound");
};

beforeEach(() => {
  server = {};
  shelves = new Map();
  room = 1000;
});

test("a set is kept with its list, in one kind, and a sound of two texts is fetched once", async () => {
  serve(SET, { a: text("1"), b: text("2"), c: text("1") });

  assert.equal(await keep(SET, "ogg", world), "kept");

  assert.deepEqual(kept(), ["/audio/1.ogg", "/audio/2.ogg", listOf(SET)].sort());
  assert.deepEqual(await amount((await keptLists(world))[0], "ogg", world), { kept: 2, all: 2, bytes: 20, size: 20 });
});

test("what is lost half-way stays lost until the next time, and what came stays", async () => {
  serve(SET, { a: text("1"), b: text("2") });
  delete server["/audio/1.ogg"];

  assert.equal(await keep(SET, "ogg", world), "away");
  const half = await amount((await keptLists(world))[0], "ogg", world);
  serve(SET, { a: text("1"), b: text("2") });

  assert.equal(half.kept, 1);
  assert.equal(await keep(SET, "ogg", world), "kept");
});

test("a full phone is told apart from a lost network", async () => {
  serve(SET, { a: text("1"), b: text("2") });
  room = 2;

  assert.equal(await keep(SET, "ogg", world), "full");
});

test("a captive portal's page is neither a list nor a sound", async () => {
  serve(SET, { a: text("1") });
  server["/audio/1.ogg"] = reply("<h1>Welcome</h1>", { ours: false });
  assert.equal(await keep(SET, "ogg", world), "away");

  server[listOf(SET)] = reply("{}", { ours: false });
  await assert.rejects(newestList(SET, world));
  assert.deepEqual(kept(), [listOf(SET)]);
});

test("a set that goes leaves the sounds that another one needs", async () => {
  serve(SET, { a: text("1"), b: text("2") });
  serve(OTHER, { b: text("2") });
  await keep(SET, "ogg", world);
  await keep(OTHER, "ogg", world);

  await drop(SET, world);

  assert.deepEqual(kept(), ["/audio/2.ogg", listOf(OTHER)].sort());
});

test("what was recorded again is swept away", async () => {
  serve(SET, { a: text("1") });
  await keep(SET, "ogg", world);
  serve(SET, { a: text("9") });
  await keep(SET, "ogg", world);

  await sweep(world);

  assert.deepEqual(kept(), ["/audio/9.ogg", listOf(SET)].sort());
});

test("a phone that keeps no set gets no shelf for them", async () => {
  serve(SET, { a: text("1") });

  await newestList(SET, world);
  await drop(SET, world);

  assert.equal(shelves.has(SHELF), false);
});

test("small sets come by themselves, large ones when somebody chose them, declined ones never", () => {
  const large = { ...SET, language: "ar", sizes: { ogg: 11e6 } };
  const larger = { ...SET, language: "pl", sizes: { ogg: 5e6 } };
  const tags = (choices, more) => wanted([SET, large, larger], "ogg", choices, more).map(({ language }) => language);

  assert.deepEqual(tags({}), ["tr", "ar"]);
  assert.deepEqual(tags({ "parent-w1 ar": false }), ["tr", "pl"]);
  assert.deepEqual(tags({ "parent-w1 pl": true }), ["tr", "ar", "pl"]);
  assert.deepEqual(tags({ "parent-w1 pl": true }, { saveData: true }), ["pl"]);
});
