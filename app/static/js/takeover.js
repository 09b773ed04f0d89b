/** What somebody began alone comes to this phone, once; then the interview goes on as any other that it keeps. */
import "./works.js";
import { openStore } from "./store.js";

const handed = document.getElementById("handed");
const { interviews } = openStore();

async function take() {
  const record = JSON.parse(handed.dataset.record);
  if (!(await interviews.get(record.id).catch(() => null))) await interviews.put(record); // a reload finds it here
  location.replace(handed.dataset.goesTo);
}

take().catch(() => { document.getElementById("unkept").hidden = false; });
