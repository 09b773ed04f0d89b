/** The pencil's mark: every interview, whole, in the browser's own database. */

const NAME = "aloud";
const STORE = "interviews";

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
  return settled(request);
}

/**
 * Open the store. Each verb reopens once when the browser closed the database under us, as phones do in their sleep.
 * What the database would not take is held in memory: while the page is open it can still be sent.
 */
export function openStore() {
  const memory = new Map();
  let opening = null;

  async function connection() {
    const database = await (opening ??= openDatabase());
    database.onversionchange = () => { database.close(); opening = null; };
    database.onclose = () => { opening = null; };
    return database;
  }

  async function once(mode, durability, work) {
    const transaction = (await connection()).transaction(STORE, mode, { durability });
    const result = work(transaction.objectStore(STORE));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    return result?.result;
  }

  async function run(mode, durability, work) {
    try {
      return await once(mode, durability, work);
    } catch (problem) {
      if (problem?.name !== "InvalidStateError") { opening = null; throw problem; }
      opening = null;
      return once(mode, durability, work);
    }
  }

  return {
    /** Keep a record; `strict` waits until it is on the disk itself. Rejects when it is held in memory only. */
    async put(record, { strict = false } = {}) {
      try {
        await run("readwrite", strict ? "strict" : "default", (store) => { store.put(record); });
        memory.delete(record.id);
      } catch (problem) {
        memory.set(record.id, record);
        throw problem;
      }
    },
    get: async (id) => memory.get(id) ?? run("readonly", "default", (store) => store.get(id)),
    async all() {
      const kept = await run("readonly", "default", (store) => store.getAll()).catch(() => []);
      return [...kept.filter(({ id }) => !memory.has(id)), ...memory.values()];
    },
    remove: (id) => run("readwrite", "default", (store) => { store.delete(id); }),
    /** Change what is kept now, in one transaction: a tap may have come in between. */
    async change(id, how) {
      if (memory.has(id)) return void memory.set(id, how(memory.get(id)));
      await run("readwrite", "default", (store) => {
        const held = store.get(id);
        held.onsuccess = () => { if (held.result) store.put(how(held.result)); };
      });
    },
  };
}
