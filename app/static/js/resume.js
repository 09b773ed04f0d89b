/** Interviews that were left in the middle: home offers to go on with them. */
import { openStore } from "./store.js";

const store = openStore().interviews;

/** One tap goes on at the same question. */
export async function resume() {
  const place = document.getElementById("resume");
  const one = document.getElementById("resume-one");
  const kept = (await store.all().catch(() => [])).sort((a, b) => (a.saved_at < b.saved_at ? 1 : -1));
  const drafts = kept.filter((record) => record.status === "draft" && Object.keys(record.answers).length > 0);
  for (const record of drafts) {
    const card = one.content.cloneNode(true);
    const address = place.dataset.paper.replace("NAME", record.instrument).replace("VERSION", record.version);
    card.querySelector("a").href = `${address}#${record.id}/${record.place}`;
    card.querySelector(".where").textContent = record.training ? place.dataset.rehearsal : document.querySelector(`[name="activity"][value="${record.activity}"]`)?.closest("label").querySelector("b").textContent ?? "";
    const tongue = card.querySelector(".language");
    Object.assign(tongue, { lang: record.language, textContent: new Intl.DisplayNames(record.language, { type: "language" }).of(record.language) });
    const last = card.querySelector(".meta:last-child");
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date(record.saved_at));
    last.textContent = last.textContent.replace("{done}", Object.keys(record.answers).length).replace("{time}", time);
    place.append(card);
  }
  place.hidden = drafts.length === 0;
}
