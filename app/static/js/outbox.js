/**
 * The satchel: what the server has not confirmed. Nothing is forgotten until it says the number back.
 *
 * The world (store, post, items) is handed in. `post` never throws: a lost network is status 0, a hotel's sign-in
 * page is a 200 without a revision, and both mean "later". Only a refusal in our own words parks an interview: a
 * proxy on the way may say 404 as well.
 */

const PARKED = new Set([404, 409, 413, 422]);
const LONGEST_WAIT = 5 * 60_000;

/** How long to wait after so many failures in a row. */
export const delay = (failures) => Math.min(LONGEST_WAIT, 1000 * 2 ** failures);

/** What a reply means for the interview that was sent with this revision. */
export function verdict(reply, revision) {
  if (reply.status === 200 && reply.revision >= revision) return "confirmed";
  if (reply.status === 401) return "sign-in";
  if (PARKED.has(reply.status) && reply.error) return "parked";
  return "later";
}

/** What the record looks like after the reply; a tap that came meanwhile simply keeps waiting. */
export function settle(record, sent, reply) {
  switch (verdict(reply, sent.revision)) {
    case "confirmed": {
      const done = sent.status !== "draft" && record.revision === sent.revision;
      return {
        ...record, confirmed: Math.max(record.confirmed, sent.revision), parked: null,
        safe: reply.answers ?? record.safe, code: reply.code || record.code,
        ...(done && { contact: {}, body: { ...record.body, contact: null } }), // the server has them; nobody else needs them
      };
    }
    case "parked": return { ...record, parked: reply.error };
    default: return record;
  }
}

export const isWaiting = (record) => record.revision > record.confirmed && !record.parked;

/** Send one interview; gives the verdict. */
export async function deliver(record, { post, change }) {
  const reply = await post(record);
  await change(record.id, (held) => settle(held, record, reply));
  return { verdict: verdict(reply, record.revision), reply };
}

/** Send every interview that waits, one at a time; stops when there is no way through. */
export async function drain({ waiting, post, change }) {
  for (const record of await waiting()) {
    const { verdict: said } = await deliver(record, { post, change });
    if (said === "sign-in" || said === "later") return said;
  }
  return "done";
}
