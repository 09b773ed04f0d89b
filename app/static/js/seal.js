/**
 * The seal (RFC 9180): the phone can write what it cannot read. Packed as a file of its own, which `sealing.js` fetches
 * once the page has become quiet; only the study's private key, on the server, opens what was sealed.
 */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";

const SUITE = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const FORMAT = "hpke1";
const PART = 0x8000; // characters that one call may carry

function written(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += PART) text += String.fromCharCode(...bytes.subarray(at, at + PART));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const read = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  parts.reduce((at, part) => { all.set(new Uint8Array(part), at); return at + part.byteLength; }, 0);
  return all;
}

/**
 * A text that only the server can read, and only at its place. Null without a key, or where the browser has no WebCrypto,
 * as on a page of a local network that came without TLS.
 */
export async function seal(text, place, key = document.documentElement.dataset.key) {
  if (!key || !globalThis.crypto?.subtle) return null;
  const [name, point] = [key.slice(0, key.lastIndexOf(".")), key.slice(key.lastIndexOf(".") + 1)]; // a name may hold dots
  const utf8 = new TextEncoder();
  const recipientPublicKey = await SUITE.kem.deserializePublicKey(read(point).buffer);
  const sender = await SUITE.createSenderContext({ recipientPublicKey, info: utf8.encode(place).buffer });
  const sealed = await sender.seal(utf8.encode(text).buffer);
  return `${FORMAT}.${name}.${written(joined(sender.enc, sealed))}`;
}
