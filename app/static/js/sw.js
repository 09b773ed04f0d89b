/**
 * The service worker has three rules (docs/decisions/0012-the-worker-has-three-rules.md), and on a phone that was handed
 * over only one: ask the server (0020).
 * 1. prints and built files, whose address names their build: what is kept comes first;
 * 2. home: the network first, else the shell without persons, with the evening as it was kept last;
 * 3. everything else, and whatever changes something: not touched.
 * The server writes `aloud` above this: the release, and what to keep of it.
 */
import { EVENING, PRINTS, buildOf, fetched, find, isFor, isFromUs, put } from "./kept.js";
import { isLocked } from "./lock.js";
import { neededVersions } from "./needed.js";

const PATIENCE = 4000; // ms that the network gets before home opens from this phone
const { release, keep } = aloud;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(tidy().catch(() => {}).then(() => clients.claim())));
addEventListener("message", ({ data }) => { if (data === "skip") skipWaiting(); }); // home asks, when nothing is open
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (/^\/static\//.test(pathname)) event.respondWith(paper(event, pathname));
  else if (/^\/(interview|shell|phone)\//.test(pathname)) event.respondWith(unlessLocked(request, () => paper(event, pathname)));
  else if (request.mode === "navigate" && /^\/(home)?$/.test(pathname)) event.respondWith(unlessLocked(request, () => home(request)));
});

/** In somebody else's hands nothing is opened from this phone's own memory, nor from that of its browser. */
const unlessLocked = async (request, work) => ((await isLocked().catch(() => false)) ? fetch(request, { cache: "no-store" }) : work());

/** All of the release or nothing; prints that this phone has of older releases come along. */
async function install() {
  const replies = await Promise.all(keep.map((pathname) => fetched(pathname)));
  await Promise.all(replies.map((reply, index) => put(keep[index], reply)));
  for (const { url } of await (await caches.open(PRINTS)).keys()) {
    const pathname = new URL(url).pathname.replace(/[^/]+$/, release);
    if (await find(pathname)) continue;
    const reply = await fetch(pathname, { redirect: "error" });
    if (isFor(reply, pathname)) await put(pathname, reply);
  }
}

/** Drop older releases, but for those whose prints an unfinished or unsent interview still needs. */
async function tidy() {
  const prints = await caches.open(PRINTS);
  const builds = new Set([release]);
  const older = (await prints.keys()).filter(({ url }) => buildOf(new URL(url).pathname) !== release);
  const needed = older.length ? await neededVersions(indexedDB) : new Set();
  for (const request of older) {
    const { pathname } = new URL(request.url);
    const [, , name, version] = pathname.split("/");
    if (needed.has(`${name} ${version}`)) builds.add(buildOf(pathname));
    else await prints.delete(request);
  }
  const old = (name) => name.startsWith("release-") && !builds.has(name.slice("release-".length));
  for (const name of (await caches.keys()).filter(old)) await caches.delete(name);
}

/** Rule 1. A print that cannot be had is replaced by one of the same version from another build. */
async function paper(event, pathname) {
  const held = await find(pathname);
  if (held) return held;
  const network = fetch(event.request);
  const reply = await soon(network);
  if (!reply || !isFor(reply, pathname)) return (await sameVersion(pathname)) ?? network.catch(() => lost(event.request));
  event.waitUntil(put(pathname, reply.clone()).catch(() => {})); // a full phone still reads it
  return reply;
}

/** Rule 2. */
async function home(request) {
  const network = fetch(request);
  const reply = await soon(network);
  if (reply && (reply.type === "opaqueredirect" || (isFromUs(reply) && reply.status < 500))) return reply;
  return (await shell()) ?? network;
}

/** The network's answer; nothing when it is away or takes too long. */
const soon = (network) => Promise.race([network, new Promise((late) => setTimeout(late, PATIENCE))]).catch(() => undefined);

/** The newest kept print of the same version, in the same language where there is one. */
async function sameVersion(pathname) {
  if (!pathname.startsWith("/interview/")) return undefined;
  const kept = (await (await caches.open(PRINTS)).keys()).reverse();
  const upTo = (parts, { url }) => new URL(url).pathname.split("/").slice(0, parts).join() === pathname.split("/").slice(0, parts).join();
  const found = kept.find((one) => upTo(5, one)) ?? kept.find((one) => upTo(4, one));
  return found && caches.match(found, { ignoreVary: true });
}

/** Home, in the language that was last used on it. */
async function shell() {
  const evening = await caches.open(EVENING);
  const language = await (await evening.match("/language"))?.text();
  const held = language && (await find(`/shell/${language}/${release}`));
  if (!held) return undefined;
  const [html, counts] = [await held.text(), await (await evening.match("/home"))?.text()];
  return new Response(counts ? html.replace(/<!--evening-->[^]*<!--\/evening-->/, () => counts) : html, { headers: held.headers });
}

/**
 * A page that is nowhere: on to home at its own address, which says what is missing. Under the address of an interview
 * home would go on with nothing; the empty fragment keeps that interview out of home's address.
 */
const lost = async (request) => (request.mode === "navigate" && (await shell()) ? Response.redirect(new URL("/#", location.origin), 302) : Response.error());
