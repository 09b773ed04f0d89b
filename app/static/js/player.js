/** Plays recordings one after the other: a text, then each answer. The world (an audio element, addresses) is handed in. */

const BREATH = 350; // ms between one text and the next, as a reader would leave

/** Which of our files this browser plays. AAC is asked for first: some browsers say that they play Ogg, and do not. */
export const kindFor = (audio) => (audio.canPlayType('audio/mp4; codecs="mp4a.40.2"') ? "m4a" : "ogg");

/**
 * One voice at a time. `play(steps)` resolves with how it ended: "done", "stopped" (by a tap, or because something else
 * was played), or "broken". A step is what `addressOf` makes an address of; `began(step)` says which one is heard, null: none.
 */
export function player({ audio, addressOf, began = () => {}, breath = BREATH }) {
  let turn = 0;

  const ended = () => new Promise((resolve, reject) => {
    audio.onended = resolve;
    audio.onpause = () => { if (!audio.ended) resolve(); };
    audio.onerror = reject;
  });

  function stop() {
    turn += 1;
    audio.pause();
    began(null);
  }

  async function play(steps) {
    stop();
    const mine = turn;
    try {
      for (const [at, step] of steps.entries()) {
        const address = await addressOf(step);
        if (mine !== turn) return "stopped";
        audio.src = address;
        const end = ended();
        end.catch(() => {}); // play() says it too
        began(step);
        await audio.play();
        await end;
        if (mine === turn && at < steps.length - 1) await new Promise((resolve) => setTimeout(resolve, breath));
        if (mine !== turn) return "stopped";
      }
      began(null);
      return "done";
    } catch {
      if (mine !== turn) return "stopped"; // the pause of a stop rejects play()
      stop();
      return "broken";
    }
  }

  return { play, stop, isPlaying: () => !audio.paused };
}
