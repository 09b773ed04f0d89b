/** Telephone numbers as people type them, whichever digits their keyboard has. */

const FOREIGN = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** The digits 0 to 9, whichever were typed. */
export const western = (text) => text.replace(FOREIGN, (digit) => String(digit.charCodeAt(0) & 0xf));

/** Western digits and a leading plus, nothing else. */
export const plain = (number) => western(number).replace(/^\s*00/, "+").replace(/(?!^\s*\+)[^0-9]/g, "").trim();

/** Whether this could be a number at all; the server knows better as soon as it is asked. */
export const isPossible = (number) => /^(0[1-9][0-9]{8}|\+[1-9][0-9]{7,14})$/.test(plain(number));

/** Grouped in twos, to be read back aloud. */
export const grouped = (number) => plain(number).replace(/(\d{2})(?=\d)/g, "$1 ");
