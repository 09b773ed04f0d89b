/** The mark of a phone that was handed over: the worker opens nothing of it by itself, and other tabs show nothing. */

const LOCK = "lock";
const shelves = globalThis.caches; // not there on plain http, and then no worker either

export const lock = async () => { await shelves?.open(LOCK); };
export const unlock = async () => { await shelves?.delete(LOCK); };
export const isLocked = async () => Boolean(await shelves?.has(LOCK));
