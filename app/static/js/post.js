/** The way to the server, for an interview as it is kept. */

const TIMEOUT = 15_000;

/** Read a reply; only our own server says a revision. */
async function read(response) {
  const revision = Number(response.headers.get("Interview-Revision") ?? NaN);
  const reply = {
    status: response.status, revision, response,
    answers: Number(response.headers.get("Interview-Answers") ?? 0), code: response.headers.get("Interview-Code"),
  };
  if (response.status >= 400 && (response.headers.get("content-type") ?? "").includes("json")) {
    reply.error = (await response.clone().json().catch(() => ({}))).error;
  }
  return reply;
}

/** PUT a body; never throws. `headers` are htmx's, when htmx is the messenger. */
export async function put(id, body, { fetch = globalThis.fetch, headers = {} } = {}) {
  try {
    const response = await fetch(`/interviews/${id}`, {
      method: "PUT", credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout?.(TIMEOUT),
      headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    return await read(response);
  } catch {
    return { status: 0, revision: NaN };
  }
}
