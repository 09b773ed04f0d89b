/**
 * Keeps sending what waits on this phone: at the start, when somebody comes back to the page, when the line comes back,
 * every minute, and when somebody asks. One window at a time, one request at a time; after failures less and less often.
 */
import { isInstalled, isPersisted, phoneId } from "./device.js";
import { delay, drain, forget, isOver, isParked, isWaiting, since } from "./outbox.js";
import { putInterview, putRefusal, putReport } from "./post.js";

const EVERY = 60_000;
const AGAIN = 5000; // another window is sending: look again soon

/** The world as a browser has it; tests hand in another. */
const browser = {
  fetch: (...what) => fetch(...what), setTimeout: (...what) => setTimeout(...what), clearTimeout: (timer) => clearTimeout(timer),
  now: () => new Date().toISOString(), locks: globalThis.navigator?.locks,
  listen(name, work) {
    if (name === "visible") document.addEventListener("visibilitychange", () => { if (!document.hidden) work(); });
    else addEventListener(name, work);
  },
  about: async () => ({ phone: phoneId(), persisted: await isPersisted(), installed: isInstalled(), release: document.body.dataset.release }),
};

/** Everything that is kept here, and how each goes out. */
async function everything({ interviews, refusals }, world) {
  const of = async (shelf, put) =>
    (await shelf.all()).map((record) => ({ id: record.id, record, shelf, post: (newest) => put(newest, { world }) }));
  return [...(await of(refusals, putRefusal)), ...(await of(interviews, putInterview))];
}

const bySince = (one, other) => (since(one.record) < since(other.record) ? -1 : 1);

/** What waits, the oldest first; what is parked, after it. */
const ordered = (all, withParked) => [
  ...all.filter(({ record }) => isWaiting(record)).sort(bySince),
  ...all.filter(({ record }) => withParked && isParked(record)).sort(bySince),
];

const begun = new WeakMap();

/**
 * `changed` hears after every round what it came to: `{said, changed, locked}`; `except` names what this page sends
 * itself. At the start of an evening (`isStart`) parked ones are tried once more; `isTelling` says how the phone is at the
 * start already. Whoever asks for the same store again joins in.
 */
export function keepSending({ store, changed = () => {}, except = () => null, isStart = true, isTelling = true, world = browser }) {
  const joined = begun.get(store);
  if (joined) return joined.join(changed, isStart);
  const listeners = new Set([changed]);
  let timer = null;
  let failures = 0;
  let running = null;

  async function isElsewhere(id) {
    const held = (await world.locks?.query?.())?.held ?? [];
    return held.some(({ name }) => name === `interview:${id}`);
  }

  async function round(withParked) {
    const list = async () => ordered(await everything(store, world), withParked).filter(({ id }) => id !== except());
    const result = await drain({ list, isElsewhere, now: world.now });
    await tidy().catch(() => {});
    return result;
  }

  async function tidy() {
    for (const { id, record, shelf } of await everything(store, world)) {
      if (isOver(record, world.now()) && id !== except() && !(await isElsewhere(id))) await shelf.remove(id);
    }
  }

  /** Only one window sends; where browsers have no locks, at least this page sends once at a time. */
  const alone = (work) =>
    world.locks ? world.locks.request("drain", { ifAvailable: true }, (lock) => (lock ? work() : { said: "elsewhere", locked: new Set() })) : work();

  async function report() {
    const about = await world.about();
    if (about.phone === null) return;
    const all = (await everything(store, world)).map(({ record }) => record).filter(({ training }) => !training);
    const waiting = all.filter(isWaiting);
    const { phone: _, ...how } = about;
    const { withdrawn = [] } = await putReport({ waiting: waiting.length, parked: all.filter(isParked).length, oldest: waiting.map(since).sort()[0] ?? null, ...how }, { world });
    const isBusy = async (id) => id === except() || isElsewhere(id);
    if (withdrawn.length && (await forget(store.interviews, withdrawn, isBusy))) for (const tell of listeners) tell({ said: "elsewhere", changed: true, locked: new Set() });
  }

  async function go(withParked, isFirst) {
    const result = await alone(() => round(withParked)).catch(() => ({ said: "later", locked: new Set() }));
    if (result.said === "later" || result.said === "broken") failures += 1;
    else if (result.said !== "elsewhere") failures = 0;
    for (const tell of listeners) tell(result);
    if (result.changed || isFirst) await report().catch(() => {});
    return result;
  }

  function soon() {
    world.clearTimeout(timer);
    timer = world.setTimeout(send, failures ? delay(failures) : EVERY);
  }

  /** One at a time; who comes while it runs waits for what it comes to. */
  function send({ withParked = false, isFirst = false } = {}) {
    world.clearTimeout(timer);
    running ??= go(withParked, isFirst).finally(() => { running = null; soon(); });
    return running;
  }

  /** Somebody asks: everything is tried, parked ones too unless she only tapped. */
  async function now({ withParked = true } = {}) {
    failures = 0;
    await running;
    const result = await send({ withParked });
    if (result.said === "elsewhere") {
      world.clearTimeout(timer);
      timer = world.setTimeout(now, AGAIN);
    }
    return result;
  }

  /** Another part of this page wants to hear of it too. */
  function join(more, alsoStart) {
    listeners.add(more);
    if (alsoStart && !isStart) Promise.resolve(running).then(() => send({ withParked: true }));
    return sender;
  }

  world.listen("online", () => { failures = 0; send(); });
  world.listen("visible", () => send());
  send({ withParked: isStart, isFirst: isTelling });
  const sender = { now, send, join, look: () => { if (!failures) send(); } }; // there may be something new; what failed keeps its turn
  begun.set(store, sender);
  return sender;
}
