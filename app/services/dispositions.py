"""How a call can end: the rows that are shipped, and a study's own over them."""

from datetime import timedelta

from sqlmodel import Session, col, select

from app.calling.dispositions import Disposition, Dispositions, overlaid, shipped
from app.models import DispositionEntry

DISPOSITIONS = shipped()
BY_HAND = DISPOSITIONS.by_hand

__all__ = ["BY_HAND", "DISPOSITIONS", "Disposition", "Dispositions", "table"]


def table(session: Session) -> Dispositions:
    """Every way for a call to end in this study, with what the lead added or changed."""
    entries = session.exec(select(DispositionEntry).order_by(col(DispositionEntry.at), col(DispositionEntry.key))).all()
    return overlaid({entry.key: as_row(entry) for entry in entries}) if entries else DISPOSITIONS


def as_row(entry: DispositionEntry) -> Disposition:
    """What an entry says, as the rules want it."""
    return Disposition(
        key=entry.key,
        label=entry.label,
        code=entry.code,
        group=entry.group,
        final=entry.final,
        again_after=timedelta(minutes=entry.again_after) if entry.again_after is not None else None,
        asks_time=entry.asks_time,
        note_required=entry.note_required,
        other_number=entry.other_number,
        other_caller=entry.other_caller,
        eligible=entry.eligible,
        by_hand=entry.by_hand,
    )
