/** One interview on one phone: the tap, the pencil's mark, the messenger, the next statement. */
import { evaluate } from "./expressions.js";
import { newId } from "./ids.js";
import { messenger } from "./messenger.js";
import * as page from "./page.js";
import { openStore } from "./store.js";
import * as state from "./state.js";
import { sheets } from "./sheets.js";
import { grouped, isPossible, plain } from "./telephone.js";

const SHOWN_PRESSED = 300; // ms between a tap and the next statement; taps in that time are ignored
const { items, paper, find } = page;
const words = document.getElementById("words").dataset;
const store = openStore();
const clock = { shownAt: 0, resumedAt: 0, before: 0 };
let record = null;
let at = null;
let locked = false;
let unkept = false;

const isOwnShown = () => localStorage.getItem("own") !== "off";
const elapsed = () => clock.before + performance.now() - clock.resumedAt;
const dwelt = () => (performance.now() - clock.shownAt) / 1000;

const out = messenger({
  store, form: document.getElementById("interview"),
  current: () => record,
  settled: (settledRecord) => { record = settledRecord; receipt(); },
  isUnkept: () => unkept,
});

/** Keep a record on this phone, then send it; the next statement waits for neither. */
function keep(next) {
  if (next === record) return;
  record = { ...next, parked: null, saved_at: new Date().toISOString(), body: state.snapshot(items, next, null) };
  const strict = record.status !== "draft";
  store.put(record, { strict }).then(() => { unkept = false; }, () => { unkept = true; }).finally(() => out.send());
}

/** Show an item; `how` says what becomes of the browser's history. */
function go(name, how = "push") {
  if (record.status !== "draft") name = "receipt";
  at = name;
  const depth = (history.state?.depth ?? 0) + (how === "push" ? 1 : 0);
  if (how !== "none") history[`${how}State`]({ depth }, "", `#${record.id}/${name}`);
  const screen = page.show(name, record, { own: isOwnShown() });
  page.bar(state.place(items, record, name), record, name);
  clock.shownAt = performance.now();
  telephone(screen, false);
  wrong(screen, null);
  ending(screen, name);
  screen.querySelector(".texts").focus({ preventScroll: true });
  if (record.place !== name) store.change(record.id, (held) => ({ ...held, place: name })).catch(() => {});
  record = { ...record, place: name };
}

const onwards = () => go(state.after(items, record, at));
const backwards = () => {
  if (history.state?.depth > 0) history.back();
  else if (state.before(items, record, at)) go(state.before(items, record, at), "replace");
  else location.href = paper.home;
};

/** A tapped answer shows itself pressed, then the next statement comes. */
function later(work) {
  locked = true;
  page.screenOf(at).classList.add("pressed");
  setTimeout(() => {
    page.screenOf(at).classList.remove("pressed");
    locked = false;
    work();
  }, SHOWN_PRESSED);
}

function answer(item, given) {
  keep(state.withAnswer(record, item, { ...given, language: record.language, atMs: elapsed(), seconds: dwelt() }));
}

/** One radio was tapped: an answer, or the reason for none. */
function tapped(input) {
  const item = page.itemOf(at);
  answer(item, "missing" in input.dataset ? { missing: input.value } : { value: input.value });
  const declined = item.consent === "interview" && input.value === "0";
  later(() => (declined ? stop("refused") : onwards()));
}

function stop(reason) {
  keep(state.stopped(record, reason));
  go("receipt", "replace");
}

/** The sentence under a field that cannot be right. */
function wrong(screen, sentence) {
  const place = screen.querySelector(".wrong");
  if (place) Object.assign(place, { hidden: !sentence, textContent: sentence ?? "" });
}

/** A number is read back before it counts. */
function telephone(screen, checked) {
  const box = screen.querySelector(".checked");
  if (!box) return;
  if (!checked) box.textContent = "";
  screen.querySelector(".unread").hidden = checked;
  screen.querySelector(".read-back").hidden = !checked;
}

/** Ask the server how a number is read; without a network the phone groups it itself. */
function check(screen, input) {
  const box = screen.querySelector(".checked");
  const fallback = () => {
    const output = Object.assign(document.createElement("output"), { className: "readback", dir: "ltr", textContent: grouped(input.value) });
    box.replaceChildren(output);
  };
  const done = ({ detail: { ctx } }) => {
    const refused = ctx.response?.status === 422;
    if (!ctx.response || (ctx.response.status >= 400 && !refused)) fallback();
    telephone(screen, !refused && Boolean(box.querySelector(".readback")));
  };
  input.addEventListener("htmx:finally:request", done, { once: true });
  input.dispatchEvent(new Event("check"));
  return null;
}

function refuse(screen, sentence) {
  wrong(screen, sentence);
  return null;
}

/** The value of the field on this screen; null when it may not go on yet. */
function entered(screen, item) {
  if (item.type === "select_multiple") {
    return [...screen.querySelectorAll(".answer input:checked")].map((input) => input.value).join(" ");
  }
  const input = screen.querySelector(".entry");
  const value = input.value.trim();
  if (!value && item.optional) return "";
  if (!value) return refuse(screen, words.required);
  if (item.appearance === "tel" && !isPossible(value)) return refuse(screen, words.number);
  if (item.appearance === "tel" && screen.querySelector(".read-back").hidden) return check(screen, input);
  if (item.constraint && evaluate(item.constraint, state.given(record), value) !== true) return refuse(screen, words.constraint);
  return item.appearance === "tel" ? plain(value) : value;
}

/** Next, at an item that is typed, ticked or only read. */
function next() {
  const item = page.itemOf(at);
  const screen = page.screenOf(at);
  if (item.type !== "note") {
    wrong(screen, null);
    const value = entered(screen, item);
    if (value === null) return;
    if (item.contact) keep(state.withContact(record, item, value));
    else if (value) answer(item, { value });
    else if (item.type === "select_multiple" && !item.optional) return;
  }
  onwards();
}

/** What the last two screens say. */
function ending(screen, name) {
  if (name === "finish") {
    const { count, first } = state.open(items, record);
    const line = screen.querySelector(".unanswered");
    line.hidden = count === 0;
    const button = line.querySelector("button");
    button.textContent = page.fill(line.dataset.words, { count });
    button.value = first ?? "";
  }
  if (name === "receipt") receipt();
}

/** The truth about what is safe, on the line or off it. */
function receipt() {
  if (at !== "receipt") return;
  const screen = page.screenOf("receipt");
  const all = state.count(items, record);
  const safe = record.confirmed >= record.revision;
  const title = screen.querySelector("h1");
  title.textContent = page.fill(safe ? title.dataset.safe : title.dataset.waits, { all, safe: record.safe });
  screen.classList.toggle("is-safe", safe);
  screen.querySelector(".when-waiting").hidden = safe;
  screen.querySelector(".when-stopped").hidden = record.status !== "stopped";
  for (const part of screen.querySelectorAll(".code-big, .with-code")) part.hidden = !record.code;
  screen.querySelector(".code-big bdi").textContent = record.code ?? "";
  const { activity, group, kind, mode, wave } = record;
  const again = screen.querySelector('[data-do="again"]');
  again.hidden = Boolean(record.case);
  again.href = `#new?${new URLSearchParams({ wave, activity, group, kind, mode, language: uiOrFirst() })}`;
}

const uiOrFirst = () => (paper.languages.includes(page.uiLanguage) ? page.uiLanguage : paper.languages[0]);

/** Beside a name or number a remark would lie unsealed among the answers; a note and the last screen hold no answer. */
const canHoldRemark = (item) => Boolean(item) && !item.contact && item.type !== "note";

const verbs = {
  back: backwards,
  next,
  languages: () => sheets.open("languages", { language: record.language }),
  more: () => sheets.open("more", {
    remark: canHoldRemark(page.itemOf(at)) ? record.answers[at]?.remark ?? "" : null,
    hint: page.screenOf(at).querySelector(".wording:not([hidden]) .hint[hidden]"),
    own: record.language === page.uiLanguage ? null : isOwnShown(),
  }),
  stop: () => sheets.swap("stop"),
  language: ({ value }) => { keep(state.inLanguage(record, value)); sheets.close(); go(at, "none"); },
  own: () => { localStorage.setItem("own", isOwnShown() ? "off" : "on"); go(at, "none"); },
  hint: () => { page.screenOf(at).querySelector(".wording:not([hidden]) .hint").hidden = false; sheets.close(); },
  stopped: ({ value }) => { sheets.close(); stop(value); },
  finish: () => { keep(state.complete(record)); later(() => go("receipt", "replace")); },
  "open-item": ({ value }) => go(value),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (locked) return event.preventDefault();
  if (!button || button.dataset.do === "again") return;
  verbs[button.dataset.do](button);
});

/* A finger moves on at once; arrow keys walk through the answers and Enter moves on. */
let fingers = 0;
find(".screens").addEventListener("pointerup", () => { fingers = performance.now(); });
find(".screens").addEventListener("click", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "radio" || locked) return;
  if (performance.now() - fingers < 1000) tapped(input);
  else answer(page.itemOf(at), "missing" in input.dataset ? { missing: input.value } : { value: input.value });
});
find(".screens").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.matches("button, a, textarea")) return;
  event.preventDefault();
  if (event.target.type === "radio") tapped(event.target);
  else next();
});
find(".screens").addEventListener("input", (event) => {
  if (event.target.matches(".entry")) { telephone(page.screenOf(at), false); wrong(page.screenOf(at), null); }
});
document.getElementById("interview").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("sheet-more").addEventListener("close", () => {
  if (canHoldRemark(page.itemOf(at))) keep(state.withRemark(record, at, document.getElementById("remark").value, record.language));
  page.bar(state.place(items, record, at), record, at);
});

/** Begin a new interview, or go on with a kept one, as the address says. */
async function start() {
  const [, begins, id, name] = location.hash.match(/^#(?:(new)\?.*|([0-9a-f-]{36})(?:\/(\w+))?)$/) ?? [];
  clock.resumedAt = performance.now();
  if (begins) {
    const context = Object.fromEntries(new URLSearchParams(location.hash.slice(5)));
    if (!paper.languages.includes(context.language)) context.language = uiOrFirst();
    clock.before = 0;
    record = null;
    const first = state.begin({ id: newId(), respondent: newId(), startedAt: new Date().toISOString(), context, paper });
    const early = find(".screen:not([hidden]) .answer input:checked"); // tapped before this script had arrived
    const pick = early && early.closest(".screen").dataset.item === items[0].name ? early.value : null;
    keep(first);
    go(items[0].name, "replace");
    if (pick !== null) {
      const input = page.screenOf(at).querySelector(`input[value="${pick}"]`);
      input.checked = true;
      tapped(input);
    }
    return;
  }
  if (record && record.id === id) return go(name ?? record.place, "none");
  record = await store.get(id ?? "").catch(() => null) ?? null;
  if (!record) return void page.show("taken", { language: uiOrFirst(), answers: {} }, { own: false });
  clock.before = record.elapsed;
  go(name ?? record.place ?? items[0].name, "replace");
  out.send();
}

addEventListener("popstate", start);
setInterval(() => {
  if (!record || record.status !== "draft") return;
  const minutes = find(".minutes");
  minutes.firstElementChild.textContent = page.fill(minutes.dataset.words, { time: Math.floor(elapsed() / 60_000) });
}, 5000);
start();
