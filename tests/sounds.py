"""Sounds to try things with, made with the same library that reads them."""

import io
import math
import wave
from array import array
from fractions import Fraction
from typing import cast

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

RATE = 24_000


def waves(
    seconds: float, *, loud: float = 0.25, rate: int = RATE, channels: int = 1, tone: float = 300
) -> "array[int]":
    """A tone that rises every second; `loud` is its share of full scale, and above 1 it is torn."""

    def at(n: int) -> int:
        swing = math.sin(2 * math.pi * (tone + 40 * n / rate) * n / rate)
        return round(max(-32768, min(32767, 32767 * loud * swing)))

    one_second = array("h", [at(n) for n in range(rate) for _ in range(channels)])
    return (one_second * math.ceil(seconds))[: round(rate * seconds) * channels]


def wav(seconds: float = 2, *, loud: float = 0.25, rate: int = RATE, channels: int = 1, tone: float = 300) -> bytes:
    """A file as a studio delivers it."""
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(waves(seconds, loud=loud, rate=rate, channels=channels, tone=tone).tobytes())
    return into.getvalue()


def coded(container: str, coder: str, seconds: float = 2, rate: int = 48_000) -> bytes:
    """The same as a telephone or a browser delivers it."""
    into = io.BytesIO()
    samples = waves(seconds, rate=rate).tobytes()
    with av.open(into, "w", format=container) as file:
        stream = cast("AudioStream", file.add_stream(coder, rate=rate))
        fitting = av.AudioResampler(format=stream.format, layout="mono", rate=rate)
        whole = AudioFrame(format="s16", layout="mono", samples=len(samples) // 2)
        whole.planes[0].update(samples.ljust(whole.planes[0].buffer_size, b"\0"))
        whole.sample_rate, whole.time_base, whole.pts = rate, Fraction(1, rate), 0
        for frame in [*fitting.resample(whole), *fitting.resample(None)]:
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return into.getvalue()


def film(seconds: int = 1) -> bytes:
    """Pictures that move."""
    into = io.BytesIO()
    with av.open(into, "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10 * seconds):
            file.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        file.mux(stream.encode(None))
    return into.getvalue()


def length(content: bytes) -> float:
    """How long a file plays, in seconds, when every bit of it is decoded."""
    with cast("InputContainer", av.open(io.BytesIO(content))) as file:
        return sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))
