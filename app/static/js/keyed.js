/**
 * What was typed for a row, as far as the page must know while somebody types; app/instrument/keying.py has the last word.
 */
import { evaluate } from "./expressions.js";

const SIGNS = ["-", "–", "—"];
const REASONS = ["w", "l", "n", "-8", "-7", "-6"];

/** With the digits 0 to 9 of whatever keyboard. */
export const plain = (text) => text.replace(/\p{Nd}/gu, (digit) => {
  const code = digit.codePointAt(0);
  if (code < 128) return digit;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1;
  return String(code - zero);
});

/** The keys in a text: with anything between them, or nothing where each is one sign. */
function parts(boxes, text) {
  return boxes.every((box) => box.key.length === 1) ? [...text].filter((sign) => !" ,;.+-/".includes(sign)) : text.split(/[\s,;.+/-]+/).filter(Boolean);
}

/**
 * Read a row.
 * @returns value: for conditions; keys: boxes that are meant; isWrong: not possible; isWhole: nothing can follow, go on
 */
export function readRow({ type, boxes, consents }, typed) {
  const text = plain(typed).trim();
  const nothing = { value: "", keys: [], isWrong: false, isWhole: false };
  if (text === "" || SIGNS.includes(text)) return nothing;
  if (/^[?؟]/.test(text) || type === "text") return { ...nothing, value: type === "text" ? text : "" };
  if (!consents && REASONS.includes(text.toLowerCase())) return { ...nothing, isWhole: type === "select_one" && /^[a-z]$/i.test(text) };
  if (type === "select_one") {
    const box = boxes.find((one) => one.key === text);
    const begins = boxes.some((one) => one.key !== text && one.key.startsWith(text));
    return { value: box?.value ?? "", keys: box ? [text] : [], isWrong: !box && !begins, isWhole: Boolean(box) && !begins };
  }
  const keys = parts(boxes, text);
  if (type === "select_multiple") {
    const isWrong = keys.some((key) => !boxes.some((one) => one.key === key));
    return { value: boxes.filter((one) => keys.includes(one.key)).map((one) => one.value).join(" "), keys, isWrong, isWhole: false };
  }
  if (type === "rank") {
    const isWrong = keys.length > boxes.length || new Set(keys).size < keys.length || keys.some((key) => !(Number(key) >= 1 && Number(key) <= boxes.length));
    return { ...nothing, isWrong };
  }
  return { ...nothing, value: text };
}

/** Whether a row is for this respondent. */
export const isAsked = ({ relevant }, values) => relevant.every((tree) => evaluate(tree, values) === true);

/** What stands in a field after a finger pressed one of its boxes. */
export function pressed({ type, boxes }, typed, key) {
  if (type === "select_one") return key;
  const keys = parts(boxes, plain(typed).trim());
  const others = keys.filter((one) => one !== key);
  const now = others.length < keys.length && type === "select_multiple" ? others : [...others, key];
  return now.join(boxes.every((box) => box.key.length === 1) ? "" : " ");
}
