/** Paper is typed in from here: one key per crossed box, Enter and the arrows walk, everything is kept as it is typed. */
import { keeper } from "./keeper.js";
import { isAsked, pressed, readRow } from "./keyed.js";

const form = document.getElementById("typing");
const rows = [...form.querySelectorAll(".keyed-row")];
const field = (row) => row.querySelector("input, textarea");
const rowOf = (element) => element.closest?.(".keyed-row");

const described = rows.map((row) => ({
  name: row.dataset.item,
  type: row.dataset.type,
  consents: "consent" in row.dataset,
  relevant: JSON.parse(row.dataset.relevant || "[]"),
  boxes: [...row.querySelectorAll("[data-key]")].map((box) => ({ key: box.dataset.key, value: box.dataset.value })),
}));

const status = document.getElementById("kept");
const keep = keeper({
  send: async (change) => {
    form.elements._change.value = change;
    const reply = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form), headers: { accept: "application/json" } });
    return reply.ok && (await reply.json()).kept === String(change);
  },
  tell: (isKept) => {
    status.textContent = isKept ? status.dataset.kept : status.dataset.waits;
    status.classList.toggle("waits", !isKept);
  },
  later: (work, delay) => setTimeout(work, delay),
});

/** Light up what was meant, and dim what is not for this respondent. */
function show() {
  const values = {};
  let refused = false;
  for (const [at, row] of rows.entries()) {
    const read = readRow(described[at], field(row).value);
    const asked = !refused && isAsked(described[at], values);
    row.classList.toggle("passed", !asked);
    row.classList.toggle("wrong", asked && read.isWrong);
    for (const box of row.querySelectorAll("[data-key]")) box.classList.toggle("chosen", read.keys.includes(box.dataset.key));
    if (asked) values[described[at].name] = read.value;
    if (described[at].consents && read.value === "0") refused = true;
  }
}

/** To the next row that is asked, or the one before; after the last to the button. */
function walk(row, step) {
  for (let at = rows.indexOf(row) + step; at >= 0 && at < rows.length; at += step) {
    if (rows[at].classList.contains("passed")) continue;
    const target = field(rows[at]);
    target.focus();
    target.select();
    return;
  }
  if (step > 0) form.querySelector(".ending .primary").focus();
}

form.addEventListener("input", (event) => {
  const row = rowOf(event.target);
  show();
  keep.changed();
  if (row && event.inputType?.startsWith("insert") && readRow(described[rows.indexOf(row)], event.target.value).isWhole) walk(row, 1);
});

form.addEventListener("keydown", (event) => {
  if (event.isComposing || event.target.tagName === "BUTTON" || event.target.tagName === "SELECT") return;
  const row = rowOf(event.target);
  const isText = event.target.tagName === "TEXTAREA";
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (row) walk(row, 1);
    else walk(null, 1);
  } else if (row && !isText && event.key === "ArrowDown") {
    event.preventDefault();
    walk(row, 1);
  } else if (row && event.key === "ArrowUp" && !(isText && event.target.selectionStart > 0)) {
    event.preventDefault();
    walk(row, -1);
  }
});

form.addEventListener("click", (event) => {
  const box = event.target.closest(".keyed [data-key]");
  if (!box) return;
  const row = rowOf(box);
  const about = described[rows.indexOf(row)];
  field(row).value = pressed(about, field(row).value, box.dataset.key);
  show();
  keep.changed();
  if (about.type === "select_one") walk(row, 1);
});

addEventListener("beforeunload", (event) => {
  if (keep.waits()) event.preventDefault();
});
form.addEventListener("submit", () => keep.stop()); // the form carries everything itself

show();
const first = rows.find((row) => field(row).value === "" && !row.classList.contains("passed")) ?? rows[0];
if (!form.closest(".page").querySelector("[role=alert]")) field(first)?.focus();
else field(rows.find((row) => row.classList.contains("wrong")) ?? first)?.focus();
