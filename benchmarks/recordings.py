"""What recordings weigh, and what it costs to make them: something like a voice, coded as the desk does it."""

import io
import math
import random
import time
import wave
from array import array

from app.sound import apart
from app.sound.making import KINDS

RATE = 48_000
LENGTHS = (1, 10, 60)  # seconds
TURNS = 5
ITEMS, EACH = 40, 10  # a questionnaire, and seconds for a statement with its answers
NAMES = {"m4a": "AAC in MP4", "ogg": "Opus in Ogg"}


def voice(seconds: float, seed: int) -> bytes:
    """A WAV like somebody who reads: a wandering tone with overtones, four syllables a second, breaths, a room."""
    chance = random.Random(seed)
    phase, samples = 0.0, array("h")
    for n in range(int(RATE * seconds)):
        at = n / RATE
        phase += 2 * math.pi * (130 + 30 * math.sin(2.1 * at) + 12 * math.sin(7.3 * at)) / RATE
        mouth = 0.5 + 0.5 * math.sin(1.7 * at)
        tones = sum(
            math.sin(k * phase) / k * math.exp(-((k * 130 - 600 - 900 * mouth) ** 2) / 9e5) for k in range(1, 16)
        )
        syllable = max(0.0, math.sin(2 * math.pi * 4 * at)) ** 0.5 * (0.0 if at % 3 > 2.5 else 1.0)
        samples.append(
            round(9_000 * syllable * tones + chance.gauss(0, 60 + 700 * (1 - syllable) * (at % 0.25 < 0.03)))
        )
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return into.getvalue()


def measured(seconds: float) -> tuple[float, dict[str, int]]:
    """Seconds that the best of some turns took, with starting the program; and the size of each file."""
    content = voice(seconds, seed=int(seconds))
    took = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        made = apart.make(content)
        took.append(time.perf_counter() - begun)
    return min(took), {kind: len(file) for kind, file in made.files.items()}


def main() -> None:
    """Print what each length costs, and a whole questionnaire."""
    for seconds in LENGTHS:
        took, sizes = measured(seconds)
        told = "   ".join(
            f"{NAMES[kind]} {size:7,} bytes, {size * 60 / seconds / 1000:4.0f} kB a minute"
            for kind, size in sizes.items()
        )
        print(f"  {seconds:3} s  made in {took:5.2f} s ({took / seconds:.3f} of its length)   {told}")
        if seconds == EACH:
            whole = {kind: size * ITEMS / 1e6 for kind, size in sizes.items()}
    for kind in KINDS:
        print(f"  {ITEMS} items of {EACH} s in one language, {NAMES[kind]}: {whole[kind]:.2f} MB")


if __name__ == "__main__":
    main()
