"""A recording comes in as it may, and goes out small, whole and as loud as all others; anything else is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sound import apart, making
from app.sound.apart import PROBLEMS, RecordingRefused
from tests.sounds import coded, film, length, wav

QUIETER = 3.0  # LUFS; a tone of less than a second is measured with silence around it


def refused(content: bytes) -> str:
    """The sentence of the refusal."""
    with pytest.raises(RecordingRefused) as refusal:
        apart.make(content)
    assert refusal.value.status == 422
    return refusal.value.msgid


@settings(max_examples=10, deadline=None)
@given(
    seconds=st.floats(making.SHORTEST, 6),
    loud=st.floats(0.02, 1.5),
    rate=st.sampled_from([8_000, 16_000, 44_100, 48_000]),
    channels=st.sampled_from([1, 2]),
)
def test_whatever_comes_in_goes_out_whole_small_and_equally_loud(
    seconds: float, loud: float, rate: int, channels: int
) -> None:
    told, files = making.make(wav(seconds + 1 / rate, loud=loud, rate=rate, channels=channels))

    assert told["seconds"] == pytest.approx(seconds, abs=0.02)
    assert [len(file) for file in files] == list(told["files"].values())
    for kind, file in zip(making.KINDS.values(), files, strict=True):
        assert length(file) == pytest.approx(seconds, abs=0.15)  # AAC plays whole blocks
        assert making.measured(making.decoded(file)) == pytest.approx(making.TARGET, abs=QUIETER)
        assert len(file) < 3_000 + kind.bits / 8 * seconds * 1.3


def test_three_minutes_fit_and_a_second_more_does_not() -> None:
    assert apart.make(wav(179.9, rate=8_000)).seconds == pytest.approx(179.9, abs=0.1)
    assert refused(wav(181, rate=8_000)) == PROBLEMS["long"]


@pytest.mark.parametrize(
    ("container", "coder"),
    [("webm", "libopus"), ("ogg", "libopus"), ("mp4", "aac"), ("mp3", "libmp3lame"), ("flac", "flac")],
)
def test_what_browsers_and_telephones_record_is_read(container: str, coder: str) -> None:
    made = apart.make(coded(container, coder))

    assert made.seconds == pytest.approx(2, abs=0.1)
    assert set(made.files) == {"m4a", "ogg"}


def test_the_same_sound_gives_the_same_files() -> None:
    """They are named by their digest: one more copy costs nothing."""
    assert apart.make(wav()).files == apart.make(wav()).files


def test_it_is_told_how_loud_a_recording_came_in() -> None:
    calm, torn = apart.make(wav(loud=0.05)), apart.make(wav(loud=4))

    assert calm.loudness < -25 < -6 < torn.loudness
    assert (calm.clipped, torn.clipped) == (0, 1)


@pytest.mark.parametrize(
    ("problem", "content"),
    [
        ("kind", lambda: b""),
        ("kind", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj << >> endobj\n" * 50),
        ("kind", lambda: b"\x89PNG\r\n\x1a\n" + bytes(2_000)),
        ("kind", lambda: b"PK\x03\x04" + bytes(2_000)),
        ("kind", lambda: b"Ik vertrouw de mentor van mijn kind" * 40),
        ("kind", lambda: bytes(range(256)) * 100),
        ("kind", lambda: coded("mp4", "aac")[:4_000]),
        ("video", film),
        ("short", lambda: wav(0.2)),
        ("silent", lambda: wav(loud=0)),
        ("silent", lambda: wav(loud=0.0005)),
        ("broken", lambda: wav(10)[:200_000]),
        ("broken", lambda: coded("mp3", "libmp3lame", 10)[:40_000]),
    ],
)
def test_what_is_no_recording_is_refused_with_a_sentence_that_says_why(
    problem: str, content: Callable[[], bytes]
) -> None:
    assert refused(content()) == PROBLEMS[problem]


@pytest.mark.parametrize(
    "shape",
    ["#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile {}\n"],
)
def test_a_playlist_does_not_open_other_files_of_the_server(tmp_path: Path, shape: str) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(wav())

    assert refused(shape.format(secret).encode()) == PROBLEMS["kind"]


def test_days_of_silence_in_a_small_file_cost_three_minutes_at_most() -> None:
    assert refused(coded("flac", "flac", 400, rate=8_000)) == PROBLEMS["long"]


def test_every_word_of_the_program_has_a_sentence() -> None:
    words = set(PROBLEMS)

    assert words == {"kind", "video", "short", "long", "silent", "broken"}
    assert all(f"`{word}`" in (making.Unusable.__doc__ or "") for word in words)
