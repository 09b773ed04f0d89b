/** The page of one interview: what its address says, its sheets, and who else wants to write. */
import "./works.js";
import * as card from "./card.js";
import { keepChoice } from "./choices.js";
import * as desk from "./desk.js";
import { phoneId } from "./device.js";
import { growsWhole, unread, wrong } from "./fields.js";
import { listen } from "./hand.js";
import { holding } from "./hold.js";
import { newId } from "./ids.js";
import { listening } from "./listening.js";
import * as page from "./page.js";
import { context, isPreview } from "./preview.js";
import { press } from "./rank.js";
import { canSeal } from "./sealing.js";
import { sheets } from "./sheets.js";
import * as state from "./state.js";

const QUIET = 3000; // ms after which the page has time to fetch the seal
const { items, paper, find } = page;
const { keep, leave, names, now } = desk;
let turn = 0; // of the address: a slow look into the store does not overtake a quick one
let noting = null; // the item that the open sheet's remark is about, wherever the page goes meanwhile

const hold = holding({ letGo: () => { hide(); return names.settled().then(desk.ink.kept); }, lost: gone });

/** Beside a name or number a remark would lie unsealed among the answers; a note and the last screen hold no answer. */
const canHoldRemark = (item) => Boolean(item) && !item.contact && item.type !== "note";

/** The remark as it stands in its sheet. */
function remark(isOpen = sheets.isOpen("more")) {
  if (!isOpen || !now.record || !noting) return;
  keep(state.withRemark(now.record, noting, document.getElementById("remark").value, now.record.language));
}

/** Whatever happens to the page now, what stands in it is kept. */
function hide() {
  remark();
  leave();
}

const recorded = listening({ form: document.getElementById("interview"), paper, now, counted: () => desk.count("plays") });

const verbs = {
  back: desk.back, next: desk.next, finish: desk.finish, unsay: desk.unsay,
  languages: () => sheets.open("languages", { language: now.record.language, offered: state.offered(now.record, paper), released: now.record.languages }),
  more() {
    noting = canHoldRemark(page.itemOf(now.at)) ? now.at : null;
    sheets.open("more", {
      remark: noting && (now.record.answers[noting]?.remark ?? ""),
      interpreter: now.record.mode === "self" ? null : now.record.interpreter ?? "",
      own: now.record.language === page.uiLanguage ? null : desk.isOwnShown(),
    });
  },
  stop: () => sheets.swap("stop"),
  language: ({ value }) => { keep(state.inLanguage(now.record, value)); sheets.close(); desk.go(now.at, "none"); },
  own: () => { keepChoice("own", desk.isOwnShown() ? "off" : "on"); desk.go(now.at, "none"); },
  hint: (button) => { if (page.unfold(button)) desk.count("probed", page.itemAt(button)); },
  guide: (button) => { page.unfold(button); },
  card: () => { desk.count("shown"); card.show(page.screenOf(now.at), desk.touched); },
  turn: card.turnPicture,
  play: recorded.toggle,
  rank(button) {
    const part = page.partOf(page.itemAt(button).name);
    press(part, button.value);
    changed(part);
    leave();
  },
  stopped: ({ value }) => { sheets.close(); desk.stop(value); },
  "open-item": ({ value }) => desk.go(value),
  retry: () => again(),
  here: () => hold.seize(addressed().id).then(again),
};

/** What stands on a screen is not what is kept, until it is kept; and a reason for nothing gives way to something. */
function changed(screen, isRadio = false) {
  wrong(screen);
  if (!isRadio) page.unreason(screen);
  delete screen.dataset.kept;
}

listen(find(".screens"), {
  verbs, isLocked: () => now.locked, left: leave, entered: desk.enter, tapped: desk.tapped,
  walked: (input) => desk.choose(input),
  stepped(from, to) {
    const fold = from.closest(".chosen");
    if (fold && !fold.contains(to)) page.told(fold.closest(".part"));
  },
  changed(target, isWalking) {
    const part = page.screenOf(now.at) && target.closest(".part, .screen");
    if (!part) return;
    if (target.matches(".entry")) unread(part);
    changed(part, target.type === "radio");
    page.told(part, { isWalking });
  },
  typed() {
    remark();
    if (now.at && page.itemsOn(now.at, now.record).some(growsWhole)) leave();
    desk.mark();
  },
});
document.getElementById("interpreter").addEventListener("change", ({ target }) => { if (now.record) keep(state.interpreted(now.record, target.value || null)); });
document.getElementById("interview").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("interview").addEventListener("forgotten", ({ detail: { id, sentence } }) => gone(id, "taken", sentence));
document.getElementById("sheet-more").addEventListener("close", () => {
  remark(true);
  noting = null;
  if (now.record && now.at) page.bar(state.place(items, now.record, now.at), now.record, now.at);
});

/** A new interview; what was tapped before this script had arrived counts. */
function begin(context) {
  const known = { training: context.training, languages: context.languages?.split(" ") };
  if (!state.offered(known, paper).includes(context.language)) context.language = desk.uiOrFirst(known);
  const early = find(`.screen[data-item="${items[0].name}"]:not([hidden]) input:checked`);
  desk.wind(0);
  now.record = null;
  keep(state.begin({ id: newId(), respondent: newId(), startedAt: new Date().toISOString(), context, paper, phone: phoneId() }));
  hold.take(now.record.id);
  desk.go(items[0].name, "replace");
  if (!early) return;
  early.checked = true;
  desk.tapped(early);
}

/** What this phone keeps of an interview; a memory that was asked twice and did not answer is not one that has nothing. */
const look = (id) => desk.store.get(id).catch(() => desk.store.get(id)).then((found) => found ?? "taken", () => "silent");

/** Go on with an interview that this phone keeps, as it is kept now. */
async function resume(id, name, isNewest) {
  const mine = turn;
  now.locked = true;
  const found = (await hold.take(id)) ? await look(id) : "held";
  if (mine !== turn) return;
  now.locked = false;
  if (!found.id) {
    hold.release(); // of another tab, or for the next try
    return void shut(found);
  }
  now.record = page.paper.languages.includes(found.language) ? found : { ...found, language: desk.uiOrFirst(found) }; // that print had more
  desk.ink.found(found);
  desk.wind(found.elapsed);
  if (found.status === "draft" && canSeal()) names.adopt(found);
  const place = page.screenOf(name) && !isNewest ? name : found.place ?? items[0].name;
  desk.go(place, isNewest && place !== name ? "push" : "replace");
  desk.out.send();
}

/** A screen that holds nothing of any interview. */
function shut(name, sentence = null) {
  now.record = now.at = null;
  const screen = page.show(name, { language: desk.uiOrFirst(), answers: {} }, { own: false });
  const texts = screen.querySelector(".texts");
  texts.dataset.words ??= texts.textContent;
  texts.textContent = sentence || texts.dataset.words;
  screen.querySelector(".own").hidden = Boolean(sentence);
  texts.focus();
}

/** The interview went on in another tab, or whoever gave it stopped; nothing more is written here. */
function gone(id, name = "elsewhere", sentence = null) {
  if (now.record?.id !== id) return;
  turn += 1;
  now.locked = false;
  now.record = now.at = null; // before the sheet closes, which writes a remark
  sheets.close();
  names.forget();
  page.forget();
  shut(name, sentence);
}

function addressed() {
  const [, begins, id, name] = location.hash.match(/^#(?:(new)\?.*|([0-9a-f-]{36})(?:\/(\w+))?)$/) ?? [];
  return { begins, id: id ?? "", name };
}

/** What the address says; `isNewest`: another tab may have gone on since it was written. */
async function start({ isNewest = false } = {}) {
  const { begins, id, name } = addressed();
  leave();
  if (now.record && now.record.id === id && page.screenOf(name)) return void desk.go(name, "none");
  const mine = ++turn;
  now.locked = false; // by a look into the store that is overtaken
  if (names.isWaiting()) await names.settled(); // of the parent before
  if (mine !== turn) return;
  now.at = null;
  if (isPreview) begin(context());
  else if (begins) begin(Object.fromEntries(new URLSearchParams(location.hash.slice(5))));
  else resume(id, name, isNewest);
}

/** What is kept says where to go on, whoever wrote it. */
function again() {
  now.record = now.at = null;
  start({ isNewest: true });
}

addEventListener("popstate", start);
document.addEventListener("visibilitychange", () => { if (document.hidden) hide(); });
addEventListener("pagehide", () => { hide(); hold.release(); });
addEventListener("pageshow", ({ persisted }) => { if (persisted) again(); });
setInterval(() => {
  if (!now.record || now.record.status !== "draft") return;
  const minutes = find(".minutes");
  if (!minutes) return; // a list that is not read aloud
  minutes.firstElementChild.textContent = page.fill(minutes.dataset.words, { time: Math.floor(desk.elapsed() / 60_000) });
}, 5000);
setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(desk.fetchSeal), QUIET);
start();
