import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { choice, keepChoice } from "../../app/static/js/choices.js";

const refuses = () => { throw new DOMException("", "SecurityError"); };

afterEach(() => { delete globalThis.localStorage; });

/** What a page sees of the browser's small memory. */
function memory(value) {
  Object.defineProperty(globalThis, "localStorage", { configurable: true, get: typeof value === "function" ? value : () => value });
}

test("a choice is kept in the browser", () => {
  const kept = new Map();
  memory({ getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) });

  assert.equal(choice("own"), null);
  keepChoice("own", "off");
  assert.equal(choice("own"), "off");
  assert.equal(kept.get("own"), "off");
});

test("a browser that gives no page any memory is as one in which nothing was chosen, and the page remembers", () => {
  memory(refuses);

  assert.equal(choice("card"), null);
  keepChoice("card", "upright");
  assert.equal(choice("card"), "upright");
});

test("a full memory does not give back what was chosen before", () => {
  memory({ getItem: () => "round", setItem: refuses });

  keepChoice("picture", "upright");
  assert.equal(choice("picture"), "upright");
});
