/**
 * Sends the interview of this page with htmx, and the ones that were left behind without it.
 *
 * htmx lets its fetch be replaced: ours sends the record as it is kept, and answers htmx itself when there is no way
 * through, so that the pill is swapped by the same road on the line and off it.
 */
import { delay, forget, isForgotten, isWaiting, settle, verdict } from "./outbox.js";
import { hush, pillOf, pillText, showPill } from "./pill.js";
import { putInterview } from "./post.js";
import { held, openStore } from "./store.js";

const EVERY = 60_000;
const SLOW = 1000; // ms after which the pill no longer says that all is safe
const SENDER = new URL("./sender.js", import.meta.url).href; // fetched only when something was left behind
const BAD = new Set(["later", "broken", "sign-in"]);

export function messenger({ store, form, current, settled, isUnkept, dropped }) {
  const place = document.getElementById("pill");
  const locked = new Set();
  let isReady = false;
  let busy = false;
  let failures = 0;
  let timer = null;
  let slow = null;
  let rest = null;
  const now = () => new Date().toISOString();

  /** What the pill says: of this interview first, then of those that wait beside it. */
  async function state(isBad = failures > 0) {
    const left = await others();
    const mine = current(); // not before: somebody may have tapped while we looked
    if (isUnkept()) return { name: "unkept" };
    if (mine?.parked) return { name: "told", values: { why: mine.parked } };
    if (!isBad && !left.length && mine && isWaiting(mine)) return { name: "kept" };
    return pillOf([...left, ...(mine ? [mine] : [])], { locked, now: now() });
  }

  /** A save that takes long: what stood there is not true any more. */
  const kept = () => { if (!isUnkept() && !place.querySelector(".waits")) showPill(place, { name: "kept" }); };

  /** What the reply means is noted before anything is said. */
  async function noted(sent, reply) {
    const said = verdict(reply, sent.revision);
    if (isForgotten(reply)) {
      form.dispatchEvent(new CustomEvent("forgotten", { detail: { id: sent.id, sentence: reply.sentence } })); // nothing is written any more
      await dropped(sent.id);
      await forget(store, [sent.respondent]).catch(() => {});
      return state(false);
    }
    await store.change(sent.id, (one) => settle(one, sent, reply, now())).catch(() => {});
    if (current()?.id === sent.id) settled(settle(current(), sent, reply, now()));
    failures = BAD.has(said) ? failures + 1 : 0;
    locked[said === "sign-in" ? "add" : "delete"](sent.phone ?? null);
    return state(BAD.has(said));
  }

  /** What htmx uses for fetch. */
  async function messengerFetch(_, request) {
    const sent = current();
    const reply = await putInterview(sent, { headers: request.headers });
    const said = await noted(sent, reply);
    hush(place, said);
    return new Response(pillText(said), { status: 200, headers: { "Content-Type": "text/html" } });
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
    if (record && isWaiting(record)) timer = setTimeout(send, failures ? delay(failures) : 0);
    else sendOthers();
  });

  /** Send the newest state; one request at a time, and what changes meanwhile goes with the next. */
  function send() {
    if (!isReady || busy || !current() || !isWaiting(current())) return;
    busy = true;
    slow = setTimeout(kept, SLOW);
    form.dispatchEvent(new Event("save"));
  }

  /** What waits on this phone beside the interview of this page. */
  const others = async () => (await held(openStore())).filter((one) => one.id !== current()?.id && isWaiting(one));

  async function begin() {
    if (!(await others()).length) return null;
    const { keepSending } = await import(SENDER);
    const changed = async (result) => { if (result.changed) showPill(place, await state()); };
    return keepSending({ store: openStore(), changed, except: () => current()?.id, isStart: false, isTelling: false });
  }

  /** Send what other evenings left here. */
  async function sendOthers() {
    const begun = await rest;
    if (begun) return begun.look();
    rest = begin().catch(() => null); // without a network there is no sender, and nothing to do for it
  }

  const again = () => { failures = 0; send(); };
  setTimeout(() => { isReady = true; send(); }); // htmx begins in a task of its own, before this one
  addEventListener("beforeunload", (event) => { if (isUnkept() && current() && isWaiting(current())) event.preventDefault(); });
  addEventListener("online", again);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(() => { if (current() && isWaiting(current())) send(); else sendOthers(); }, EVERY);
  return {
    send: again,
    /** Say at once what became of this phone's memory. */
    tell: async () => showPill(place, await state()),
  };
}
