/** What is typed or ticked: when it may go on, and what stands there when somebody leaves half-way. */
import { evaluate } from "./expressions.js";
import { order } from "./rank.js";
import { grouped, isPossible, plain, western } from "./telephone.js";

const words = document.getElementById("words").dataset;
const PATIENCE = 2500; // ms for the server to read a number; the parent is standing there
const NUMBERS = { integer: /^-?[0-9]{1,15}$/, decimal: /^-?[0-9]{1,15}(\.[0-9]+)?$/ };

/** What is folded away opens, as far as something is inside: nobody reads back a number that she does not see. */
function unfold(inside) {
  for (let fold = inside.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

/** The sentence under a field that cannot be right; without one, it goes away. */
export function wrong(screen, sentence = "") {
  const place = screen.querySelector(".wrong");
  if (place) Object.assign(place, { hidden: !sentence, textContent: sentence });
  if (!sentence || !place) return;
  unfold(place);
  place.scrollIntoView({ block: "nearest" });
}

/** Whether the button says that the number was read back. */
function readBack(screen, checked) {
  const whole = screen.closest(".screen");
  screen.toggleAttribute("data-read-back", checked);
  whole.querySelector(".unread").hidden = checked;
  whole.querySelector(".read-back").hidden = !checked;
}

/** A number that was changed, or not looked at yet, is read back before it counts. */
export function unread(screen) {
  const box = screen.querySelector(".checked");
  if (!box) return;
  box.textContent = "";
  readBack(screen, false);
}

/** Ask the server how a number is read; without a network, or in a rehearsal, the phone groups it itself. */
function check(screen, input, isAlone) {
  const box = screen.querySelector(".checked");
  const asked = input.value;
  unfold(box);
  const fallback = () => {
    const output = Object.assign(document.createElement("output"), { className: "readback", dir: "ltr", textContent: grouped(asked) });
    box.replaceChildren(output);
  };
  if (isAlone) {
    fallback();
    readBack(screen, true);
    return null;
  }
  const alone = setTimeout(() => {
    if (input.value !== asked) return;
    fallback();
    readBack(screen, true);
  }, PATIENCE);
  const done = ({ detail: { ctx } }) => {
    clearTimeout(alone);
    if (input.value !== asked) return unread(screen); // corrected meanwhile; that one was not read back
    const refused = ctx.response?.status === 422 && Boolean(box.querySelector('[role="alert"]'));
    if (!refused && !box.querySelector(".readback")) fallback(); // nobody answered, or a stranger did
    readBack(screen, !refused);
  };
  input.addEventListener("htmx:finally:request", done, { once: true });
  input.dispatchEvent(new Event("check"));
  return null;
}

function refuse(screen, sentence) {
  wrong(screen, sentence);
  return null;
}

const ticked = (screen) => [...screen.querySelectorAll(".answer input:checked")].map((input) => input.value).join(" ");

/** Numbers with the digits and the point that everybody's computer reads. */
const read = (item, text) => (item.type in NUMBERS ? western(text).replace(",", ".") : text).trim();

const fits = (item, value, given) =>
  (NUMBERS[item.type]?.test(value) ?? true) && (!item.constraint || evaluate(item.constraint, given, value) === true);

/**
 * The value of the field on this screen, after those given before; null when it may not go on yet. An empty field stays
 * as it is when `isKept`: what was sealed cannot be shown again.
 */
export function entered(screen, item, given, { isKept = false, isAlone = false } = {}) {
  const input = screen.querySelector(".entry");
  const value = input ? read(item, input.value) : item.type === "rank" ? order(screen) : ticked(screen);
  if (item.type === "rank" && (value === null || !(value || item.optional))) return refuse(screen, words.rank);
  if (!value && isKept) return "";
  if (!value) return item.optional ? "" : refuse(screen, words.required);
  if (item.appearance === "tel" && !isPossible(value)) return refuse(screen, words.number);
  if (item.appearance === "tel" && input.hasAttribute("hx-post") && !("readBack" in screen.dataset)) return check(screen, input, isAlone);
  if (!fits(item, value, given)) return refuse(screen, words.constraint);
  return item.appearance === "tel" ? plain(value) : value;
}

/** Whether something typed is kept while it is typed: words are; half a number means something else. */
export const growsWhole = (item) => item?.type === "text" && item.appearance !== "tel";

/** What stands on a screen that somebody leaves by another way than Next; null when it cannot be kept as it is. */
export function noted(screen, item, given) {
  if (item.type === "select_multiple") return ticked(screen);
  if (item.type === "rank") return order(screen);
  const input = screen.querySelector(".entry");
  if (!input || item.appearance === "tel") return null; // a number counts when it was read back
  const value = read(item, input.value);
  return value && !fits(item, value, given) ? null : value;
}
