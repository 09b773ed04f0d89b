import assert from "node:assert/strict";
import { test } from "node:test";
import { kindFor, player } from "../../app/static/js/player.js";

/** An audio element that plays until the test says that it ended. */
function element({ broken = [] } = {}) {
  return {
    paused: true, ended: false, played: [],
    async play() {
      if (broken.includes(this.src)) throw new Error("NotSupportedError");
      Object.assign(this, { paused: false, ended: false });
      this.played.push(this.src);
      this.heard?.(this.src);
    },
    pause() {
      if (this.paused) return;
      this.paused = true;
      this.onpause?.();
    },
    end() {
      Object.assign(this, { paused: true, ended: true });
      this.onpause?.();
      this.onended?.();
    },
  };
}

const until = async (holds) => { while (!holds()) await new Promise((resolve) => setImmediate(resolve)); };
const make = (audio, more = {}) => {
  const lit = [];
  return { lit, ...player({ audio, addressOf: async (step) => step, began: (step) => lit.push(step), breath: 0, ...more }) };
};

test("steps are heard one after the other, and each is told when it begins", async () => {
  const audio = element();
  const voice = make(audio);
  const playing = voice.play(["say", "one", "two"]);
  for (const step of ["say", "one", "two"]) {
    await until(() => audio.src === step && !audio.paused);
    audio.end();
  }

  assert.equal(await playing, "done");
  assert.deepEqual(voice.lit, [null, "say", "one", "two", null]);
});

test("a stop ends it at once, and nothing more is lit", async () => {
  const audio = element();
  const voice = make(audio);
  const playing = voice.play(["say", "one"]);
  await until(() => !audio.paused);

  voice.stop();

  assert.equal(await playing, "stopped");
  assert.deepEqual(audio.played, ["say"]);
  assert.equal(voice.lit.at(-1), null);
});

test("a stop while a sound is still being fetched plays nothing", async () => {
  const audio = element();
  let arrive;
  const voice = make(audio, { addressOf: () => new Promise((resolve) => { arrive = resolve; }) });
  const playing = voice.play(["say"]);
  voice.stop();
  arrive("say");

  assert.equal(await playing, "stopped");
  assert.deepEqual(audio.played, []);
});

test("something else that is played takes the place of what was heard", async () => {
  const audio = element();
  const voice = make(audio);
  const first = voice.play(["say", "one"]);
  await until(() => !audio.paused);
  const second = voice.play(["other"]);
  await until(() => audio.src === "other" && !audio.paused);
  audio.end();

  assert.deepEqual([await first, await second], ["stopped", "done"]);
  assert.deepEqual(audio.played, ["say", "other"]);
});

test("what cannot be fetched or played is told as broken", async () => {
  assert.equal(await make(element({ broken: ["say"] })).play(["say"]), "broken");
  assert.equal(await make(element(), { addressOf: async () => { throw new TypeError(); } }).play(["say"]), "broken");
});

test("AAC is asked for before Ogg, whatever a browser says about Ogg", () => {
  const plays = (...types) => ({ canPlayType: (type) => (types.some((one) => type.startsWith(one)) ? "maybe" : "") });

  assert.equal(kindFor(plays("audio/mp4", "audio/ogg")), "m4a");
  assert.equal(kindFor(plays("audio/ogg")), "ogg");
});
