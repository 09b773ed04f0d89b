import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { contacts } from "../../app/static/js/contacts.js";

const RECORD = { id: "i", respondent: "r", contact: {} };
const wax = async (text, place) => `hpke1.${place}.${text.length}`;

/** A parent's name and number in a page; what may be kept lands in `record`. */
function page({ seal = wax, ...more } = {}) {
  const held = { record: RECORD, writes: [] };
  const kept = async (id, field, text) => {
    held.writes.push(text);
    held.record = { ...held.record, contact: { ...held.record.contact, [field]: text } };
  };
  return { held, names: contacts(kept, { seal, again: 5, patience: 30, ...more }) };
}

/** A seal that is made when the test says so. */
function slow() {
  const made = [];
  return { made, seal: (text, place) => new Promise((resolve) => { made.push(() => resolve(wax(text, place))); }) };
}

test("a name is kept sealed for its parent and its field, and still stands in its field", async () => {
  const { held, names } = page();

  assert.equal(await names.write(RECORD, "ask_for", "Elif"), true);

  assert.deepEqual(held.record.contact, { ask_for: "hpke1.aloud contact r ask_for.4" });
  assert.equal(names.said(held.record, "ask_for"), "Elif");
});

test("a page that was opened again says that it is kept, and cannot show it", () => {
  const { names } = page();
  const record = { ...RECORD, contact: { ask_for: "hpke1.k.x" } };

  assert.equal(names.said(record, "ask_for"), "");
  assert.equal(names.isUnreadable(record, "ask_for"), true);
  assert.equal(names.isUnreadable(RECORD, "ask_for"), false);
});

test("where nothing can be sealed it is kept and shown as it was typed", async () => {
  const { held, names } = page({ seal: async (text) => text });
  await names.write(RECORD, "phone", "0612345678");
  names.forget();

  assert.equal(held.record.contact.phone, "0612345678");
  assert.equal(names.said(held.record, "phone"), "0612345678");
});

test("of two names typed one after the other the second is kept, however late the first seal is", async () => {
  const { made, seal } = slow();
  const { held, names } = page({ seal });
  names.write(RECORD, "ask_for", "Eli");
  const second = names.write(RECORD, "ask_for", "Elif");
  made[1]();
  await second;
  made[0]();
  await after(1);

  assert.deepEqual(held.writes, ["hpke1.aloud contact r ask_for.4"]);
});

test("a name that was taken out stays out, although its seal was still being made", async () => {
  const { made, seal } = slow();
  const { held, names } = page({ seal });
  names.write(RECORD, "ask_for", "Elif");
  await names.write(RECORD, "ask_for", "");
  made[0]();
  await after(1);

  assert.deepEqual(held.writes, [""]);
  assert.equal(names.said(held.record, "ask_for"), "");
});

test("whoever finishes waits for the seals of all fields", async () => {
  const { made, seal } = slow();
  const { held, names } = page({ seal });
  names.write(RECORD, "ask_for", "Elif");
  names.write(RECORD, "phone", "0612345678");
  setTimeout(() => made.forEach((make) => make()), 5);

  assert.equal(names.isWaiting(), true);
  assert.equal(await names.settled(), true);
  assert.deepEqual(Object.keys(held.record.contact), ["ask_for", "phone"]);
});

test("nobody waits for ever for a seal that does not come, and it is made when it can be", async () => {
  let away = true;
  const seal = async (text, place) => { if (away) throw new TypeError("no network"); return wax(text, place); };
  const { held, names } = page({ seal });

  assert.equal(await names.write(RECORD, "ask_for", "Elif"), false);
  assert.equal(names.isLate(), true);
  assert.deepEqual(held.writes, [], "nothing was kept as it was typed");

  away = false;
  assert.equal(await names.settled(), true);
  assert.equal(names.isLate(), false);
  assert.equal(held.writes.length, 1);
});

test("what an older release kept as it was typed is sealed, and what is sealed stays", async () => {
  const { held, names } = page();
  names.adopt({ ...RECORD, contact: { ask_for: "Elif", phone: "hpke1.k.x" } });
  await names.settled();

  assert.deepEqual(held.writes, ["hpke1.aloud contact r ask_for.4"]);
});

test("one parent's name never stands in another's field", async () => {
  const { names } = page();
  await names.write(RECORD, "ask_for", "Elif");

  assert.equal(names.said({ ...RECORD, respondent: "other" }, "ask_for"), "");
  names.forget();
  assert.equal(names.said(RECORD, "ask_for"), "");
});
