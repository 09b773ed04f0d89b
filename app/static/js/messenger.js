/**
 * Sends the interview of this page with htmx, and the ones that were left behind without it.
 *
 * htmx lets its fetch be replaced: ours sends the record as it is kept, and answers htmx itself when there is no way
 * through, so that the pill is swapped by the same road on the line and off it.
 */
import { delay, drain, isWaiting, settle, verdict } from "./outbox.js";
import { filled } from "./page.js";
import { put } from "./post.js";

const EVERY = 60_000;
const SLOW = 1000; // ms after which the pill no longer says that all is safe

export function messenger({ store, form, current, settled, isUnkept }) {
  const place = document.getElementById("pill");
  let isReady = false;
  let busy = false;
  let failures = 0;
  let timer = null;
  let slow = null;
  const posting = (headers) => (record) => put(record.id, { ...record.body, device_sent_at: new Date().toISOString() }, { headers });

  const html = (text) => new Response(text, { status: 200, headers: { "Content-Type": "text/html" } });

  async function pill(said, reply) {
    if (isUnkept()) return html(filled("pill-unkept"));
    if (said === "parked") return html(filled("pill-parked", { why: reply.error ?? reply.status }));
    const left = await waiting();
    const others = left.filter(({ id }) => id !== current()?.id).length;
    if (said === "sign-in") return html(filled("pill-signin", { count: left.length || 1 }));
    if (said === "later") return html(filled("pill-waits", { count: left.length || 1 }));
    if (others) return html(filled("pill-waits", { count: left.length }));
    return left.length ? html(filled("pill-kept")) : reply.response; // tapped meanwhile: that goes next
  }

  const waiting = async () => (await store.all()).filter((one) => isWaiting(one));

  /** A save that takes long: what stood there is not true any more. */
  const kept = () => { if (!isUnkept() && !place.querySelector(".waits")) place.replaceChildren(document.getElementById("pill-kept").content.cloneNode(true)); };

  /** What htmx uses for fetch. */
  async function messengerFetch(_, request) {
    const sent = current();
    const reply = await posting(request.headers)(sent);
    const said = verdict(reply, sent.revision);
    await store.change(sent.id, (held) => settle(held, sent, reply)).catch(() => {});
    if (current()?.id === sent.id) settled(settle(current(), sent, reply));
    failures = said === "confirmed" ? 0 : failures + 1;
    return pill(said, reply);
  }

  form.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement === form) ctx.fetch = messengerFetch;
    else {
      ctx.request.body = new FormData(); // a number to be read back goes alone, without the answers around it
      ctx.request.body.set("number", ctx.sourceElement.value);
    }
  });
  form.addEventListener("htmx:finally:request", (event) => {
    if (event.detail.ctx.sourceElement !== form) return;
    busy = false;
    const record = current();
    clearTimeout(timer);
    clearTimeout(slow);
    if (!record || !isWaiting(record)) return void rest();
    timer = setTimeout(send, failures ? delay(failures) : 0);
  });

  /** Send the newest state; one request at a time, and what changes meanwhile goes with the next. */
  function send() {
    if (!isReady || busy || !current() || !isWaiting(current())) return;
    busy = true;
    slow = setTimeout(kept, SLOW);
    form.dispatchEvent(new Event("save"));
  }

  /** Interviews of other evenings that are still here; one page of one phone sends them. */
  async function rest() {
    const others = async () => (await waiting()).filter((one) => one.id !== current()?.id);
    const work = () => drain({ waiting: others, post: posting({}), change: store.change });
    await (navigator.locks ? navigator.locks.request("drain", { ifAvailable: true }, (lock) => lock && work()) : work()).catch(() => {});
  }

  const again = () => { failures = 0; send(); };
  setTimeout(() => { isReady = true; send(); }); // htmx begins in a task of its own, before this one
  addEventListener("beforeunload", (event) => { if (isUnkept() && current() && isWaiting(current())) event.preventDefault(); });
  addEventListener("online", again);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
  setInterval(() => { if (current() && isWaiting(current())) send(); else rest(); }, EVERY);
  return { send: again };
}
