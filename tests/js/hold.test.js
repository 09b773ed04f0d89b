import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { holding } from "../../app/static/js/hold.js";

/** The browser's locks and channels, as far as tabs of one interview use them. */
function browser() {
  const held = new Map();
  const waiting = new Map();
  const listeners = new Set();
  const next = (name) => { const turn = waiting.get(name)?.shift(); if (turn) turn(); };
  const grant = (name, work, resolve, reject) => {
    const mine = { reject };
    held.set(name, mine);
    Promise.resolve(work({ name })).then((result) => {
      if (held.get(name) === mine) { held.delete(name); next(name); }
      resolve(result);
    });
  };
  return {
    held,
    locks: {
      request: (name, options, work) => new Promise((resolve, reject) => {
        if (options.steal) { held.get(name)?.reject(new DOMException("", "AbortError")); return grant(name, work, resolve, reject); }
        if (!held.has(name)) return grant(name, work, resolve, reject);
        if (options.ifAvailable) return resolve(work(null));
        let over = false;
        options.signal.addEventListener("abort", () => { over = true; reject(new DOMException("", "AbortError")); });
        waiting.set(name, [...(waiting.get(name) ?? []), () => { if (over) next(name); else grant(name, work, resolve, reject); }]);
      }),
    },
    Channel: class {
      constructor() { listeners.add(this); }
      postMessage(data) { for (const one of listeners) if (one !== this) one.onmessage?.({ data }); }
      close() { listeners.delete(this); }
    },
  };
}

let phone;
beforeEach(() => { phone = browser(); });

/** A tab, and what happened to it. */
function tab({ letGo = async () => {}, ...more } = {}) {
  const story = [];
  const hold = holding({ letGo: () => { story.push("let go"); return letGo(); }, lost: (id) => story.push(`lost ${id}`), ...phone, patience: 20, ...more });
  return { hold, story };
}

test("the first tab holds the interview, the second does not", async () => {
  assert.equal(await tab().hold.take("a"), true);
  assert.equal(await tab().hold.take("a"), false);
  assert.equal(await tab().hold.take("b"), true);
  assert.deepEqual([...phone.held.keys()], ["interview:a", "interview:b"]);
});

test("whoever takes over asks first, and what stands in the other tab is written before", async () => {
  const first = tab({ letGo: () => after(5) });
  const second = tab();
  await first.hold.take("a");
  await second.hold.seize("a");

  assert.deepEqual(first.story, ["let go", "lost a"]);
  assert.deepEqual(second.story, []);
  assert.equal(await first.hold.take("a"), false);
});

test("a tab that does not answer loses the interview, and hears of it", async () => {
  const first = tab({ letGo: () => new Promise(() => {}) });
  const second = tab();
  await first.hold.take("a");
  await second.hold.seize("a");

  assert.deepEqual(first.story, ["let go", "lost a"]);
  assert.equal(await second.hold.take("a"), true);
});

test("the interview can be taken back", async () => {
  const [first, second] = [tab(), tab()];
  await first.hold.take("a");
  await second.hold.seize("a");
  await first.hold.seize("a");

  assert.deepEqual(second.story, ["let go", "lost a"]);
  assert.deepEqual(first.story, ["let go", "lost a"]);
});

test("a tab that goes away, or to another interview, leaves the first one to others", async () => {
  const first = tab();
  await first.hold.take("a");
  await first.hold.take("b");
  await after(1);
  assert.equal(await tab().hold.take("a"), true);

  first.hold.release();
  await after(1);
  assert.equal(await tab().hold.take("b"), true);
  assert.deepEqual(first.story, []);
});

test("a browser without locks lets everybody write, as before", async () => {
  const { hold } = tab({ locks: null });

  assert.equal(await hold.take("a"), true);
  await hold.seize("a");
  hold.release();
});

test("a browser without channels takes it at once", async () => {
  const first = tab({ Channel: null });
  const second = tab({ Channel: null });
  await first.hold.take("a");
  await second.hold.seize("a");

  assert.deepEqual(first.story, ["lost a"]);
  assert.equal(await second.hold.take("a"), true);
});

/** Locks of a browser that lets everybody wait until `answer()`. */
function slowly({ locks, ...more }) {
  const asked = [];
  const request = (...what) => new Promise((resolve, reject) => { asked.push(() => locks.request(...what).then(resolve, reject)); });
  return { ...more, locks: { request }, answer: () => { for (const one of asked.splice(0)) one(); } };
}

test("a browser that does not answer for a lock lets somebody write, and is heard when it does", async () => {
  const slow = slowly(phone);
  const first = tab({ ...slow, slow: 20 });

  assert.equal(await first.hold.take("a"), true);
  slow.answer();
  await after(5);
  assert.equal(await tab().hold.take("a"), false);
});

test("a lock that comes late, when it is another interview's turn, is nobody's", async () => {
  const slow = slowly(phone);
  const first = tab({ ...slow, slow: 20 });

  await first.hold.take("a");
  await first.hold.take("b");
  slow.answer();
  await after(5);
  assert.deepEqual([...phone.held.keys()], ["interview:b"]);
});

test("whoever wrote while a slow browser gave the lock to another tab hears that", async () => {
  const slow = slowly(phone);
  const first = tab({ ...slow, slow: 20 });
  await tab().hold.take("a");

  await first.hold.take("a");
  slow.answer();
  await after(5);
  assert.deepEqual(first.story, ["lost a"]);
});
