/** What fingers and keys do: a finger moves on at once; with the keys one walks through the answers, and Enter moves on. */

const PAUSE = 800; // ms without a key after which what is typed is kept

/** Listen to the room where the screens are. While `isLocked()`, clicks are caught on their way down and do nothing. */
export function listen(room, { isLocked, verbs, tapped, walked, entered, changed, typed, left, stepped }) {
  let walking = false;
  let pause = null;

  document.addEventListener("click", (event) => {
    if (!isLocked()) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && button.dataset.do !== "again") verbs[button.dataset.do](button);
  });
  room.addEventListener("pointerdown", () => { walking = false; });
  room.addEventListener("click", ({ target, timeStamp }) => {
    if (target instanceof HTMLInputElement && target.type === "radio") (walking ? walked : tapped)(target, timeStamp);
  });
  room.addEventListener("keydown", (event) => {
    walking = true;
    if (event.key !== "Enter" || event.isComposing || event.target.matches("button, a, textarea, .fold > summary, .chosen > summary")) return;
    event.preventDefault();
    if (!isLocked()) entered(event.target);
  });
  room.addEventListener("input", ({ target }) => changed(target, walking));
  room.addEventListener("focusout", ({ target, relatedTarget }) => { if (walking && relatedTarget) stepped(target, relatedTarget); });
  room.addEventListener("change", ({ target }) => { if (target.type !== "radio") left(); });
  document.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(typed, PAUSE);
  });
}
