import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, international, later, message, sms, vcard, whatsapp } from "../../app/static/js/giving.js";

const WORDS = {
  months: ["jan", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
  message: "{name} belt u ({month}) met {number}.", your_code: "Uw code",
};

test("a name with a semicolon and a comma is saved as it is called", () => {
  const card = vcard({ number: "+31660000900", name: " Ouders;  School, Rotterdam ", url: "https://aloud.nl/card/nl" });

  assert.equal(card, [
    "BEGIN:VCARD", "VERSION:3.0", "N:Ouders\\; School\\, Rotterdam;;;;", "FN:Ouders\\; School\\, Rotterdam",
    "TEL;TYPE=VOICE:+31660000900", "URL:https://aloud.nl/card/nl", "END:VCARD", "",
  ].join("\r\n"));
});

test("a number is dialled from any telephone, whichever digits it was typed with", () => {
  for (const typed of ["06 12345678", "+31 6 12 34 56 78", "0031612345678", "٠٦١٢٣٤٥٦٧٨"]) assert.equal(international(typed), "+31612345678");
  assert.equal(international("+90 532 123 45 67"), "+905321234567");
});

test("three months after the thirtieth of November is the last of February", () => {
  const days = { "2026-11-30": "2027-02-28", "2027-11-30": "2028-02-29", "2026-01-31": "2026-04-30", "2026-11-24": "2027-02-24" };
  for (const [held, due] of Object.entries(days)) assert.equal(later(`${held}T12:00:00`), due);
});

test("the message says who, when, with which number, the code and where to read more", () => {
  const text = message(WORDS, { name: "School & Thuis", number: "+31660000900", day: "2027-02-24", code: "R-7QK4M2", url: "https://a.nl/card/nl" });

  assert.equal(text, "School & Thuis belt u (februari 2027) met +31660000900. Uw code: R-7QK4M2. https://a.nl/card/nl");
  assert.equal(sms("+31612345678", "a & b?"), "sms:+31612345678?&body=a%20%26%20b%3F");
  assert.equal(whatsapp("+31612345678", "a & b"), "https://wa.me/31612345678?text=a%20%26%20b");
  assert.equal(whatsapp("", "a"), "https://wa.me/?text=a", "somebody picks the parent in the app");
});

test("without a code the message leaves it out", () => {
  assert.equal(message(WORDS, { name: "A", number: "+1", day: "2027-01-01", code: null, url: "u" }), "A belt u (jan 2027) met +1. u");
});

test("the code is the one that the server gives, and none where a browser cannot work it out", async () => {
  assert.equal(await codeOf("00000000-0000-4000-8000-000000000000"), "R-NJNXAG");
  assert.equal(await codeOf("00000000-0000-4000-8000-000000000000", null), null);
});
