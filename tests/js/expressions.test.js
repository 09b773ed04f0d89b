import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { evaluate } from "../../app/static/js/expressions.js";

const truth = JSON.parse(readFileSync(new URL("../expressions.json", import.meta.url), "utf8"));

/** JSON has no word for "no number"; the table writes null. */
const asJson = (value) => (Number.isNaN(value) ? null : value);

for (const { expression, tree, answers, current, value } of truth) {
  test(`the phone agrees on ${expression} with ${JSON.stringify(answers)}`, () => {
    assert.equal(asJson(evaluate(tree, answers, current)), value);
  });
}

test("the table is large enough to trust", () => assert.ok(truth.length >= 60));
