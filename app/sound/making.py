"""One recording, checked and made small: reads a file from standard input, writes what became of it to standard output.

This is a program of its own (`apart.py` runs it): what strangers hand in is decoded by C code, which may crash, hang or
want all memory, and then only this program ends. It therefore imports nothing of ours and holds no secret.

What it writes: one line of JSON, then the bytes of each file that the line names, one after the other.
"""

import io
import json
import os
import sys
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, cast

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph
from av.stream import Disposition

#: What a browser records, a telephone saves and a studio delivers. No playlists: those would open other files.
CONTAINERS = "aac,aiff,amr,caf,flac,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,ogg,wav,w64"
MEMORY = 1_500 * 1024 * 1024  # bytes of addresses, of which it uses about a tenth
SECONDS = 30  # of computing; three minutes of sound take about two
SHORTEST, LONGEST = 0.3, 180.0  # seconds
RATE = 48_000  # samples per second of what is measured
PIECE = 960  # samples: 20 ms
BLOCK = 19_200  # samples: loudness is measured over 400 ms
TARGET = -16.0  # LUFS (ITU-R BS.1770): what telephones are made for
MOST_GAIN = 30.0  # dB; more would only raise the noise of the room
CEILING = 0.84  # of full scale, -1.5 dB: room that the coders need
NOTHING = -70.0  # LUFS, below which nothing is measured
SILENT = -50.0  # LUFS; a voice beside a telephone is near -25
WHOLE = 0.9  # of the length that a file says it has
FULL = 32_000  # of 32768: what was cut off and then coded is no longer quite flat
STREAMED = 2**32 - 65_536  # a WAV whose length was not known when it began
VOICE = "highpass=f=70"  # the rumble of a room is below every voice
EXACT = {"fflags": "+bitexact"}  # no moment of making in the file


@dataclass(frozen=True)
class Kind:
    """One of the files that are made: how it is wrapped and coded, its bits and samples per second."""

    container: str
    coder: str
    bits: int
    rate: int
    coding: dict[str, str] = field(default_factory=dict)


#: By the end of their names; docs/decisions/0019 says why these two.
KINDS = {
    "m4a": Kind("mp4", "aac", bits=32_000, rate=24_000),
    "ogg": Kind("ogg", "libopus", bits=24_000, rate=48_000, coding={"application": "voip", "frame_duration": "60"}),
}


class Unusable(Exception):
    """Why nothing is made of a file: `kind`, `video`, `short`, `long`, `silent` or `broken`."""


def make(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What was measured, and one file of each of KINDS.

    Raises:
        Unusable: It is not a recording of somebody who says one thing.
    """
    samples = decoded(content)
    if len(samples) < SHORTEST * RATE:
        raise Unusable("short")
    loudness = measured(samples)
    if loudness < SILENT:
        raise Unusable("silent")
    gain = min(TARGET - loudness, MOST_GAIN)
    files = {name: encoded(samples, gain, kind) for name, kind in KINDS.items()}
    told = {"seconds": len(samples) / RATE, "loudness": loudness, "clipped": clipped(samples)}
    return told | {"files": {name: len(file) for name, file in files.items()}}, list(files.values())


def decoded(content: bytes) -> "array[int]":
    """The sound as 16-bit samples of one channel."""
    try:
        file = cast("InputContainer", av.open(io.BytesIO(content), options={"format_whitelist": CONTAINERS}))
    except (av.FFmpegError, OSError, ValueError) as problem:
        raise Unusable("kind") from problem
    with file:
        try:
            samples = _samples(file)
        except (av.FFmpegError, OSError, ValueError) as problem:
            raise Unusable("broken") from problem
    if is_cut_off(content):
        raise Unusable("broken")
    return samples


def is_cut_off(content: bytes) -> bool:
    """Whether a WAV says that more should follow; FFmpeg believes what is there, and a cable may have been pulled."""
    says = int.from_bytes(content[4:8], "little") + 8
    return content[:4] == b"RIFF" and len(content) < says * WHOLE and says < STREAMED


def clipped(samples: "array[int]") -> float:
    """The share of moments, of 20 ms each, that reach the end of the scale: there the voice is torn."""
    moments = [samples[at : at + PIECE] for at in range(0, len(samples), PIECE)]
    return sum(max(one) >= FULL or min(one) <= -FULL for one in moments) / len(moments)


def _samples(file: InputContainer) -> "array[int]":
    if any(not one.disposition & Disposition.attached_pic for one in file.streams.video):
        raise Unusable("video")
    if not file.streams.audio:
        raise Unusable("kind")
    said = (file.duration or 0) / av.time_base
    if said > 2 * LONGEST:  # certainly; a little too long is found out by listening
        raise Unusable("long")
    samples = array("h")
    one_voice = f"aformat=sample_fmts=s16:channel_layouts=mono:sample_rates={RATE}"
    for frame in through(file.decode(audio=0), one_voice):
        samples.frombytes(bytes(frame.planes[0])[: frame.samples * samples.itemsize])
        if len(samples) > LONGEST * RATE:
            raise Unusable("long")
    if len(samples) < said * WHOLE * RATE:
        raise Unusable("broken")
    return samples


def through(sound: Iterable[AudioFrame], *filters: str, size: int = 0) -> Iterator[AudioFrame]:
    """Sound as it comes out of a row of FFmpeg's filters; every frame of `size` samples, if that is given."""
    graph: Graph | None = None
    for frame in sound:
        if graph is None:
            graph = _graph(frame, filters, size)
        frame.pts = None  # time is counted in samples from here on
        graph.push(frame)
        yield from _ready(graph)
    if graph is not None:
        graph.push(None)
        yield from _ready(graph)


def _graph(like: AudioFrame, filters: tuple[str, ...], size: int) -> Graph:
    graph = Graph()
    at = graph.add_abuffer(sample_rate=like.sample_rate, format=like.format.name, layout=like.layout.name)
    for one in (*filters, "abuffersink"):
        name, _, options = one.partition("=")
        following = graph.add(name, options)
        at.link_to(following)
        at = following
    graph.configure()
    if size:
        graph.set_audio_frame_size(size)
    return graph


def _ready(graph: Graph) -> Iterator[AudioFrame]:
    with suppress(BlockingIOError, av.EOFError):
        while True:
            frame = graph.pull()
            assert isinstance(frame, AudioFrame)  # noqa: S101 - for the types: only sound goes in
            yield frame


def pieces(samples: "array[int]") -> Iterator[AudioFrame]:
    """Samples in pieces that coders and filters take."""
    for at in range(0, len(samples), PIECE):
        piece = samples[at : at + PIECE].tobytes()
        frame = AudioFrame(format="s16", layout="mono", samples=len(piece) // samples.itemsize)
        frame.planes[0].update(piece.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
        yield frame


def measured(samples: "array[int]") -> float:
    """Integrated loudness in LUFS, pauses left out; the padding is for words shorter than a block."""
    loudness = NOTHING
    for frame in through(pieces(samples + array("h", bytes(2 * BLOCK))), VOICE, "ebur128=metadata=1"):
        loudness = float(frame.metadata.get("lavfi.r128.I", loudness))
    return loudness


def encoded(samples: "array[int]", gain: float, kind: Kind) -> bytes:
    """The sound as a small file, as loud as all others. The same sound gives the same bytes."""
    into = io.BytesIO()
    with av.open(into, "w", format=kind.container, options=EXACT) as file:
        options = kind.coding | {"flags": "+bitexact"}
        stream = cast("AudioStream", file.add_stream(kind.coder, rate=kind.rate, options=options))
        coder = stream.codec_context
        coder.bit_rate, coder.layout = kind.bits, "mono"
        coder.open()
        shape = f"aformat=sample_fmts={coder.format.name}:channel_layouts=mono:sample_rates={kind.rate}"
        row = (VOICE, f"volume={gain:.2f}dB", f"alimiter=limit={CEILING}:level=0", shape)
        for frame in through(pieces(samples), *row, size=coder.frame_size):
            frame.pts = None
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return into.getvalue()


def limit() -> None:
    """Ask the system to end this program when it wants too much, and to let the server go first."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - absent on Windows

        os.nice(10)
        for what, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, MEMORY)):
            resource.setrlimit(what, (most, most))


def main() -> None:
    """What `apart.py` talks to."""
    limit()
    try:
        told, files = make(sys.stdin.buffer.read())
    except Unusable as problem:
        told, files = {"problem": str(problem)}, []
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(files))


if __name__ == "__main__":
    main()
