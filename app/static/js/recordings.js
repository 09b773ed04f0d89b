/**
 * The recordings of a questionnaire in one language, on this phone and on the server. They are kept in Cache Storage by
 * the pages themselves and played from there as blobs, so the worker and Safari's ranges have no part in it.
 * The world (caches, fetch) is handed in.
 */
import { isFromUs } from "./kept.js";

export const SHELF = "recordings";
export const SETS = "/recordings.json";
const AT_ONCE = 4; // sounds that are fetched together
const ALONE = 12e6; // bytes that a phone keeps without being asked

/** What a set is called: "parent-w1 tr". */
export const nameOf = ({ instrument, language }) => `${instrument} ${language}`;
export const listOf = ({ instrument, version, language }) => `/recordings/${instrument}/${version}/${language}.json`;

/** Where the sound of a text is; nothing when it is not recorded. */
export const soundOf = (text, kind) => (text?.[kind] ? `/audio/${text[kind][0]}.${kind}` : null);

/** Addresses and bytes of all sounds of a list; a sound that two texts share counts once. */
const soundsOf = (list, kind) => new Map(Object.values(list.texts).filter((text) => text[kind]).map((text) => [soundOf(text, kind), text[kind][1]]));

async function ours(address, { fetch = globalThis.fetch }) {
  const reply = await fetch(address, { redirect: "error" });
  if (!isFromUs(reply) || reply.status !== 200) throw new TypeError(`not ours: ${address}`);
  return reply;
}

const match = (address, { caches = globalThis.caches }) => caches?.match(address, { ignoreVary: true });
const shelf = ({ caches = globalThis.caches }) => caches.open(SHELF);

/** What the server says that there is; rejects without internet. */
export const offered = async (world = {}) => (await ours(SETS, world)).json();

/** The list of a set as it is kept here; nothing when none is. */
export const keptList = async (set, world = {}) => (await match(listOf(set), world))?.json();

/** The list as the server has it now; a set that is kept here is renewed. Rejects without internet. */
export async function newestList(set, world = {}) {
  const reply = await ours(listOf(set), world);
  const list = await reply.clone().json();
  if (await match(listOf(set), world)) await (await shelf(world)).put(listOf(set), reply);
  return list;
}

/** How much of a set is on this phone: texts and bytes, and of how many. */
export async function amount(list, kind, world = {}) {
  const found = { kept: 0, all: 0, bytes: 0, size: 0 };
  for (const [address, size] of soundsOf(list, kind)) {
    const isKept = Boolean(await match(address, world));
    found.all += 1;
    found.size += size;
    found.kept += Number(isKept);
    found.bytes += isKept ? size : 0;
  }
  return found;
}

/**
 * Keep a whole set: "kept"; or why not: "away" (no way to the server) or "full" (no room on the phone). What came before
 * that stays, and goes on from there the next time.
 */
export async function keep(set, kind, world = {}, progress = () => {}) {
  try {
    const reply = await ours(listOf(set), world);
    const list = await reply.clone().json();
    const held = await shelf(world);
    await held.put(listOf(set), reply);
    const wanted = [];
    for (const address of soundsOf(list, kind).keys()) if (!(await match(address, world))) wanted.push(address);
    let done = 0;
    const fetchOn = async () => {
      for (let address = wanted.pop(); address; address = wanted.pop()) {
        await held.put(address, await ours(address, world));
        progress(done += 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, fetchOn));
    return "kept";
  } catch (problem) {
    return problem.name === "QuotaExceededError" ? "full" : "away";
  }
}

/** Every list that is kept here, each of a set that somebody wanted. */
export async function keptLists(world = {}) {
  const { caches = globalThis.caches } = world;
  if (!(await caches?.has(SHELF))) return [];
  const held = await shelf(world);
  const lists = (await held.keys()).filter(({ url }) => url.endsWith(".json"));
  return Promise.all(lists.map(async (request) => (await held.match(request)).json()));
}

/** Let go of a set, and of every sound that no set on this phone needs. */
export async function drop(set, world = {}) {
  if (await match(listOf(set), world)) await (await shelf(world)).delete(listOf(set));
  await sweep(world);
}

/** Throw away what no list names: older versions, and what was recorded again or taken out. */
export async function sweep(world = {}) {
  if (!(await (world.caches ?? globalThis.caches)?.has(SHELF))) return;
  const held = await shelf(world);
  const needed = new Set((await keptLists(world)).flatMap((list) => Object.values(list.texts))
    .flatMap((text) => Object.entries(text).filter(([, file]) => Array.isArray(file)).map(([kind]) => soundOf(text, kind))));
  for (const request of await held.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/audio/") && !needed.has(pathname)) await held.delete(request);
  }
}

/**
 * Which sets a phone keeps: those that somebody chose, and of the others as many as are small together, unless the
 * browser was told to spare data. `choices` is by name, true or false.
 */
export function wanted(sets, kind, choices, { saveData = false } = {}) {
  let room = saveData ? 0 : ALONE;
  return sets.filter((set) => {
    const chosen = choices[nameOf(set)];
    if (chosen !== undefined) return chosen;
    if (set.sizes[kind] > room) return false;
    room -= set.sizes[kind];
    return true;
  });
}
