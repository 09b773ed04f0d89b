"""Who waits for a link: a number on the page that every caller reloads each minute, and the page behind it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from app.models import Case, FollowUpLink, Role, SelfCompletion, SelfLink
from app.services import by_link
from tests.services.conftest import Field

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
DAY = timedelta(days=1)


def waits(field: Field) -> Case:
    """A parent in whose language nobody calls."""
    case = field.meet()
    case.language = "pl"
    return case


def linked(field: Field, case: Case, *, days: int = 14, revoked: bool = False) -> Case:
    now = field.clock.now()
    field.session.add(
        FollowUpLink(
            case_id=case.id,
            fingerprint=uuid4().hex,
            language="nl",
            made_by=field.study.caller.id,
            made_at=now,
            expires_at=now + days * DAY,
            revoked_at=now if revoked else None,
        )
    )
    return case


def begun(field: Field, case: Case, *, done: bool = False) -> Case:
    now, study = field.clock.now(), field.study
    link = SelfLink(
        fingerprint=uuid4().hex,
        code=uuid4().hex[:6],
        activity_id=study.talk.id,
        instrument="parent-w2",
        role=Role.PARENT,
        person_id=study.caller.id,
        case_id=case.id,
        made_at=now,
        expires_at=now + 14 * DAY,
    )
    field.session.add(link)
    field.session.flush()
    field.session.add(
        SelfCompletion(
            interview_id=uuid4(),
            respondent_id=case.respondent_id,
            link_id=link.id,
            activity_id=study.talk.id,
            group_id=study.group.id,
            version=study.w2.version,
            language="nl",
            code="123456",
            started_at=now,
            saved_at=now,
            finished_at=now if done else None,
        )
    )
    field.session.flush()
    return case


def statements(field: Field, does: Callable[[], object]) -> int:
    asked: list[str] = []
    connection = field.session.connection()

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    sa.event.listen(connection, "before_cursor_execute", count)
    does()
    sa.event.remove(connection, "before_cursor_execute", count)
    return len(asked)


def test_the_number_is_that_of_the_page(field: Field) -> None:
    waits(field)
    linked(field, waits(field))
    linked(field, waits(field), days=100)
    linked(field, waits(field), revoked=True)
    begun(field, linked(field, waits(field), days=-1))
    begun(field, linked(field, waits(field), days=-1), done=True)
    linked(field, field.meet(), days=-1)  # somebody calls in her language
    waits(field).closed_by = "exhausted"
    field.clock.forward(days=92)
    field.session.flush()
    now = field.clock.now()

    page = by_link.overview(field.session, now=now)

    assert by_link.waiting(field.session, now=now) == len(page.waiting) + len(page.mentors) == 4
    assert (len(page.under_way), page.filled_in) == (1, 1)


def test_of_eight_begun_links_as_much_is_asked_as_of_one(field: Field) -> None:
    field.clock.forward(days=92)

    def both() -> None:
        now = field.clock.now()
        by_link.waiting(field.session, now=now)
        by_link.overview(field.session, now=now)

    begun(field, linked(field, waits(field)))
    field.session.flush()
    both()  # the questionnaire is read once
    one = statements(field, both)
    for _ in range(7):
        begun(field, linked(field, waits(field)))
    field.session.flush()

    assert statements(field, both) == one
    assert statements(field, lambda: by_link.waiting(field.session, now=field.clock.now())) <= 2
