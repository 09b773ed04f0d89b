import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const HERE = "https://aloud.test";
const PRINT = `${HERE}/interview/mother/1/nl/r1`;
const listeners = {};
let shelves;

/** What this phone keeps, whichever shelf it lies on. */
const caches = {
  has: async () => false,
  keys: async () => [...shelves.keys()],
  match: async (asked) => kept(asked),
  open: async () => ({ match: async (asked) => kept(asked), keys: async () => [], put: async () => {} }),
};
const kept = (asked) => {
  const found = shelves.get(new URL(asked.url ?? asked, HERE).pathname);
  return found && new Response(found, { headers: { "Aloud-Release": "r1" } });
};

Object.assign(globalThis, {
  aloud: { release: "r1", keep: [] }, caches, location: new URL("/sw.js", HERE), addEventListener: (name, heard) => { listeners[name] = heard; },
});
await import("../../app/static/js/sw.js");

beforeEach(() => {
  shelves = new Map([["/language", "nl"], ["/shell/nl/r1", "home <!--evening--><!--/evening-->"]]);
  globalThis.fetch = () => Promise.reject(new TypeError("no network"));
});

/** What the worker answers to somebody who opens a page. */
function opened(url, mode = "navigate") {
  let answer;
  listeners.fetch({ request: { url, mode, method: "GET" }, respondWith: (reply) => { answer = reply; }, waitUntil: () => {} });
  return answer;
}

test("an interview whose print this phone does not have leads to home at its own address, not to home in its place", async () => {
  const reply = await opened(PRINT);

  assert.equal(reply.status, 302);
  assert.equal(reply.headers.get("location"), `${HERE}/#`);
  assert.match(await (await opened(`${HERE}/`)).text(), /^home/);
});

test("what is no page, or has no home to go to, fails as it would without a worker", async () => {
  assert.equal((await opened(`${HERE}/static/r1/interview.js`, "cors")).type, "error");
  shelves.clear();
  assert.equal((await opened(PRINT)).type, "error");
});

test("a print that is kept is opened without asking anybody", async () => {
  shelves.set("/interview/mother/1/nl/r1", "the print");

  assert.equal(await (await opened(PRINT)).text(), "the print");
});
