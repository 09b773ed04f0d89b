/** The parent's name and number: plain in this page's memory and in its fields, sealed before they go anywhere else. */
import { isSealed, sealed } from "./sealing.js";

const AGAIN = 3000; // ms until a seal that did not come is asked for once more
const PLAYED = "*"; // in a rehearsal, instead of a name or number
const PATIENCE = 2000; // ms that somebody waits for a seal; it takes a few, once it has been fetched
const EARLY = 2; // ms by which a timer may come too soon

/**
 * `kept(record id, field, text)` takes what may be kept, and resolves when it is on the disk. What is typed waits here
 * until its seal is made, and whoever finishes waits for it.
 */
export function contacts(kept, { seal = sealed, again = AGAIN, patience = PATIENCE } = {}) {
  const typed = new Map();
  const waiting = new Map(); // place → { making, since }
  const place = ({ respondent }, field) => `aloud contact ${respondent} ${field}`;

  async function made(text, where) {
    for (;;) {
      try {
        return await seal(text, where);
      } catch {
        await new Promise((resolve) => { setTimeout(resolve, again); });
      }
    }
  }

  async function make(record, field, text, turn) {
    const where = place(record, field);
    const closed = text ? await made(text, where) : "";
    if (waiting.get(where) !== turn) return; // typed again meanwhile
    waiting.delete(where);
    await kept(record.id, field, closed);
  }

  /** Resolves to whether every seal is made, and no later than somebody waits for it. */
  async function settled() {
    if (!waiting.size) return true;
    const late = new Promise((resolve) => { setTimeout(resolve, patience); });
    await Promise.race([Promise.all([...waiting.values()].map(({ making }) => making)), late]);
    return waiting.size === 0;
  }

  /** Take what was typed; nothing takes back what stood there. Of a rehearsal only that something was typed is kept. */
  function write(record, field, text) {
    if (record.training) {
      typed.set(place(record, field), text);
      return Promise.resolve(kept(record.id, field, text && PLAYED)).then(() => true);
    }
    const turn = { since: performance.now() };
    typed.set(place(record, field), text);
    waiting.set(place(record, field), turn);
    turn.making = make(record, field, text, turn);
    return settled();
  }

  const isUnreadable = (record, field) => !typed.has(place(record, field)) && isSealed(record.contact[field] ?? "");

  return {
    write, settled,
    /** Whether it is kept, but cannot be read here any more. */
    isUnreadable,
    /** What stands in the field: what was typed in this page, or what was kept where nothing can be sealed. */
    said: (record, field) => typed.get(place(record, field)) ?? (isUnreadable(record, field) || record.training ? "" : record.contact[field] ?? ""),
    isWaiting: () => waiting.size > 0,
    /** Whether a seal takes longer than anybody waits: what was typed is in this page only. */
    isLate: () => [...waiting.values()].some(({ since }) => performance.now() - since > patience - EARLY),
    /** Seal what an older release kept as it was typed. */
    adopt(record) {
      if (record.training) return;
      for (const [field, text] of Object.entries(record.contact)) if (!isSealed(text)) write(record, field, text);
    },
    forget: () => typed.clear(),
  };
}
