/** The student's evening: where, how far, start. It is shown as it was kept last when there is no internet. */
import "./works.js";
import "./app.js";
import { choice, keepChoice } from "./choices.js";
import { choose, dateIn, showAge, showDay } from "./days.js";
import * as evening from "./evening.js";
import { listenHere } from "./heard.js";
import { isFromUs } from "./kept.js";
import { prepare } from "./readiness.js";
import "./refusals.js";
import { isRemembered } from "./rehearsal.js";
import { resume } from "./resume.js";
import { carry } from "./satchel.js";
import "./tongues.js";
import { stayCurrent } from "./update.js";
import { made } from "./words.js";

const home = document.getElementById("home");
const occasions = document.getElementById("occasions");
const language = document.documentElement.lang;

/* --- which day, how old, which activity ------------------------------------------------------------------- */

const here = () => dateIn(home.dataset.zone);
let known = null; // what the server called today, while this phone's date was that
let isFresh = !("shell" in home.dataset);
let isOpen = false;
let isFurther = false; // the other lists are unfolded
let reply = null; // the last answer about the counts; null: none came

function show() {
  const days = occasions.querySelector(".days");
  if (isFresh && days) known = { here: here(), today: days.dataset.today };
  const date = known?.here === here() ? known.today : here();
  const isHere = !days || showDay(occasions, date, isOpen);
  showAge(occasions, { isFresh, date });
  for (const fold of occasions.querySelectorAll(".further")) fold.open = isFurther;
  for (const more of occasions.querySelectorAll(".more-here")) more.hidden = !isFresh; // it needs the network
  if (days && isRemembered()) days.dataset.rehearsed = "yes"; // also before the server has heard of it
  choose(occasions, { activity: choice("activity"), group: choice("group") });
  const named = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));
  if (!isFresh) document.getElementById("date").textContent = named;
  const notes = [];
  if (reply?.status === 401) notes.push(made("away-signin"));
  if (!isHere) notes.push(made("away-day", { day: named }));
  document.getElementById("away").replaceChildren(...notes);
}

occasions.addEventListener("change", (event) => {
  if (event.target.name === "activity") keepChoice("activity", event.target.value);
});
occasions.addEventListener("click", (event) => {
  const start = event.target.closest("[data-group]");
  if (start) keepChoice("group", start.dataset.group);
  const fold = event.target.closest(".further > summary");
  if (fold) isFurther = !fold.parentElement.open; // the browser turns it after us
  if (!event.target.closest(".others")) return;
  isOpen = !isOpen;
  show();
});

/* --- htmx: only our own counts are shown and kept ------------------------------------------------------------ */

occasions.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement !== occasions) return;
  reply = ctx.response;
  if (reply.status !== 200 || !isFromUs(reply.raw)) event.preventDefault();
});
occasions.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement === occasions) evening.keep(ctx.text, ctx.response.raw).catch(() => {}); // a full phone: not ready
});
occasions.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement !== occasions) return;
  isFresh = ctx.status === "swapped";
  if (!ctx.response) reply = null;
  show();
  prepare({ anew: false });
});

show();
evening.speak(language)?.catch(() => {});
prepare()?.finally(listenHere);
stayCurrent();
document.addEventListener("visibilitychange", () => { if (!document.hidden) prepare(); });
carry({ isStart: true });
resume().catch(() => {});
