/** The desk where texts are recorded: the microphone, the take, listening to it, and on to the next text. */
import "./app.js";
import { kindFor, player } from "./player.js";

const LONGEST = 180_000; // ms, as the server says
const WANTED = { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true };
const FORMATS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const QUALITY = 96_000; // bits per second: it is made small only once, on the server

const audio = new Audio();
const kind = kindFor(audio);
let take = null; // the one that is being made: its form, recorder, microphone
let sent = null; // the key of the text that was sent last
const addresses = new WeakMap(); // of the takes that stand ready in a form

const formOf = (button) => button.closest(".booth");
const partOf = (form, selector) => form.querySelector(selector);
const show = (form, state) => { partOf(form, ".take").dataset.state = state; };

/* --- listening ---------------------------------------------------------------------------------------------- */

let pressed = null;
const voice = player({ audio, addressOf: (step) => step, began: (step) => {
  pressed?.setAttribute("aria-pressed", String(Boolean(step)));
} });

async function listen(button, address) {
  const isSame = pressed === button && voice.isPlaying();
  voice.stop();
  if (isSame) return;
  pressed = button;
  await voice.play([address]);
}

/* --- recording ---------------------------------------------------------------------------------------------- */

/** How loud it is now, 0 to 1, as often as the screen is drawn; a clock beside it. */
function watch(form, stream) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  const [level, clock, since] = [partOf(form, ".level"), partOf(form, ".clock"), performance.now()];
  function look() {
    if (take?.form !== form) return void context.close();
    analyser.getByteTimeDomainData(samples);
    level.value = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0) / 128;
    const seconds = Math.floor((performance.now() - since) / 1000);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    requestAnimationFrame(look);
  }
  look();
}

async function record(form) {
  voice.stop();
  if (take) return;
  take = { form };
  const notice = document.querySelector(".no-microphone");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: WANTED }).catch(() => null);
  notice.hidden = Boolean(stream);
  if (!stream) {
    take = null;
    notice.scrollIntoView({ block: "center" });
    return;
  }
  const recorder = new MediaRecorder(stream, { mimeType: FORMATS.find((one) => MediaRecorder.isTypeSupported(one)), audioBitsPerSecond: QUALITY });
  const parts = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.addEventListener("stop", () => taken(form, stream, new Blob(parts, { type: recorder.mimeType })));
  Object.assign(take, { recorder, late: setTimeout(stop, LONGEST) });
  recorder.start();
  watch(form, stream);
  show(form, "recording");
  partOf(form, ".stop").focus();
}

function stop() {
  if (take?.recorder?.state === "recording") take.recorder.stop();
}

/** What was recorded stands in the form like a file that was chosen: one way to the server. */
function taken(form, stream, blob) {
  clearTimeout(take.late);
  take = null;
  for (const track of stream.getTracks()) track.stop();
  const files = new DataTransfer();
  files.items.add(new File([blob], "recording", { type: blob.type }));
  partOf(form, '[type="file"]').files = files.files;
  if (addresses.has(form)) URL.revokeObjectURL(addresses.get(form));
  addresses.set(form, URL.createObjectURL(blob));
  show(form, "taken");
  partOf(form, ".told").replaceChildren();
  partOf(form, ".keep").focus();
}

const verbs = { record, stop, listen: (form, button) => listen(button, addresses.get(form)), keep: () => voice.stop() };

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-take], [data-play]");
  if (button?.dataset.take) verbs[button.dataset.take](formOf(button), button);
  else if (button) listen(button, `/audio/${JSON.parse(button.dataset.play)[kind]}.${kind}`);
});
document.addEventListener("htmx:before:request", ({ target }) => {
  if (!target.matches?.(".booth")) return;
  sent = target.elements.key.value;
  target.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:finally:request", ({ target }) => target.removeAttribute?.("aria-busy"));

/** The next text that has no recording is at hand. */
document.body.addEventListener("recorded", () => {
  const rows = [...document.querySelectorAll(".reading")];
  const here = rows.findIndex((row) => row.dataset.key === sent);
  const next = rows.slice(here + 1).find((row) => !row.matches(".is-recorded"));
  const button = next?.querySelector(".record");
  button?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center", behavior: "smooth" });
});
addEventListener("pagehide", stop);

if (navigator.mediaDevices && globalThis.MediaRecorder) document.documentElement.classList.add("can-record");
