/** The evening as it was seen last: the part of home that a phone keeps for when there is no internet. It names nobody. */
import { EVENING, isFromUs } from "./kept.js";

const COUNTS = "/home";
const shelf = () => globalThis.caches?.open(EVENING); // not there on plain http

export const isKept = async () => Boolean(await (await shelf())?.match(COUNTS));

/** In which language home opens without internet. */
export const speak = async (language) => (await shelf())?.put("/language", new Response(language));

/** Keep what home just showed, if it came from us. */
export async function keep(html, reply) {
  if (reply.status === 200 && isFromUs(reply)) await (await shelf())?.put(COUNTS, new Response(html));
}

/** Somebody goes or somebody comes: the next one sees nobody else's evening. */
export const forget = async () => (await shelf())?.delete(COUNTS);
