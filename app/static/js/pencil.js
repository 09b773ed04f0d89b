/** The pencil's mark: what this page wrote, and what of it stands on the disk. Only that is shown as chosen. */

const AGAIN = 3000; // ms until a phone that could not keep something tries once more

/** `changed()` is told when what is known about the disk has changed. */
export function pencil({ store, changed, again = AGAIN }) {
  let newest = null; // what was written last, on the disk or not
  let written = null; // the newest that is on the disk
  let last = Promise.resolve(true);
  let unkept = false;
  let timer = null;

  async function put(record) {
    const isNewest = () => record.id === newest?.id && record.revision === newest.revision;
    try {
      await store.put(record);
      if (written?.id !== record.id || written.revision <= record.revision) written = record;
      if (isNewest()) unkept = false;
    } catch {
      if (written?.id === record.id && written.revision > record.revision) return true; // a newer one made it
      unkept = true;
      clearTimeout(timer);
      timer = setTimeout(() => { if (unkept && newest) put(newest); }, again);
    }
    changed();
    return !unkept;
  }

  return {
    /** Keep a record; resolves when it is on the disk, or when the phone would not. */
    write(record) {
      newest = record;
      last = put(record);
      return last;
    },
    /** What was found on the disk. */
    found(record) { newest = written = record; },
    /** What came with a reply; the next try writes that. */
    renew(record) { if (newest?.id === record.id) newest = record; },
    /** Nothing of this record is written any more; resolves when what was being written is. */
    drop(id) {
      if (newest?.id !== id) return last;
      clearTimeout(timer);
      newest = written = null;
      unkept = false;
      return last;
    },
    /** The last write; nobody waits for a phone that is known to keep nothing. */
    kept: () => (unkept ? Promise.resolve(false) : last),
    written: (id) => (written?.id === id ? written : null),
    isUnkept: () => unkept,
  };
}
