/** The card: the phone is turned round, and the parent sees the answers and nothing else, in her language. */
import { choice, keepChoice } from "./choices.js";

const SIZES = 7; // of letters in app.css, the largest first
const dialog = document.getElementById("card");
const face = dialog.querySelector(".face");
const isOver = () => face.scrollHeight > face.clientHeight + 1 || [...face.children].some((one) => one.scrollWidth > one.clientWidth);

/** One answer: its number where it has one, and its words. */
function shown(answer) {
  const input = answer.querySelector("input");
  const button = Object.assign(document.createElement("button"), { type: "button", value: input.value });
  button.setAttribute("aria-pressed", String(input.checked));
  button.append(...answer.querySelectorAll(".n:not(:empty), .say.read"));
  return button;
}

/** As large as all of them fit. */
function fit() {
  for (let size = 0; size < SIZES; size += 1) {
    face.dataset.size = size;
    if (!isOver()) return;
  }
}

/** Which way up; whoever holds the phone out turns it once, and it stays so. */
const turn = () => face.classList.toggle("upright", choice("card") === "upright");

/** Turn round: show the answers of a screen; `tapped(input, since)` hears which one the parent touched. */
export function show(screen, tapped) {
  const answers = screen.querySelector(".answers");
  face.dir = answers.dir;
  face.replaceChildren(...[...answers.querySelectorAll(".answer")].map((answer) => shown(answer.cloneNode(true))));
  face.onclick = ({ target, timeStamp }) => {
    const button = target.closest("button");
    if (!button) return;
    const input = answers.querySelector(`input[value="${CSS.escape(button.value)}"]`);
    tapped(input, timeStamp);
    for (const one of face.children) one.setAttribute("aria-pressed", String(answers.querySelector(`input[value="${CSS.escape(one.value)}"]`).checked));
  };
  history.pushState({ ...history.state, depth: (history.state?.depth ?? 0) + 1, card: true }, "");
  turn();
  dialog.showModal();
  dialog.focus();
  fit();
}

/** Turn back, whoever asks. */
export function close() {
  dialog.close();
}

export function turnPicture() {
  keepChoice("card", face.classList.contains("upright") ? "round" : "upright");
  turn();
}

/* The way back of the phone closed it, or it is closed otherwise and its step goes out of the way. */
dialog.addEventListener("close", () => { if (history.state?.card) history.back(); });
addEventListener("resize", () => { if (dialog.open) fit(); });
