import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { buildOf, isFor } from "../../app/static/js/kept.js";
import { makeReady, missing } from "../../app/static/js/ready.js";

const BUILD = "b1";
const PRINT = `/interview/parent-w1/v1/nl/${BUILD}`;
const SHELL = `/shell/nl/${BUILD}`;
const CSS = `/static/${BUILD}/app.css`;
const SCRIPT = `/static/${BUILD}/interview.js`;
const page = `<link rel="stylesheet" href="${CSS}"><script src="${SCRIPT}"></script>`;
const paper = (version = "v1") => `${page}<form data-instrument="parent-w1" data-version="${version}"></form>`;

/** A reply as a browser hands it over; Node's own knows no type "basic". */
const reply = (body, { status = 200, release = BUILD, redirected = false, type = "basic" } = {}) => ({
  status, redirected, type, body, headers: new Headers(release ? { "Aloud-Release": release } : {}),
  text: async () => body,
});

let server;
let shelves;
let hasRoom;
let asked;
const world = {
  fetch: async (pathname, { cache }) => {
    asked.push(`${cache} ${pathname}`);
    const answer = server[pathname];
    if (!answer) throw new TypeError("Failed to fetch");
    return typeof answer === "function" ? answer(cache) : answer;
  },
  caches: {
    match: async (pathname) => [...shelves.values()].map((shelf) => shelf.get(pathname)).find(Boolean),
    open: async (name) => {
      if (!shelves.has(name)) shelves.set(name, new Map());
      const shelf = shelves.get(name);
      return {
        delete: async (pathname) => shelf.delete(pathname),
        put: async (pathname, answer) => {
          if (!hasRoom) throw Object.assign(new Error(), { name: "QuotaExceededError" });
          shelf.set(pathname, answer);
        },
      };
    },
  },
};
const kept = () => [...shelves].flatMap(([name, shelf]) => [...shelf.keys()].map((pathname) => `${name} ${pathname}`)).sort();
const ready = () => makeReady([SHELL, PRINT], world);

beforeEach(() => {
  server = { [PRINT]: reply(paper()), [SHELL]: reply(page), [CSS]: reply("body{}"), [SCRIPT]: reply("1") };
  shelves = new Map();
  hasRoom = true;
  asked = [];
});

test("everything that a cold start asks for is fetched, and what those pages ask for too", async () => {
  assert.equal(await ready(), "ready");

  assert.deepEqual(kept(), [`prints ${PRINT}`, `release-b1 ${SHELL}`, `release-b1 ${CSS}`, `release-b1 ${SCRIPT}`].sort());
});

test("a phone that has everything asks for nothing", async () => {
  await ready();
  asked = [];
  server = {};

  assert.equal(await ready(), "ready");
  assert.deepEqual(asked, []);
});

test("whatever single thing is missing: not ready without internet, and mended with it", async () => {
  await ready();
  const { size } = new Set(kept());
  for (const gone of [PRINT, SHELL, CSS, SCRIPT]) {
    for (const shelf of shelves.values()) shelf.delete(gone);
    const online = server;
    server = {};
    assert.equal(await ready(), "away");
    assert.deepEqual(await missing([SHELL, PRINT], world), [gone]);
    server = online;
    assert.equal(await ready(), "ready");
  }
  assert.equal(kept().length, size);
});

test("a full phone is not ready, and says why", async () => {
  hasRoom = false;

  assert.equal(await ready(), "full");
});

test("a captive portal's page is not kept, whatever it answers to", async () => {
  for (const stranger of [reply("Welcome", { release: null }), reply("Welcome", { redirected: true }), reply("no", { status: 502 })]) {
    for (const pathname of [PRINT, SHELL, CSS, SCRIPT]) {
      shelves = new Map();
      const online = server;
      server = { ...server, [pathname]: stranger };
      assert.equal(await ready(), "away");
      assert.ok(!kept().some((one) => one.endsWith(pathname)));
      server = online;
    }
  }
});

test("a stranger's page in the browser's own cache is passed by", async () => {
  server[SCRIPT] = (cache) => (cache === "reload" ? reply("1") : reply("Welcome", { release: null }));

  assert.equal(await ready(), "ready");
});

test("a print of another version is none, even under the right address", async () => {
  server[PRINT] = reply(paper("v2"));

  assert.equal(await ready(), "away");
});

test("what a stranger managed to put there is thrown out", async () => {
  await ready();
  shelves.get("prints").set(PRINT, reply("Welcome", { release: null }));

  assert.equal(await ready(), "ready");
  assert.match(await shelves.get("prints").get(PRINT).text(), /data-version="v1"/);
});

test("what a newer server says in an older one's name is not kept", () => {
  assert.equal(isFor(reply("1", { release: "b2" }), SCRIPT), false);
  assert.equal(isFor(reply("1", { type: "opaqueredirect" }), SCRIPT), false);
  assert.equal(isFor(reply("1", { status: 206 }), SCRIPT), false);
  assert.deepEqual([SCRIPT, PRINT, SHELL].map(buildOf), [BUILD, BUILD, BUILD]);
});
