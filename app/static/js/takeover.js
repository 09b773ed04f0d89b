/** What somebody else began comes to this phone; then the interview goes on as any other that it keeps. */
import "./works.js";
import { openStore } from "./store.js";

const handed = document.getElementById("handed");
const { interviews } = openStore();

async function take() {
  const record = JSON.parse(handed.dataset.record);
  const held = await interviews.get(record.id).catch(() => null);
  const isOlder = held && held.revision < record.revision && held.confirmed >= held.revision; // never what waits to be sent
  if (!held || isOlder) await interviews.put(record); // a reload finds it here
  location.replace(handed.dataset.goesTo);
}

take().catch(() => { document.getElementById("unkept").hidden = false; });
