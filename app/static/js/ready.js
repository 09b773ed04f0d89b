/**
 * Ready without internet: everything that a cold start would ask for is kept, and is what it should be.
 * The world (caches, fetch) is handed in; nothing here says "ready" because a fetch succeeded, only because it is kept.
 */
import { fetched, find, isFor, put, shelfOf } from "./kept.js";

const TURNS = 3; // a print that is mended may ask for files that were not looked at before

/** What a page cannot do without: its scripts and its style, no pictures. */
const askedBy = (html) => [...html.matchAll(/(?:src|href)="(\/static\/[^"]+\.(?:js|css))"/g)].map(([, address]) => address);

/** Whether a page is the one that its address names. */
function isRight(pathname, body) {
  const [, kind, name, version] = pathname.split("/");
  return kind !== "interview" || (body.includes(`data-instrument="${name}"`) && body.includes(`data-version="${version}"`));
}

/** What a kept address asks for in its turn; null when it is not kept as it should be. */
async function soundness(pathname, world) {
  const held = await find(pathname, world);
  if (!held || !isFor(held, pathname)) return null;
  const body = await held.text();
  if (!body || !isRight(pathname, body)) return null;
  return pathname.startsWith("/static/") ? [] : askedBy(body);
}

/** All that is not kept of these addresses and of what they ask for. */
export async function missing(addresses, world) {
  const gone = [];
  const wanted = new Set(addresses);
  for (const pathname of wanted) { // grows while it is walked
    const asked = await soundness(pathname, world);
    if (asked) for (const one of asked) wanted.add(one);
    else gone.push(pathname);
  }
  return gone;
}

async function mend(pathname, world) {
  await (await world.caches.open(shelfOf(pathname))).delete(pathname, { ignoreVary: true }); // what stands there is not it
  await put(pathname, await fetched(pathname, world), world);
}

/** Keep all of these addresses: "ready"; or why not: "away" (no way to the server) or "full" (no room on the phone). */
export async function makeReady(addresses, world = globalThis) {
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const gone = await missing(addresses, world);
      if (!gone.length) return "ready";
      for (const pathname of gone) await mend(pathname, world);
    }
    return "away";
  } catch (problem) {
    return problem.name === "QuotaExceededError" ? "full" : "away";
  }
}
