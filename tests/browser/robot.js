/**
 * A student that never gets tired: holds interviews inside the page by clicks on the real inputs, picks answers from a
 * seed, changes its mind, and tells the test what the page showed, at the moment it was shown.
 *
 * `report(kind, news)` is the test's; it is awaited before the next tap, so that the test can act in between.
 */
(() => {
  if (!location.pathname.startsWith("/interview/")) return;

  const PATIENCE = 20_000;
  const MOMENT = 500; // ms before the last tap is tried again where the page asks for that
  const GRACE = 1000; // ms in which the pill need not know of a tap yet
  const WORDS = ["Alles ging goed.", "Geen tijd 😀", "لا شيء", "teşekkürler", "a\nb", "'; -- <b>"];
  const NUMBERS = ["06 12345678", "+31 6 87654321", "020 5551234"];
  const REASONS = ["no_time", "language", "interrupted", "other"];
  const copy = (value) => JSON.parse(JSON.stringify(value));
  const form = () => document.getElementById("interview");
  const at = () => form()?.dataset.at;
  const first = () => document.querySelector(".screen").dataset.item;
  const screen = () => document.querySelector(".screen:not([hidden])");
  const find = (selector) => screen().querySelector(selector);
  const all = (selector) => [...screen().querySelectorAll(selector)];
  const press = (verb, value) => document.querySelector(`[data-do="${verb}"]${value ? `[value="${value}"]` : ""}`).click();
  const reports = new Set();
  let mine = null;
  let moments = []; // what the robot knew, from when on
  let untapped = null; // what it knew before an answer that it told of and has yet to tap
  let isDeclining = false;

  /** Tell the test; what it is told is what the robot knew at that moment. */
  function tell(kind, more = {}) {
    remember();
    const news = { kind, mine: copy(mine), ...more };
    const told = window.report(news).finally(() => reports.delete(told));
    reports.add(told);
    return told;
  }

  /** What the robot knew in the last moments. */
  function remember() {
    const now = performance.now();
    moments.push({ since: now, known: copy(mine) });
    moments = moments.filter((_, index) => moments[index + 1] === undefined || moments[index + 1].since > now - GRACE);
    return [...moments.map(({ known }) => known), ...(untapped ? [untapped] : [])];
  }

  const heard = async () => { while (reports.size) await Promise.all(reports); };

  /** Numbers that a seed gives, each from 0 up to 1 (mulberry32). */
  const dice = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let number = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    number = (number + Math.imul(number ^ (number >>> 7), 61 | number)) ^ number;
    return ((number ^ (number >>> 14)) >>> 0) / 4294967296;
  };

  /** Wait until something holds on the page. */
  async function until(holds, what) {
    const end = performance.now() + PATIENCE;
    while (!holds()) {
      if (performance.now() > end) throw new Error(`${what} at ${at()}: ${JSON.stringify(mine)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const moved = (before) => until(() => at() !== before, "no next screen");

  /** What the interview's own record is called in the address, as soon as the page has one. */
  const id = () => location.hash.match(/^#([0-9a-f-]{36})/)?.[1];

  async function meet(language) {
    await until(() => at() && at() !== "receipt" && id() && id() !== mine?.id, "no interview");
    mine = { id: id(), language: language ?? document.querySelector(".bar .chip span").lang, answers: {}, contact: {}, status: "draft", stop_reason: null };
    moments = [];
    untapped = null;
    isDeclining = false;
    remember();
  }

  /** An answer counts from the tap on; that the page shows it as chosen is looked at right after. */
  function noted(name, value, missing) {
    const remark = mine.answers[name]?.remark ?? null;
    const held = mine.answers[name];
    if (held && held.value === value && held.missing === missing && held.language === mine.language) return;
    mine.answers[name] = { value, missing, language: mine.language, remark };
  }

  /** Nothing stands there any more; a remark stays. */
  function unsaid(name) {
    const held = mine.answers[name];
    if (held?.remark) Object.assign(held, { value: null, missing: null });
    else delete mine.answers[name];
  }

  async function choose(random) {
    const name = at();
    const reasons = all(".none input");
    const isConsent = screen().dataset.consent === "interview";
    const pool = !isConsent && reasons.length && random() < 0.12 ? reasons : all(".answers input");
    let input = pool[Math.floor(random() * pool.length)];
    if (isConsent && random() < 0.9) input = find('input[value="1"]');
    const isDeclined = isConsent && input.value === "0";
    const missing = "missing" in input.dataset;
    if (isDeclined) await tell("finishing");
    untapped = copy(mine);
    noted(name, missing ? null : input.value, missing ? input.value : null);
    isDeclining = isDeclined; // the answer is kept first; the page ends the interview a moment later
    await tell("choosing");
    await heard(); // a promise of this moment is looked at before the moment is over
    moments.push({ since: performance.now(), known: untapped });
    untapped = null;
    remember();
    input.click();
    await until(() => screen().classList.contains("pressed") || at() !== name, "not shown as chosen");
    await tell("chosen");
    await moved(name);
    declined();
  }

  /** The page has ended an interview whose parent does not take part. */
  function declined() {
    if (isDeclining && at() === "receipt") Object.assign(mine, { status: "stopped", stop_reason: "refused" });
  }

  const ticked = (place) => [...place.querySelectorAll(".answer input:checked")].map((box) => box.value).join(" ");

  /** Tick a box, or take its tick away; at least one stays ticked. */
  function tickIn(place, random) {
    const boxes = [...place.querySelectorAll(".answer input")];
    do boxes[Math.floor(random() * boxes.length)].click(); while (!ticked(place));
    noted(place.dataset.item, ticked(place), null);
  }

  async function tick(random) {
    const name = at();
    tickIn(screen(), random);
    await tell("chosen");
    find('[data-do="next"]').click();
    await moved(name);
  }

  function type(entry, text) {
    entry.value = text;
    entry.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  /** Type something, or nothing where that is possible; gives what the field says then. */
  function typeIn(place, random) {
    const { appearance, optional } = place.dataset;
    const pool = appearance === "tel" ? NUMBERS : WORDS;
    const text = optional !== undefined && random() < 0.4 ? "" : pool[Math.floor(random() * pool.length)];
    const entry = place.querySelector(".entry");
    const value = (entry.tagName === "INPUT" ? text.replaceAll("\n", "") : text).trim();
    if (value !== entry.value || appearance === "tel") type(entry, text);
    return value;
  }

  /** What stands in a field counts when somebody goes on. */
  function kept(name, contact, value) {
    if (contact && value) mine.contact[contact] = value;
    else if (contact) delete mine.contact[contact];
    else if (value) noted(name, value, null);
    else if (mine.answers[name]?.value != null) unsaid(name);
  }

  async function readBack() {
    find('[data-do="next"]').click();
    await until(() => !find(".read-back").hidden, "not read back");
  }

  async function write(random) {
    const name = at();
    const { contact, appearance } = screen().dataset;
    const value = typeIn(screen(), random);
    if (appearance === "tel" && value) await readBack();
    find('[data-do="next"]').click();
    kept(name, contact, value);
    await moved(name);
    await tell("chosen");
  }

  /** A part of a screen: one answer, or the reason for none, counts from the tap on. */
  function chooseIn(part, random) {
    const reasons = [...part.querySelectorAll(".none input")];
    const pool = reasons.length && random() < 0.12 ? reasons : [...part.querySelectorAll(".answers input")];
    const input = pool[Math.floor(random() * pool.length)];
    const isReason = "missing" in input.dataset;
    noted(part.dataset.item, isReason ? null : input.value, isReason ? input.value : null);
    input.click();
  }

  /** Several items on one screen, each as it appears; what may stay as it is sometimes does. Next writes them all anew. */
  async function together(random) {
    const name = at();
    const asked = () => all(".part").filter(({ hidden }) => !hidden);
    const stands = (part) => part.querySelector(".entry")?.value.trim() ?? ticked(part);
    for (const part of all(".part")) {
      const mayStay = "optional" in part.dataset || part.dataset.appearance === "as-spoken" && stands(part);
      if (part.hidden || (mayStay && random() < 0.4)) continue;
      for (const further of [part.closest(".fold"), part.querySelector(".chosen")]) if (further) further.open = true;
      await heard(); // as in choose()
      if (part.dataset.type === "select_one") chooseIn(part, random);
      else if (part.dataset.type === "select_multiple") tickIn(part, random);
      else if (part.dataset.type !== "note") typeIn(part, random);
      await tell("chosen");
    }
    if (asked().some((part) => part.dataset.appearance === "tel" && stands(part))) await readBack();
    await heard();
    for (const part of asked()) kept(part.dataset.item, part.dataset.contact, stands(part));
    find('[data-do="next"]').click();
    await moved(name);
    await tell("chosen");
  }

  async function back() {
    const name = at();
    press("back");
    await moved(name);
  }

  async function speak(random) {
    press("languages");
    const others = [...document.querySelectorAll('#sheet-languages [data-do="language"]:not([hidden])')].filter(({ value }) => value !== mine.language);
    const { value } = others[Math.floor(random() * others.length)];
    press("language", value);
    mine.language = value;
    await tell("language");
  }

  async function remark(random) {
    const name = at();
    const text = WORDS[Math.floor(random() * WORDS.length)];
    press("more");
    const sheet = document.getElementById("sheet-more");
    if (sheet.querySelector("#remark-field").hidden) {
      sheet.close();
      return;
    }
    sheet.querySelector("#remark").value = text;
    const closed = new Promise((resolve) => sheet.addEventListener("close", resolve, { once: true }));
    sheet.querySelector('form[method="dialog"] button').click();
    await closed;
    mine.answers[name] = { ...(mine.answers[name] ?? { value: null, missing: null, language: mine.language }), remark: text };
    await tell("remark");
  }

  async function stop(random) {
    await heard();
    const reason = REASONS[Math.floor(random() * REASONS.length)];
    press("more");
    press("stop");
    press("stopped", reason);
    Object.assign(mine, { status: "stopped", stop_reason: reason });
    await until(() => at() === "receipt", "not stopped");
  }

  /** Whether the page says that a name or number still waits for its seal, and to tap again in a moment. */
  const isAskedAgain = () => at() === "finish" && Boolean(find(".unsealed:not([hidden])"));

  async function finish() {
    await tell("finishing");
    await heard();
    find('[data-do="finish"]').click();
    mine.status = "complete";
    await until(() => at() !== "finish" || isAskedAgain(), "no next screen");
    for (const end = performance.now() + PATIENCE; isAskedAgain() && performance.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, MOMENT));
      if (isAskedAgain()) find('[data-do="finish"]').click();
    }
    await moved("finish");
  }

  /** One screen; true when it was the last that this plan wants. */
  async function step(random, plan, number) {
    await heard();
    if (at() === "receipt") return true;
    if (plan.stopAt === number && at() !== "consent" && at() !== "finish") return await tell("finishing"), await stop(random), true;
    if (plan.leaveAt === number && number > 0) return await tell("finishing"), true;
    const whim = random();
    if (at() !== first() && whim < 0.08) return void await back();
    if (whim < 0.16 && at() !== "finish") await speak(random);
    else if (whim < 0.22 && at() !== "finish" && at() !== first()) await remark(random);
    await heard();
    const { type: kind } = screen().dataset;
    if (at() === "finish") return await finish(), true;
    if (kind === "note" || "numberless" in screen().dataset) press("next"), await moved(at());
    else if (kind === "together") await together(random);
    else if (kind === "select_one") await choose(random);
    else if (kind === "select_multiple") await tick(random);
    else await write(random);
  }

  /** What the page promises, told at the moment it does. */
  function listen() {
    let promised = "";
    const look = () => {
      const isReceipt = at() === "receipt" && screen()?.classList.contains("is-safe");
      const pill = document.querySelector("#pill .pill")?.classList.contains("safe");
      const now = `${isReceipt ? id() : ""} ${pill}`;
      if (now === promised || !mine) return;
      promised = now;
      declined();
      if (isReceipt) tell("safe", { by: "the receipt", either: [mine] });
      else if (pill) tell("safe", { by: "the pill", either: remember() });
    };
    new MutationObserver(look).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["class", "hidden"] });
  }

  /** What the page shows, and which answers it marks as kept: said to the console, so that it is heard before a kill. */
  function narrate() {
    const say = (kind, more) => console.debug(JSON.stringify({ kind, id: id(), ...more }));
    let shown = null;
    const look = (changes) => {
      if (at() !== shown) say("shown", { item: (shown = at()), language: document.querySelector(".bar .chip span").lang });
      for (const { target, attributeName } of changes) {
        if (attributeName !== "data-kept" || !target.matches("input[data-kept]:checked")) continue;
        say("kept", { item: target.name, value: target.type === "checkbox" ? ticked(target.closest(".part, .screen")) : target.value });
      }
    };
    new MutationObserver(look).observe(form(), { subtree: true, attributes: true, attributeFilter: ["data-kept", "data-at"] });
  }

  addEventListener("DOMContentLoaded", listen);
  addEventListener("DOMContentLoaded", narrate);

  window.robot = {
    /** Hold one interview; gives what the robot knows of it. */
    async interview({ seed, language, again = false, stopAt = null, leaveAt = null }) {
      const random = dice(seed);
      if (again) find('[data-do="again"]').click();
      await meet(language);
      for (let number = 0; !await step(random, { stopAt, leaveAt }, number); number += 1);
      await heard();
      return mine;
    },
    known: () => mine,
  };
})();
