/** The pencil's mark: every interview and every refusal, whole, in the browser's own database. */

const NAME = "aloud";
const VERSION = 2; // only ever adds: a page of an older release may be open beside this one
const STORES = ["interviews", "refusals"];
const PATIENCE = 5000; // ms; phones have been seen whose database neither answers nor fails
const CLOSED = new Set(["InvalidStateError", "UnknownError"]); // what browsers say of a database they closed in our sleep

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function requested(open, version) {
  const request = version ? open(NAME, version) : open(NAME);
  let isNew = false;
  request.onupgradeneeded = ({ oldVersion }) => {
    isNew = !oldVersion;
    for (const name of STORES) if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, { keyPath: "id" });
  };
  return settled(request).then((database) => ({ database, isNew }));
}

/** Open it at our version, or as it is when a newer release was here before. */
const openDatabase = async (open) =>
  requested(open, VERSION).catch((problem) => {
    if (problem?.name !== "VersionError") throw problem;
    return requested(open);
  });

/** What takes longer than this counts as failed; `late` hears when it succeeds after all. */
const within = (ms, work, late = () => {}) =>
  new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => { isLate = true; reject(new DOMException("", "TimeoutError")); }, ms);
    work.then((result) => { (isLate ? late : resolve)(result); }, reject).finally(() => clearTimeout(timer));
  });

/** Nothing more comes: it can be written now, whatever becomes of the page. */
function finish(transaction) {
  try { transaction.commit?.(); } catch {} // it ended already
}

/** One connection for all stores of a page; it opens again when the browser closed it. */
function connecting(open, patience, renew) {
  let opening = null;
  let isLeft = false;
  const running = new Set();
  const problems = { readonly: null, readwrite: null };

  async function fresh() {
    const { database, isNew } = await openDatabase(open);
    const gone = () => { opening = null; };
    database.onversionchange = () => { database.close(); gone(); };
    database.onclose = gone;
    if (isNew) await renew(database);
    return database;
  }

  async function once(name, mode, work) {
    const database = await (opening ??= fresh());
    const transaction = database.transaction(name, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    running.add(transaction);
    try {
      const result = work(transaction.objectStore(name));
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error ?? new DOMException("", "AbortError"));
      });
      return result?.result;
    } finally {
      running.delete(transaction);
    }
  }

  async function twice(name, mode, work) {
    try {
      return await once(name, mode, work);
    } catch (closed) {
      opening = null;
      if (!CLOSED.has(closed?.name)) throw closed;
      return once(name, mode, work);
    }
  }

  /**
   * Safari sets a page aside with its transactions in it, and the next page waits for them for ever. So whoever leaves
   * stops reading, and finishes writing without waiting to be told.
   */
  function leave() {
    isLeft = true;
    for (const transaction of running) {
      if (transaction.mode !== "readonly") finish(transaction);
      else try { transaction.abort(); } catch {} // it was ending already
    }
  }

  globalThis.addEventListener?.("pagehide", leave);
  globalThis.addEventListener?.("pageshow", () => { isLeft = false; });

  const isTired = () => Object.values(problems).includes("TimeoutError");

  return {
    async run(name, mode, work, late) {
      try {
        const allowed = isTired() ? patience / 5 : patience; // whoever waited once does not wait long again
        const result = await within(allowed, twice(name, mode, work), late);
        problems[mode] = null;
        return result;
      } catch (failure) {
        if (failure?.name === "TimeoutError") opening = null;
        if (!isLeft) problems[mode] = failure?.name ?? "Error";
        throw failure;
      }
    },
    problem: () => problems.readwrite ?? problems.readonly,
  };
}

/**
 * The verbs of one store. `hand` is what this page wrote, as it stands now: a database that was deleted beneath the page
 * is made anew with it. `memory` is what the database would not take: while the page is open it can still be sent.
 */
function shelf(name, run, hand) {
  const memory = new Map();
  const turns = new Map(); // a put that fails late says nothing about the one after it

  async function write(record) {
    const written = () => { if (hand.get(record.id) === record) memory.delete(record.id); };
    await run(name, "readwrite", (store) => { store.put(record); finish(store.transaction); }, written);
    written();
  }

  return {
    /** Keep a record, on the disk itself. Rejects when it is held in memory only. */
    async put(record) {
      const { id } = record;
      const turn = (turns.get(id) ?? 0) + 1;
      turns.set(id, turn);
      hand.set(id, record);
      try {
        await write(record);
      } catch (problem) {
        if (turns.get(id) === turn) memory.set(id, hand.get(id));
        throw problem;
      }
      for (const other of memory.values()) write(other).catch(() => {}); // there was no room then; there may be now
    },
    get: async (id) => memory.get(id) ?? run(name, "readonly", (store) => store.get(id)),
    async all() {
      const kept = await run(name, "readonly", (store) => store.getAll()).catch(() => []);
      return [...kept.filter(({ id }) => !memory.has(id)), ...memory.values()];
    },
    async remove(id) {
      hand.delete(id);
      memory.delete(id);
      await run(name, "readwrite", (store) => { store.delete(id); });
    },
    /** Change what is kept now, in one transaction: a tap may have come in between. */
    async change(id, how) {
      const inHand = hand.get(id);
      if (inHand) hand.set(id, how(inHand));
      if (memory.has(id)) return void memory.set(id, hand.get(id));
      await run(name, "readwrite", (store) => {
        const held = store.get(id);
        held.onsuccess = () => { if (held.result) store.put(how(held.result)); };
      });
    },
  };
}

let shared = null;

/** The stores of this browser, the same for everybody on a page; `problem()` names what went wrong last, or is null. */
export const openStore = (world) => (world ? stores(world) : (shared ??= stores({})));

/** Everything that this phone holds and somebody must know of; rehearsals go their way without a word. */
export const held = async ({ interviews, refusals }) =>
  (await Promise.all([interviews.all(), refusals.all()])).flat().filter(({ training }) => !training);

function stores({ open = (...what) => indexedDB.open(...what), patience = PATIENCE }) {
  const hands = new Map(STORES.map((name) => [name, new Map()]));

  /** A database that somebody deleted gets back what this page has in hand. */
  function renew(database) {
    const transaction = database.transaction(STORES, "readwrite", { durability: "strict" });
    for (const [name, hand] of hands) for (const record of hand.values()) transaction.objectStore(name).put(record);
    return new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  }

  const { run, problem } = connecting(open, patience, renew);
  const [interviews, refusals] = STORES.map((name) => shelf(name, run, hands.get(name)));
  return { interviews, refusals, problem };
}
