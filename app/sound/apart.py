"""Has a recording made in a program of its own, with little memory and little time, one after the other."""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.errors import N_, FieldworkError

PROGRAM = Path(__file__).with_name("making.py")
PATIENCE = 60  # seconds on a busy machine; the program limits its own computing
_one_at_a_time = threading.Semaphore(1)

PROBLEMS = {
    "kind": N_(
        "This is not a sound file that can be read. Record it here, or choose a WAV, MP3, M4A, OGG or WEBM file."
    ),
    "video": N_("This is a film. Only sound can be kept; record it here, or choose a sound file."),
    "short": N_("This is shorter than a third of a second. Record it again, and stop after the last word."),
    "long": N_("This is longer than three minutes. One recording holds one text; record it again."),
    "silent": N_("Nothing can be heard in this recording. Is the right microphone switched on? Record it again."),
    "broken": N_("This file breaks off or is damaged. Choose it again, or record it here."),
}


class RecordingRefused(FieldworkError):
    """A file that is no recording of one text; nothing of it is kept."""

    status = 422
    sentence = PROBLEMS["broken"]


@dataclass(frozen=True)
class Made:
    """What became of a recording: its length in seconds, how it arrived, and the small files by their kind."""

    seconds: float
    loudness: float  # LUFS, before it was made as loud as the others
    clipped: float  # share of moments in which it was too loud
    files: dict[str, bytes]


def make(content: bytes) -> Made:
    """Check a file and make it small.

    Raises:
        RecordingRefused: It is not a recording of one text; the sentence says why.
    """
    with _one_at_a_time:
        told, _, rest = _run(content).partition(b"\n")
    with suppress(ValueError):
        found = json.loads(told)
        if problem := found.get("problem"):
            raise RecordingRefused(PROBLEMS[problem])
        files = {}
        for kind, length in found.pop("files").items():
            files[kind], rest = rest[:length], rest[length:]
        return Made(files=files, **found)
    raise RecordingRefused


def _run(content: bytes) -> bytes:
    """What the program said; nothing when it crashed, hung or wanted too much."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("ALOUD_")}  # no key goes along
    with suppress(subprocess.SubprocessError):
        return subprocess.run(  # noqa: S603 - our own file, and what is handed in goes to its standard input
            [sys.executable, "-I", str(PROGRAM)],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
            env=told,
        ).stdout
    return b""
