import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped, isPossible, plain } from "../../app/static/js/telephone.js";

test("a number is read whichever way it was typed", () => {
  for (const typed of ["06 12345678", "06-1234 5678", "(06) 12.34.56.78", "٠٦١٢٣٤٥٦٧٨", "۰۶۱۲۳۴۵۶۷۸"]) {
    assert.equal(plain(typed), "0612345678");
  }
  assert.equal(plain("+90 532 123 45 67"), "+905321234567");
  assert.equal(plain("0031 6 12345678"), "+31612345678");
});

test("a number that is too short, too long or no number is held back on the phone", () => {
  for (const wrong of ["", "06 1234", "061234567890", "112", "geen", "+12"]) assert.equal(isPossible(wrong), false, wrong);
  for (const right of ["06 12345678", "010-1234567", "+31612345678", "+212 661 234567"]) assert.equal(isPossible(right), true, right);
});

test("a number is read back in twos", () => {
  assert.equal(grouped("0612345678"), "06 12 34 56 78");
  assert.equal(grouped("+31612345678"), "+31 61 23 45 67 8");
});
