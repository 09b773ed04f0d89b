/** The paper itself: reading the items from it, and showing one of them in the languages of the moment. */
import { close } from "./card.js";
import { order, put } from "./rank.js";
import { asked, heldAt, valueOf } from "./state.js";
import { fill } from "./words.js";

export { fill };

const form = document.getElementById("interview");
export const paper = { ...form.dataset, languages: form.dataset.languages.split(" ") };
export const uiLanguage = document.documentElement.lang;
const parts = new Map(); // where an item stands: on a screen of its own, or beside others
const screens = new Map();
for (const screen of form.querySelectorAll(".screen")) {
  const held = screen.dataset.type === "together" ? screen.querySelectorAll(".part") : [screen];
  for (const part of held) parts.set(part.dataset.item, part);
  for (const part of held) screens.set(part.dataset.item, screen);
}

/** What the script needs to know of each item, in order; `on` names the screen where it stands beside others. */
export const items = [...parts.values()].filter(({ dataset }) => dataset.type !== "end").map((part) => {
  const { item, type, relevant, constraint, consent, contact, appearance, optional } = part.dataset;
  return {
    name: item, type, relevant: JSON.parse(relevant || "[]"), constraint: constraint ? JSON.parse(constraint) : null,
    consent, contact, appearance, optional: optional !== undefined, on: screens.get(item).dataset.item,
  };
});

export const itemOf = (name) => items.find((item) => item.name === name);
export const screenOf = (name) => screens.get(name);
export const isTogether = (name) => screens.get(name)?.dataset.type === "together";
export const partOf = (name) => parts.get(name);
/** The item that something on the page belongs to. */
export const itemAt = (inside) => itemOf(inside.closest(".part, .screen").dataset.item);
/** The items of a screen; where several stand together, those that are asked, given what was answered. */
export const itemsOn = (name, record) => (isTogether(name) ? asked(items, record) : items).filter(({ on }) => on === name);
export const find = (selector) => form.querySelector(selector);

/** Show each text of a screen to whom it is for: the parent's language large, the student's beneath, no other. */
function speak(screen, { language, own }) {
  for (const text of screen.querySelectorAll(".say")) {
    const isRead = text.lang === language;
    const isOwn = own && !isRead && text.lang === uiLanguage;
    text.hidden = !isRead && !isOwn;
    text.classList.toggle("read", isRead);
    text.classList.toggle("own", isOwn);
    if (isRead && text.closest(".answers")) text.closest(".answers").dir = text.dir; // the number stands where reading begins
  }
  const read = screen.querySelector(".say.read");
  for (const answers of screen.querySelectorAll("fieldset.answers")) { // the mark stands where the parent begins to read
    answers.dir = read?.dir ?? "";
    answers.dataset.script = read?.dataset.font ?? "";
  }
}

/** Of several wordings show the one for this activity or mode, and offer its explanation. */
function word(screen, { kind, mode }) {
  const wordings = [...screen.querySelectorAll(".wording")];
  const fits = ({ dataset }) => (!dataset.activity || dataset.activity === kind) && (!dataset.mode || dataset.mode === mode);
  const chosen = wordings.find(fits) ?? wordings[0];
  for (const wording of wordings) wording.hidden = wording !== chosen;
  const goesWith = ({ dataset }) => dataset.activity === chosen.dataset.activity && dataset.mode === chosen.dataset.mode;
  const hints = [...screen.querySelectorAll(".hint")];
  for (const hint of hints) hint.toggleAttribute("data-offered", goesWith(hint));
  const button = screen.querySelector('[data-do="hint"]');
  if (button) button.hidden = !hints.some(goesWith);
}

/** Open or close what is folded away behind a button of a screen; gives whether it is open now. */
export function unfold(button, isOpen = button.getAttribute("aria-expanded") !== "true") {
  const screen = button.closest(".part, .screen");
  button.setAttribute("aria-expanded", String(isOpen));
  const part = screen.querySelector(button.dataset.do === "hint" ? ".hint[data-offered]" : ".guidance");
  part?.classList.toggle("open", isOpen);
  screen.classList.toggle("opened", Boolean(screen.querySelector('[aria-expanded="true"]')));
  if (isOpen) part.scrollIntoView({ block: "nearest" });
  return isOpen;
}

const fold = (screen) => { for (const button of screen.querySelectorAll('[aria-expanded="true"]')) unfold(button, false); };

/** Whatever stood on a screen gives way to the reason why nothing does. */
export function empty(screen) {
  for (const input of screen.querySelectorAll('.answers [type="checkbox"]')) input.checked = false;
  for (const entry of screen.querySelectorAll(".entry")) entry.value = "";
  put(screen, []);
}

/** A reason gives way to what is ticked, typed or put in order. */
export const unreason = (screen) => { for (const input of screen.querySelectorAll(".none input")) input.checked = false; };

/** Where the language of the call is asked, the one that is spoken now stands chosen until another is. */
function presume(part, record, held) {
  const spoken = part.querySelector(`input[value="${record.language}"]`);
  if (spoken && !held) spoken.checked = true;
  told(part);
}

/**
 * The line of what stands chosen already says what that is; without anything chosen, it is open. It does not close over
 * somebody who walks through it with the keys, until she has left it.
 */
export function told(part, { isWalking = false } = {}) {
  const line = part.querySelector(".now");
  if (!line) return;
  const chosen = part.querySelector("input:checked");
  line.textContent = chosen?.parentElement.querySelector(".say.read").textContent ?? "";
  const fold = part.querySelector(".chosen");
  if (!isWalking || !fold.contains(document.activeElement)) fold.open = !chosen;
}

/** Of several items on a screen those that are asked now; what is folded away opens when something stands in it. */
function reveal(screen, record) {
  const names = new Set(itemsOn(screen.dataset.item, record).map(({ name }) => name));
  for (const part of screen.querySelectorAll(".part")) part.hidden = !names.has(part.dataset.item);
  const further = screen.querySelector(".fold");
  if (further && [...further.querySelectorAll(".part")].some((part) => heldAt(record, itemOf(part.dataset.item)))) further.open = true;
}

/** Show what was answered, and nothing of the parent before; what this parent half typed may stand. */
function recall(screen, item, record, said, isSame) {
  const held = record.answers[item.name];
  const isOther = !isSame;
  const value = item.contact ? said : valueOf(record, item);
  const chosen = new Set(held?.missing ? [held.missing] : (held?.value ?? "").split(" "));
  for (const input of screen.querySelectorAll("input, textarea")) {
    if (input.type === "radio" || input.type === "checkbox") input.checked = chosen.has(input.value);
    else if (value || isOther) input.value = value;
  }
  if (item.type === "rank" && (value || isOther)) put(screen, value.split(" ").filter(Boolean));
}

/** The switch of the student's own line; there is nothing to switch when both speak the same language. */
function beneath(record, own) {
  const button = document.querySelector('#sheet-more [data-do="own"]');
  button.hidden = record.language === uiLanguage;
  button.setAttribute("aria-pressed", String(own));
}

/** Only what is on the disk is marked as chosen; `written` is the record as it is there. */
export function mark(name, record, written) {
  const screen = screens.get(name);
  if (screen?.dataset.type === "together") reveal(screen, record);
  for (const item of items.filter(({ on }) => on === name)) markOne(parts.get(item.name), item, record, written);
}

function markOne(screen, item, record, written) {
  const held = heldAt(record, item);
  const isShown = item.type !== "rank" || order(screen) === held?.value;
  const isKept = Boolean(held && written) && isShown && heldAt(written, item) === held;
  for (const input of screen.querySelectorAll(".answers input, .none input")) input.toggleAttribute("data-kept", isKept && input.checked);
  screen.toggleAttribute("data-kept", isKept);
}

/** Show one screen of a record; `view.said` stands in the field of a name or number. */
export function show(name, record, view) {
  const screen = screens.get(name);
  close();
  if (form.dataset.at !== name) fold(screen);
  form.dataset.mode = record.mode;
  form.toggleAttribute("data-training", Boolean(record.training));
  for (const other of form.querySelectorAll(".screen:not([hidden])")) other.hidden = other !== screen;
  screen.hidden = false;
  const isSame = screen.dataset.record === record.id;
  screen.dataset.record = record.id;
  speak(screen, { language: record.language, own: view.own });
  beneath(record, view.own);
  for (const item of items.filter(({ on }) => on === name)) {
    const part = parts.get(item.name);
    word(part, record);
    recall(part, item, record, view.said(item), isSame);
    if (item.appearance === "as-spoken") presume(part, record, heldAt(record, item));
    for (const line of part.querySelectorAll(".sealed")) line.hidden = !view.isUnreadable(item);
  }
  if (!isSame) for (const further of screen.querySelectorAll(".fold")) further.open = false;
  form.dataset.at = name;
  return screen;
}

/** Nothing of the parent stays in the fields. */
export const forget = () => form.reset();

/** The thin line, the number, the language and the remark's dot. */
export function bar({ here, all }, record, name) {
  Object.assign(find(".bar progress"), { max: all, value: here });
  find(".place bdi").textContent = `${here} / ${all}`;
  const chip = find(".bar .chip span");
  chip.lang = record.language;
  chip.textContent = document.querySelector(`#sheet-languages [value="${record.language}"] .read-name`).textContent;
  find(".has-remark").hidden = !record.answers[name]?.remark;
}
