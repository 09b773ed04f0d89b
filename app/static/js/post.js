/** The way to the server, for an interview as it is kept. */

const TIMEOUT = 15_000;

/** Read a reply; only our own server says a revision. */
async function read(response) {
  const revision = Number(response.headers.get("Interview-Revision") ?? NaN);
  const reply = {
    status: response.status, revision, response,
    answers: Number(response.headers.get("Interview-Answers") ?? 0), code: response.headers.get("Interview-Code"),
  };
  if (response.status >= 400) reply.error = await sentence(response.clone());
  return reply;
}

/** What a refusal says: JSON for the outbox, a fragment for htmx; a stranger's page says nothing to us. */
async function sentence(response) {
  const kind = response.headers.get("content-type") ?? "";
  if (kind.includes("json")) return (await response.json().catch(() => ({}))).error;
  const part = new DOMParser().parseFromString(await response.text(), "text/html");
  return part.querySelector('[role="alert"]')?.textContent;
}

/** Browsers before 2022 do not know `AbortSignal.timeout`. */
function patience() {
  const giving = new AbortController();
  setTimeout(() => giving.abort(), TIMEOUT);
  return giving.signal;
}

/** PUT a body; never throws. `headers` are htmx's, when htmx is the messenger. */
export async function put(id, body, { fetch = globalThis.fetch, headers = {} } = {}) {
  try {
    const response = await fetch(`/interviews/${id}`, {
      method: "PUT", credentials: "same-origin", redirect: "error", signal: patience(),
      headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    return await read(response);
  } catch {
    return { status: 0, revision: NaN };
  }
}
