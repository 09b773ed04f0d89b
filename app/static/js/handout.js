/** Our number for the parent's phone: drawn by a script of its own, and gone from the page with the screen. */

const HERE = import.meta.url;
let turn = 0;

/** Show the card on a screen that has a place for it; what stood on one before goes, and the parent's number with it. */
export async function handOut(screen, record, parent) {
  const mine = ++turn;
  for (const place of document.querySelectorAll(".contact-card")) place.replaceChildren();
  const place = screen.querySelector(".contact-card");
  if (!place) return;
  const isThere = Boolean(record.line);
  screen.toggleAttribute("data-numberless", !isThere);
  screen.querySelector(".numberless").hidden = isThere;
  if (!isThere) return;
  try {
    const { card } = await import(new URL("./contact-card.js", HERE).href);
    const shown = await card(record, parent);
    if (mine === turn) place.replaceChildren(shown);
  } catch {
    if (mine === turn) place.textContent = `${record.office} ${record.line}`; // to be typed in by hand
  }
}
