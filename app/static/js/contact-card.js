/**
 * The contact card: our number as a code to scan, and the message on the student's own phone. Packed as a file of its own,
 * which `handout.js` fetches when it is shown; it opens without internet.
 */
import { encode } from "uqr";
import { codeOf, international, later, message, sms, vcard, whatsapp } from "./giving.js";
import { made } from "./words.js";

const QUIET = 4; // modules of white around it
const FALLBACK = "en";
let all = null;

/** What the card says, in every language; kept by the worker like this script. */
const words = () => (all ??= import(new URL("./card-words.js", import.meta.url).href).catch((problem) => { all = null; throw problem; }));

/** A code as one path: each run of dark modules a stroke of height 1. */
function drawn(picture, text) {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const row = (dark, y) => [...dark.map(Number).join("").matchAll(/1+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`).join("");
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.firstElementChild.setAttribute("d", data.map(row).join(""));
}

/** One button turns the code of our number into that of the page, and back. */
function turning(card, number, page) {
  const [picture, button] = [card.querySelector("svg"), card.querySelector("button")];
  const show = (isPage) => {
    button.setAttribute("aria-pressed", String(isPage));
    picture.setAttribute("aria-label", isPage ? button.dataset.page : button.dataset.number);
    drawn(picture, isPage ? page : number);
  };
  button.onclick = () => show(button.getAttribute("aria-pressed") === "false");
  show(false);
}

/** The card of an interview; `number` is the parent's where she may be texted and it is still in this page, else empty. */
export async function card(record, { number, mayText }) {
  const { default: tongues } = await words();
  const language = [record.language, record.language.split("-")[0], FALLBACK].find((tag) => tag in tongues);
  const held = { number: record.line, name: record.office };
  const about = `${location.origin}/card/${language}`;
  const day = later(record.device_started_at);
  const shown = made("contact-card");
  shown.querySelector(".office").textContent = record.office;
  shown.querySelector(".line").textContent = record.line;
  turning(shown, vcard({ ...held, url: about }), `${about}?on=${day}`);
  const code = record.code ?? await codeOf(record.respondent);
  const text = message(tongues[language], { ...held, day, code, url: `${about}?on=${day}` });
  for (const link of shown.querySelectorAll("a")) {
    link.hidden = !mayText;
    if (mayText) link.href = { sms, whatsapp }[link.dataset.way](number && international(number), text);
  }
  return shown;
}
