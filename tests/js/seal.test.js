import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { seal } from "../../app/static/js/seal.js";
import { isSealed, sealing } from "../../app/static/js/sealing.js";

const SUITE = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const PLACE = "aloud contact 6d0d7f4e-0000-4000-8000-000000000001 ask_for";
const KEYS = await SUITE.kem.generateKeyPair();
const POINT = Buffer.from(await SUITE.kem.serializePublicKey(KEYS.publicKey)).toString("base64url");
const KEY = `2026a.${POINT}`;
const real = globalThis.crypto;

afterEach(() => Object.defineProperty(globalThis, "crypto", { value: real, configurable: true }));

/** What the server does: take the text apart, and open it at its place. */
async function opened(sealed, place = PLACE) {
  const bytes = Buffer.from(sealed.split(".")[2], "base64url");
  const [enc, rest] = [bytes.subarray(0, 65), bytes.subarray(65)].map((part) => new Uint8Array(part).buffer);
  const recipient = await SUITE.createRecipientContext({ recipientKey: KEYS.privateKey, enc, info: new TextEncoder().encode(place).buffer });
  return new TextDecoder().decode(await recipient.open(rest));
}

for (const text of ["Mevrouw Yılmaz", "+31612345678", "الأم", "", "x".repeat(300_000)]) {
  test(`what was sealed is opened by the one who has the private key: ${text.slice(0, 20)}`, async () => {
    assert.equal(await opened(await seal(text, PLACE, KEY)), text);
  });
}

test("a sealed text names its format and its key, and is made of signs that go anywhere", async () => {
  const sealed = await seal("Elif", PLACE, KEY);

  assert.match(sealed, /^hpke1\.2026a\.[A-Za-z0-9_-]{114}$/); // 65 of the point, 4 of the name, 16 of the tag
  assert.ok(isSealed(sealed));
  assert.ok(!isSealed("Elif"));
});

test("the same name sealed twice looks different, so that nobody can compare", async () => {
  assert.notEqual(await seal("Elif", PLACE, KEY), await seal("Elif", PLACE, KEY));
});

test("a sealed text that was moved to another parent or another field does not open", async () => {
  const sealed = await seal("Elif", PLACE, KEY);

  await assert.rejects(opened(sealed, PLACE.replace("ask_for", "phone")));
});

test("without a key of the study nothing is sealed", async () => {
  assert.equal(await seal("Elif", PLACE, ""), null);
});

test("a browser that has no WebCrypto seals nothing, and says so", async () => {
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });

  assert.equal(await seal("Elif", PLACE, KEY), null);
});

test("a key that is none is no reason to let a name through unsealed", async () => {
  await assert.rejects(seal("Elif", PLACE, "2026a.bm9uc2Vuc2U"));
});

test("the seal is fetched when it is needed, and only once", async () => {
  const first = sealing();

  assert.equal((await first).seal, seal);
  assert.equal(sealing(), first);
});
