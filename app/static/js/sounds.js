/** Which recordings this phone keeps for when there is no internet: what somebody chose, and what is small anyway. */
import { choice, keepChoice } from "./choices.js";
import { neededVersions } from "./needed.js";
import { kindFor } from "./player.js";
import * as recordings from "./recordings.js";

const CHOICES = "recordings"; // by set, whether somebody wants it here

export const kind = kindFor(document.createElement("audio"));
const choices = () => JSON.parse(choice(CHOICES) ?? "{}");
const saveData = Boolean(navigator.connection?.saveData);

/** Somebody wants a set on this phone, or does not. */
export function choose(set, isWanted) {
  keepChoice(CHOICES, JSON.stringify({ ...choices(), [recordings.nameOf(set)]: isWanted }));
}

/** Somebody said that a set is not for this phone, and need not be reminded. */
export const isDeclined = (set) => choices()[recordings.nameOf(set)] === false;

/** The sets that there are, by the server's word; without internet those that are kept here. */
export async function known() {
  return (await recordings.offered().catch(() => null)) ?? recordings.keptLists();
}

export const isWanted = (set, sets) => recordings.wanted(sets, kind, choices(), { saveData }).some((one) => recordings.nameOf(one) === recordings.nameOf(set));

/** How a set stands: its list if that is known, and how much of it is here. */
export async function look(set) {
  const list = (await recordings.keptList(set)) ?? null;
  const held = list ? await recordings.amount(list, kind) : { kept: 0, all: set.recorded, bytes: 0, size: set.sizes[kind] };
  return { ...held, isKept: held.all > 0 && held.kept === held.all };
}

/** Bring one set here, or let it go: "kept", "away", "full" or "none". */
export async function settle(set, sets, progress) {
  if (!globalThis.caches) return "never";
  if (isWanted(set, sets)) return recordings.keep(set, kind, globalThis, progress);
  await recordings.drop(set);
  return "none";
}

/** Versions that nobody asks for any more go, unless an interview on this phone is still held with them. */
async function forgetOlder(sets) {
  const current = new Set(sets.map(recordings.listOf));
  const old = (await recordings.keptLists()).filter((list) => !current.has(recordings.listOf(list)));
  const needed = old.length ? await neededVersions(indexedDB) : new Set();
  for (const list of old) if (!needed.has(`${list.instrument} ${list.version}`)) await recordings.drop(list);
}

/** Bring here what is wanted, one set after the other; gives each set with what came of it. Rejects without internet. */
export async function settleAll() {
  const sets = await recordings.offered();
  const results = [];
  for (const set of sets) results.push([set, await settle(set, sets)]);
  if (globalThis.caches) await forgetOlder(sets).then(() => recordings.sweep());
  return results;
}
