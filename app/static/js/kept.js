/** What a phone keeps of our pages, on which shelf, and how it knows that they are ours. For the worker and for pages. */

const OURS = "Aloud-Release";
export const EVENING = "evening";
export const PRINTS = "prints";

/** An address names its build at the end, a built file in the middle. */
export function buildOf(pathname) {
  const parts = pathname.split("/");
  return parts[1] === "static" ? parts[2] : parts[parts.length - 1];
}

/** Prints outlive their release, because an unfinished interview may need them; all else goes with it. */
export const shelfOf = (pathname) => (pathname.startsWith("/interview/") ? PRINTS : `release-${buildOf(pathname)}`);

/** A reply that our server gave to exactly this request; a captive portal's page is a 200 too. */
export const isFromUs = (reply) => reply.type === "basic" && !reply.redirected && reply.headers.has(OURS);

/** Whether a reply may be kept under this address: what a newer server says in an older one's name may not. */
export const isFor = (reply, pathname) => isFromUs(reply) && reply.status === 200 && reply.headers.get(OURS) === buildOf(pathname);

/** Find what is kept, on whatever shelf; `Vary` says nothing here, each address has one content. */
export const find = (pathname, { caches = globalThis.caches } = {}) => caches.match(pathname, { ignoreVary: true });

/** Put a reply on its shelf; rejects when the phone is full. */
export async function put(pathname, reply, { caches = globalThis.caches } = {}) {
  await (await caches.open(shelfOf(pathname))).put(pathname, reply);
}

/** Fetch an address, past the browser's own cache when that holds a stranger's page. Rejects when it is not ours. */
export async function fetched(pathname, { fetch = globalThis.fetch } = {}) {
  for (const cache of ["default", "reload"]) {
    const reply = await fetch(pathname, { cache, redirect: "error" });
    if (isFor(reply, pathname)) return reply;
  }
  throw new TypeError(`not ours: ${pathname}`);
}
