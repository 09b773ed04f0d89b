/**
 * The satchel: what the server has not confirmed. Nothing is forgotten until it says the number back.
 *
 * Interviews and refusals go the same road. The world is handed in. Sending never throws: a lost network is status 0, a
 * hotel's sign-in page is a 200 without a revision, and both mean "later". Only a refusal in our own words parks
 * something: a proxy on the way may say 404 as well.
 */

const PARKED = new Set([404, 409, 413, 422]);
const LONGEST_WAIT = 5 * 60_000;
const WEEK = 7 * 24 * 3600_000;

/** How long to wait after so many failures in a row. */
export const delay = (failures) => Math.min(LONGEST_WAIT, 1000 * 2 ** failures);

/** What a reply means for what was sent with this revision. */
export function verdict(reply, revision) {
  if ((reply.status === 200 || reply.status === 204) && reply.revision >= revision) return "confirmed";
  if (reply.status === 401) return "sign-in";
  if (PARKED.has(reply.status) && reply.error) return "parked";
  if (reply.status === 500 && reply.error) return "broken";
  return "later";
}

/** A record as it is written after a change: it waits since the first change that nobody confirmed. */
export const marked = (record, now) => ({ ...record, parked: null, since: record.since ?? now });

/** Once the server has name and number, nobody else needs them. */
const withoutContact = (record) => (record.body ? { ...record, contact: {}, body: { ...record.body, contact: null } } : record);

function confirmed(record, sent, reply, now) {
  const isLast = record.revision === sent.revision;
  const after = {
    ...record, confirmed: Math.max(record.confirmed, sent.revision), confirmed_at: now, parked: isLast ? null : record.parked,
    since: isLast ? null : now, safe: reply.answers ?? record.safe, code: reply.code || record.code,
    decided: reply.decision ?? record.decided ?? null,
  };
  const isOver = sent.status !== "draft" || after.decided === "voided";
  return isLast && isOver ? withoutContact(after) : after;
}

/** What the record looks like after the reply; a tap that came meanwhile simply keeps waiting. */
export function settle(record, sent, reply, now) {
  switch (verdict(reply, sent.revision)) {
    case "confirmed": return confirmed(record, sent, reply, now);
    case "parked": return record.revision === sent.revision ? { ...record, parked: reply.error } : record;
    default: return record;
  }
}

const isUnconfirmed = (record) => record.revision > record.confirmed;
export const isWaiting = (record) => isUnconfirmed(record) && !record.parked;
export const isParked = (record) => isUnconfirmed(record) && Boolean(record.parked);

/** Since when something waits; a phone of the release before did not write it down. */
export const since = (record) => record.since ?? record.saved_at ?? record.at;

/**
 * A week after the server said that it has it, whatever the clock did meanwhile: what is not confirmed stays. A rehearsal
 * goes after a week in any case.
 */
export const isOver = (record, now) =>
  (record.training || !isUnconfirmed(record)) && Math.abs(Date.parse(now) - Date.parse(record.confirmed_at ?? record.saved_at)) > WEEK;

/** Whether the server says that this person stopped: it keeps nothing of her, and neither do we. */
export const isForgotten = (reply) => reply.decision === "withdrawn";

/** Everything of these respondents goes, sent or not. What `isBusy` has in hand is told by its own next reply. */
export async function forget(shelf, respondents, isBusy = async () => false) {
  const hers = (await shelf.all()).filter(({ respondent }) => respondents.includes(respondent));
  let count = 0;
  for (const { id } of hers) {
    if (await isBusy(id)) continue;
    await shelf.remove(id);
    count += 1;
  }
  return count;
}

/** Send one thing as it is kept now; gives the verdict. */
async function deliver({ id, record, shelf, post }, now) {
  const reply = await post(record);
  const note = isForgotten(reply) ? forget(shelf, [record.respondent]) : shelf.change(id, (held) => settle(held, record, reply, now()));
  await note.catch(() => {}); // unnoted, it is sent again
  return verdict(reply, record.revision);
}

/**
 * Send what `list` names, one at a time; stops when there is no way through. Who must sign in first holds up her own
 * phone's work and nobody else's. What another window has open is sent there.
 */
export async function drain({ list, isElsewhere = async () => false, now = () => new Date().toISOString() }) {
  const locked = new Set();
  const said = new Set();
  for (const entry of await list()) {
    const record = (await entry.shelf.get(entry.id).catch(() => null)) ?? entry.record;
    const owner = record.phone ?? null;
    if (!isUnconfirmed(record) || locked.has(owner) || (await isElsewhere(entry.id))) continue;
    const one = await deliver({ ...entry, record }, now);
    said.add(one);
    if (one === "later") break;
    if (one === "sign-in") locked.add(owner);
  }
  return {
    said: ["later", "broken", "sign-in"].find((one) => said.has(one)) ?? "done",
    changed: said.has("confirmed") || said.has("parked"), locked,
  };
}
