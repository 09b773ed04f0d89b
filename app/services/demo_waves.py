"""The lists that the demo study uses: those of the model study; the others wait to be put to use."""

from sqlmodel import Session

from app.instrument.schema import Mode
from app.services import instruments, waves

#: In the order in which they are put to use: of each role in a round, the first is its main list.
LISTS: tuple[tuple[str, Mode], ...] = (
    ("parent-w1", "capi"),
    ("pupil-w1", "capi"),
    ("mentor-w1", "self"),
    ("observation", "capi"),
    ("parent-card", "capi"),
    ("parent-w2", "cati"),
    ("mentor-w2", "self"),
)


def use_shipped(session: Session) -> None:
    """Put to use what was published of the shipped lists."""
    newest = instruments.newest_of(session, [name for name, _ in LISTS])
    for name, mode in LISTS:
        if name in newest:
            waves.put_to_use(session, newest[name], mode=mode)
