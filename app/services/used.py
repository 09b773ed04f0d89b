"""Whether something of the study may go: nothing goes that an interview, a count or a plan still points at."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.errors import FieldworkError


class StillUsed(FieldworkError):
    """Something that others hang on; the sentence says what, and what can be done instead."""

    status = 409


def pointing_at(session: Session, row: SQLModel, *, apart: Collection[str] = ()) -> set[str]:
    """The tables that hold a row pointing at this one, but for those that go with it.

    Asked of the tables themselves, so that a table of tomorrow is never forgotten here.
    """
    own, number = row.__class__.__table__, row.id  # type: ignore[attr-defined]
    asked: dict[str, list[sa.ColumnElement[Any]]] = {}
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is own and table.name not in apart:
                asked.setdefault(table.name, []).append(key.parent)
    return {
        name
        for name, columns in asked.items()
        if session.scalar(sa.select(sa.exists().where(sa.or_(*(column == number for column in columns)))))
    }
