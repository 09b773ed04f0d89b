/** The student's evening: the chosen activity sticks, refusals get their ids here, kept interviews are shown and sent. */
import "./app.js";
import { newId } from "./ids.js";
import { drain, isWaiting } from "./outbox.js";
import { put } from "./post.js";
import { openStore } from "./store.js";

const store = openStore().interviews;
const occasions = document.getElementById("occasions");
const CHOSEN = "activity";
const WEEK = 7 * 24 * 3600_000;

/** Choose an activity once; it stays chosen until another is. */
function choose() {
  const kept = localStorage.getItem(CHOSEN);
  const radio = occasions.querySelector(`input[name="activity"][value="${Number(kept)}"]`);
  if (radio) radio.checked = true;
  for (const start of occasions.querySelectorAll(".start")) start.classList.toggle("last", start.dataset.group === localStorage.getItem("group") && start.parentElement.classList.contains("many"));
}

occasions.addEventListener("change", (event) => {
  if (event.target.name === "activity") localStorage.setItem(CHOSEN, event.target.value);
});
occasions.addEventListener("click", (event) => {
  const start = event.target.closest(".start");
  if (start) localStorage.setItem("group", start.dataset.group);
});
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.request.action === "/refusals/new") ctx.request.action = `/refusals/${newId()}`;
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  choose();
  if (ctx.target.matches(".counted")) document.body.dispatchEvent(new Event("counted")); // the counts above it renew themselves
});

/** Interviews that were left in the middle: one tap goes on at the same question. */
async function resume() {
  const place = document.getElementById("resume");
  const one = document.getElementById("resume-one");
  const kept = (await store.all().catch(() => [])).sort((a, b) => (a.saved_at < b.saved_at ? 1 : -1));
  const drafts = kept.filter((record) => record.status === "draft" && Object.keys(record.answers).length > 0);
  for (const record of drafts) {
    const card = one.content.cloneNode(true);
    const address = place.dataset.paper.replace("NAME", record.instrument).replace("VERSION", record.version);
    card.querySelector("a").href = `${address}#${record.id}/${record.place}`;
    card.querySelector(".where").textContent = document.querySelector(`[name="activity"][value="${record.activity}"]`)?.closest("label").querySelector("b").textContent ?? "";
    const tongue = card.querySelector(".language");
    Object.assign(tongue, { lang: record.language, textContent: new Intl.DisplayNames(record.language, { type: "language" }).of(record.language) });
    const last = card.querySelector(".meta:last-child");
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date(record.saved_at));
    last.textContent = last.textContent.replace("{done}", Object.keys(record.answers).length).replace("{time}", time);
    place.append(card);
  }
  place.hidden = drafts.length === 0;
  return kept;
}

/** Send what waits, and forget finished answers a week after the server said it has them. */
async function tidy(kept) {
  const waiting = async () => (await store.all()).filter(isWaiting);
  const post = (record) => put(record.id, { ...record.body, device_sent_at: new Date().toISOString() });
  await drain({ waiting, post, change: store.change });
  const old = (record) => record.status !== "draft" && !isWaiting(record) && Date.now() - Date.parse(record.saved_at) > WEEK;
  for (const record of kept.filter(old)) await store.remove(record.id);
}

choose();
resume().then(tidy).catch(() => {});
