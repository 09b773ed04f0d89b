/** What a parent takes home: our number as a vCard, and the words of a message. Nothing here knows a page. */
import { plain } from "./telephone.js";

const MONTHS = 3; // calendar months after the interview, as the parent was told
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // base32
const CLEARER = { I: "8", L: "9", O: "W", U: "X" }; // no letters that sound or look alike
const HERE = "+31"; // how a number without a country is meant
const PLUS = /^\+/;

const escaped = (text) => text.trim().split(/\s+/).join(" ").replace(/[\\;,]/g, "\\$&");

/** vCard 3.0 (RFC 2426): the same letters that the server makes. */
export function vcard({ number, name, url }) {
  const called = escaped(name);
  const lines = ["BEGIN:VCARD", "VERSION:3.0", `N:${called};;;;`, `FN:${called}`, `TEL;TYPE=VOICE:${number}`, `URL:${url}`, "END:VCARD"];
  return lines.map((line) => `${line}\r\n`).join("");
}

/** A number as any telephone dials it. */
export const international = (number) => plain(number).replace(/^0/, HERE);

/** The day three calendar months after a moment, on the calendar of this phone; the last one when that month is shorter. */
export function later(moment, months = MONTHS) {
  const then = new Date(moment);
  const first = new Date(Date.UTC(then.getFullYear(), then.getMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(then.getDate(), last));
  return first.toISOString().slice(0, 10);
}

/** The month of a day with its year, as it is said. */
export const monthOf = (words, day) => `${words.months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;

/** The parent's code, as the server will give it; null where this browser cannot work it out. */
export async function codeOf(respondent, subtle = globalThis.crypto?.subtle) {
  if (!subtle) return null;
  const bytes = new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(`${respondent}/0`)));
  const bits = [...bytes.slice(0, 4)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = [...Array(6).keys()].map((at) => ALPHABET[parseInt(bits.slice(at * 5, at * 5 + 5), 2)]);
  return `R-${letters.map((letter) => CLEARER[letter] ?? letter).join("")}`;
}

/** What is texted: who, when, with which number, the code, and where to read more. */
export function message(words, { name, number, day, code, url }) {
  const said = { name, number, month: monthOf(words, day) };
  const sentence = words.message.replace(/\{(\w+)\}/g, (_, key) => said[key]);
  return [sentence, code && `${words.your_code}: ${code}.`, url].filter(Boolean).join(" ");
}

/** Opens the phone's own messages; `?&` is what both kinds of telephone read. */
export const sms = (number, text) => `sms:${number}?&body=${encodeURIComponent(text)}`;

export const whatsapp = (number, text) => `https://wa.me/${number.replace(PLUS, "")}?text=${encodeURIComponent(text)}`;
