/** Which questionnaires interviews on this phone still need: those that are not finished, or not all on the server. */

const NAME = "aloud";
const NONE = Symbol("none");

/** Whether there is a database; browsers of before 2024 may not say, and then it is opened to see. */
async function isThere(indexedDB) {
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some(({ name }) => name === NAME); // WebKit stalls on an opening that is given up
}

/** Open the database as it is; where there is none, none is made. */
function openAsItIs(indexedDB) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME);
    let isNew = false;
    request.onupgradeneeded = () => { isNew = true; request.transaction.abort(); };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => (isNew ? resolve(NONE) : reject(request.error));
  });
}

const read = (database) => new Promise((resolve, reject) => {
  const request = database.transaction("interviews").objectStore("interviews").getAll();
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** "name version" of each; rejects when they cannot be read, so that nobody throws away what may be needed. */
export async function neededVersions(indexedDB) {
  if (!(await isThere(indexedDB))) return new Set();
  const database = await openAsItIs(indexedDB);
  if (database === NONE) return new Set();
  try {
    const open = (await read(database)).filter((one) => one.status === "draft" || one.revision > one.confirmed);
    return new Set(open.map(({ instrument, version }) => `${instrument} ${version}`));
  } finally {
    database.close();
  }
}
