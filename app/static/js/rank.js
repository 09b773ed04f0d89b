/** Putting in order: the first tap is 1, the next is 2; a tap on one that has its place takes it back. */

const buttons = (screen) => [...screen.querySelectorAll(".rank")];
const place = ({ dataset }) => Number(dataset.place);

/** The codes in the order in which they stand now; not all of them, perhaps. */
export const ranked = (screen) => buttons(screen).filter(place).sort((one, other) => place(one) - place(other)).map(({ value }) => value);

/** All of them in order, nothing as long as none has a place, and null in between. */
export function order(screen) {
  const codes = ranked(screen);
  return codes.length && codes.length < buttons(screen).length ? null : codes.join(" ");
}

/** Show an order. */
export function put(screen, codes) {
  for (const button of buttons(screen)) {
    const at = codes.indexOf(button.value) + 1;
    button.dataset.place = at || "";
    button.setAttribute("aria-pressed", String(at > 0));
    button.querySelector(".n").textContent = at || "";
  }
  const said = screen.querySelector(".order");
  if (said) said.textContent = said.dataset.words.replace("{count}", codes.length).replace("{all}", buttons(screen).length);
}

/** Give it the next place, or take its place back; those behind it move up. */
export function press(screen, code) {
  const codes = ranked(screen);
  put(screen, codes.includes(code) ? codes.filter((other) => other !== code) : [...codes, code]);
}
