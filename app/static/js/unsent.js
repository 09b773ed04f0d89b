/** Everything that was not sent, in a file for the lead. Saving it changes nothing on the phone. */
import { phoneId } from "./device.js";
import { isParked, isWaiting } from "./outbox.js";
import { interviewBody, refusalBody } from "./post.js";

const PLACE = "aloud unsent file";
const KIND = "application/json";
const pad = (number) => String(number).padStart(2, "0");

/** What goes in: whatever the server has not confirmed, waiting or parked, in the words in which it is sent. */
export function unsent(records) {
  const left = records.filter((record) => isWaiting(record) || isParked(record));
  return {
    interviews: left.filter(({ body }) => body).map((record) => ({ id: record.id, body: interviewBody(record, null) })),
    refusals: left.filter(({ body }) => !body).map((record) => ({ id: record.id, ...refusalBody(record) })),
  };
}

/** The file's name tells the lead from when it is. */
export const named = (now) =>
  `aloud-unsent-${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}-${pad(now.getHours())}${pad(now.getMinutes())}.json`;

/** The file itself: sealed for the study, unless this browser cannot seal. */
export async function packed(lists, { seal, now, release, phone }) {
  const sealed = await seal(JSON.stringify(lists), PLACE);
  const head = { format: "aloud-unsent", format_version: 1, made_at: now.toISOString(), release, phone };
  return JSON.stringify(sealed ? { ...head, sealed } : { ...head, ...lists }, null, 1);
}

function download(file) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** An app on an iPhone's home screen cannot download; there the file is shared. */
const canOnlyShare = (file) => navigator.standalone === true && navigator.canShare?.({ files: [file] });

/** Make the file and hand it over; gives its name, or "" when whoever shares thought better of it. */
export async function write(lists, { release, seal, now = new Date() }) {
  const text = await packed(lists, { seal, now, release, phone: phoneId() });
  const file = new File([text], named(now), { type: KIND });
  if (!canOnlyShare(file)) download(file);
  else {
    try {
      await navigator.share({ files: [file] });
    } catch (problem) {
      if (problem.name !== "AbortError") throw problem;
      return "";
    }
  }
  return file.name;
}
