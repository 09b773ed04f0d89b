"""Two servers on one database, and one phone that reaches now this one, now that."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from app.db import Database
from app.models import Interview
from app.security.sealing import Sealer
from app.services import interviews, receipts
from app.services.snapshots import Snapshot
from app.writer import Job
from tests.conftest import TestClock
from tests.factories import SmallStudy, full_answers, snapshot


def receive(
    session: Session, *, interview: UUID, body: dict[str, Any], study: SmallStudy, sealer: Sealer, clock: TestClock
) -> receipts.Receipt:
    sent = Snapshot.model_validate(body)
    return interviews.receive(session, interview, sent, by=study.student, sealer=sealer, now=clock.now())


def test_an_older_snapshot_waits_for_the_newer_one_and_does_not_overwrite_it(
    database: Database, database_url: str, study: SmallStudy, sealer: Sealer, clock: TestClock
) -> None:
    """Both servers had read revision 1; the one that writes last must not win by that."""
    interview, respondent = uuid4(), str(uuid4())
    full = list(full_answers(study.w1).items())

    def sent(revision: int) -> Job:
        body = snapshot(study, clock.now(), revision=revision, respondent=respondent, answers=dict(full[:revision]))
        return partial(receive, interview=interview, body=body, study=study, sealer=sealer, clock=clock)

    other = Database(database_url)
    database.writer.submit(sent(1)).result(20)
    with other.writing() as session:
        sent(5)(session)
        session.flush()
        late = database.writer.submit(sent(4))
        with pytest.raises(TimeoutError):
            late.result(0.3)

    assert late.result(20).revision == 5
    other.close()
    with database.reading() as session:
        assert session.get_one(Interview, interview).revision == 5
