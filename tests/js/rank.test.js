import assert from "node:assert/strict";
import { test } from "node:test";
import { order, press, put, ranked } from "../../app/static/js/rank.js";

/** As much of a screen as putting in order needs. */
function screen(...codes) {
  const said = { dataset: { words: "{count} of {all}" }, textContent: "" };
  const buttons = codes.map((value) => {
    const number = { textContent: "" };
    return { value, dataset: {}, number, querySelector: () => number, setAttribute(name, text) { this[name] = text; } };
  });
  return { buttons, said, querySelectorAll: () => buttons, querySelector: () => said };
}

const numbers = ({ buttons }) => buttons.map(({ number }) => number.textContent).join(",");
const tap = (room, ...codes) => codes.forEach((code) => press(room, code));

test("the first tap is one, and the last one makes it whole", () => {
  const ways = screen("visit", "talk", "letter");

  assert.equal(order(ways), "");
  tap(ways, "letter", "visit");
  assert.deepEqual([numbers(ways), order(ways), ways.said.textContent], ["2,,1", null, "2 of 3"]);
  tap(ways, "talk");
  assert.equal(order(ways), "letter visit talk");
});

test("a tap on one that has its place takes it back, and those behind it move up", () => {
  const ways = screen("visit", "talk", "letter");
  tap(ways, "letter", "visit", "talk", "letter");

  assert.deepEqual([ranked(ways), numbers(ways)], [["visit", "talk"], "1,2,"]);
  assert.deepEqual(ways.buttons.map((one) => one["aria-pressed"]), ["true", "true", "false"]);
  tap(ways, "letter");
  assert.equal(order(ways), "visit talk letter");
});

test("an order that was kept is shown as it was kept, and goes when a reason takes its place", () => {
  const ways = screen("visit", "talk", "letter");
  put(ways, "talk letter visit".split(" "));

  assert.equal(numbers(ways), "3,1,2");
  put(ways, []);
  assert.deepEqual([numbers(ways), order(ways)], [",,", ""]);
});

test("ten ways are put in order by their place and not by the letters of it", () => {
  const codes = Array.from({ length: 11 }, (_, at) => `way${at}`);
  const ways = screen(...codes);
  tap(ways, ...[...codes].reverse());

  assert.equal(order(ways), [...codes].reverse().join(" "));
});
