/** The way to the server, for what is kept on this phone. */

const TIMEOUT = 15_000;

const number = (text) => Number(text ?? NaN);

/** Read a reply; only our own server says a revision. */
async function read(response) {
  const said = response.headers;
  const reply = {
    status: response.status, revision: number(said.get("Interview-Revision") ?? said.get("Refusal-Revision")),
    answers: Number(said.get("Interview-Answers") ?? 0), code: said.get("Interview-Code"), decision: said.get("Interview-Decision"),
    withdrawn: (said.get("Respondents-Withdrawn") ?? "").split(" ").filter(Boolean),
  };
  if (response.status >= 400) reply.error = await sentence(response);
  else if (reply.decision === "withdrawn") reply.sentence = await sentence(response).catch(() => "");
  else response.text().catch(() => {}); // cut off on its way or not: the revision counts, not the words
  return reply;
}

/** What a refusal says: JSON for the outbox, a fragment for htmx; a stranger's page says nothing to us. */
async function sentence(response) {
  const kind = response.headers.get("content-type") ?? "";
  if (kind.includes("json")) {
    const said = await response.json().catch(() => ({}));
    return said.error ?? said.sentence;
  }
  const part = new DOMParser().parseFromString(await response.text(), "text/html");
  return part.querySelector('[role="alert"]')?.textContent;
}

/** PUT a body; never throws, and gives up after 15 s. Browsers before 2022 do not know `AbortSignal.timeout`. */
async function put(address, body, kind, { world = globalThis, headers = {} } = {}) {
  const giving = new AbortController();
  const timer = world.setTimeout(() => giving.abort(), TIMEOUT);
  try {
    return await read(await world.fetch(address, {
      method: "PUT", credentials: "same-origin", redirect: "error", signal: giving.signal,
      headers: { ...headers, "Content-Type": kind }, body,
    }));
  } catch {
    return { status: 0, revision: NaN };
  } finally {
    world.clearTimeout(timer);
  }
}

const owner = ({ phone }) => (phone == null ? {} : { phone });

/** What goes out of an interview: its last snapshot, and whose phone it began on. */
export const interviewBody = (record, sentAt) => ({ ...record.body, device_sent_at: sentAt, ...owner(record) });

/** What goes out of a refusal. */
export const refusalBody = (record, sentAt) => {
  const { activity, reason, revision, undone, at } = record;
  return { activity, reason, revision, undone: Number(undone), at, ...(sentAt && { sent_at: sentAt }), ...owner(record) };
};

export const putInterview = (record, options) =>
  put(`/interviews/${record.id}`, JSON.stringify(interviewBody(record, new Date().toISOString())), "application/json", options);

export const putRefusal = (record, options) =>
  put(`/refusals/${record.id}`, new URLSearchParams(refusalBody(record, new Date().toISOString())).toString(), "application/x-www-form-urlencoded", options);

/** What this phone says of itself; whether it arrives matters to nobody here. */
export const putReport = (report, options) => put("/phones/mine", JSON.stringify(report), "application/json", options);
