/** In the interview: one button plays what is read, then each answer, which lights up; another tap, an answer or going on stops it. */
import { kindFor, player } from "./player.js";
import { amount, keptList, newestList, soundOf } from "./recordings.js";
import { made } from "./words.js";

const LATE = 6000; // ms that a sound may take to come from the server
const SAID = "data-said";

/** The texts of a screen in the order in which they are heard: the statement, an explanation that is open, the answers. */
export function stepsOf(screen) {
  const { item, type } = screen.dataset;
  if (type === "together") return [...screen.querySelectorAll(".part")].filter((part) => part.offsetParent).flatMap(stepsOf);
  const keyOf = (part, field) => {
    const { activity, mode } = part.dataset;
    return ["item", item, activity && `per_activity.${activity}`, mode && `per_mode.${mode}`, field].filter(Boolean).join(":");
  };
  const steps = [...screen.querySelectorAll(".wording:not([hidden])")].map((part) => ({ keys: [keyOf(part, "label")], part }));
  for (const part of screen.querySelectorAll(".hint.open")) steps.push({ keys: [keyOf(part, "hint"), `item:${item}:hint`], part });
  const { choices } = screen.querySelector(".answers")?.dataset ?? {};
  for (const part of screen.querySelectorAll(".answers .answer")) {
    const { value } = part.matches("button") ? part : part.querySelector("input");
    steps.push({ keys: [`choice:${choices}:${value}:label`], part, value, isAnswer: true });
  }
  return steps;
}

/** Listen for the page `form` of a questionnaire; `now` says what is in hand, `counted` that a screen was played. */
export function listening({ form, paper, now, counted }) {
  const audio = new Audio();
  const kind = kindFor(audio);
  const blobs = new Map(); // what was fetched for this screen, as addresses that the browser plays
  let list = null; // of the language that is read now
  let language = null;
  let isWhole = false; // everything is on this phone

  const button = () => shown()?.querySelector('[data-do="play"]');
  const shown = () => form.querySelector(".screen:not([hidden])");
  const voice = player({ audio, addressOf: blobOf, began: light });

  const known = (steps) => steps.flatMap((step) => {
    const text = step.keys.map((key) => list.texts[key]).find(Boolean);
    return text?.[kind] ? [{ ...step, address: soundOf(text, kind) }] : [];
  });

  async function blobOf({ address }) {
    if (!blobs.has(address)) {
      const kept = await globalThis.caches?.match(address, { ignoreVary: true });
      const reply = kept ?? (await fetch(address, { signal: AbortSignal.timeout?.(LATE) }));
      if (reply.status !== 200) throw new TypeError(`no sound: ${address}`);
      blobs.set(address, URL.createObjectURL(await reply.blob()));
    }
    return blobs.get(address);
  }

  /** What is heard lights up, also on the card that was turned round meanwhile. */
  function light(step) {
    for (const part of document.querySelectorAll(`[${SAID}]`)) part.removeAttribute(SAID);
    step?.part.setAttribute(SAID, "");
    if (step?.isAnswer) document.querySelector(`#card[open] button[value="${CSS.escape(step.value)}"]`)?.setAttribute(SAID, "");
    if (step?.isAnswer) step.part.scrollIntoView({ block: "nearest" });
    button()?.setAttribute("aria-pressed", String(Boolean(step)));
  }

  /** One line beneath the button, or none. */
  function tell(id) {
    for (const line of form.querySelectorAll(".heard")) line.remove();
    if (id) shown().querySelector(".texts").after(made(id));
  }

  /** Show the button where there is something to hear, and fetch the first sound, so that a tap plays at once. */
  function offer() {
    voice.stop();
    for (const address of blobs.values()) URL.revokeObjectURL(address);
    blobs.clear();
    const here = button();
    if (!here || !now.record) return;
    if (paper.preview === undefined && now.record.language !== language) speak(now.record.language); // a draft has no voice yet
    const [all, heard] = list ? [stepsOf(shown()), known(stepsOf(shown()))] : [[], []];
    const isThere = heard.length > 0 && heard[0].part === all[0].part && (isWhole || navigator.onLine);
    here.hidden = !isThere;
    here.classList.toggle("main", isThere && list.recorded === list.all);
    tell(isThere && heard.length < all.length ? "sound-partly" : null);
    if (isThere) blobOf(heard[0]).catch(() => {});
  }

  /** Another language is read from here on: what is kept of it first, then what the server has. */
  async function speak(tag) {
    language = tag;
    list = null;
    const set = { ...paper, language: tag };
    const take = async (found) => {
      if (!found || language !== tag) return;
      const { kept, all } = await amount(found, kind).catch(() => ({ kept: 0, all: 1 }));
      if (language !== tag) return;
      const isNew = JSON.stringify(list) !== JSON.stringify(found);
      [list, isWhole] = [found, kept === all];
      if (isNew && !voice.isPlaying()) offer();
    };
    await take(await keptList(set).catch(() => null));
    (globalThis.requestIdleCallback ?? setTimeout)(() => newestList(set).then(take).catch(() => {}));
  }

  async function toggle() {
    const here = button();
    if (here.getAttribute("aria-pressed") === "true") return voice.stop();
    counted();
    if ((await voice.play(known(stepsOf(shown())))) === "broken") tell("sound-broken");
  }

  new MutationObserver(offer).observe(form, { attributes: true, attributeFilter: ["data-at"] });
  form.addEventListener("input", voice.stop); // an answer counts, and the sound makes way
  form.addEventListener("click", ({ target }) => { if (target.closest(".answer")) voice.stop(); });
  for (const change of ["online", "offline"]) addEventListener(change, offer);
  addEventListener("pagehide", voice.stop);
  document.addEventListener("visibilitychange", () => { if (document.hidden) voice.stop(); });
  return { toggle };
}
