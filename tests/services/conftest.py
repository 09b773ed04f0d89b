"""The field: a small study in which parents are met, and rung three months later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import Case, Person
from app.security.sealing import Sealer
from app.services import calls, due_list, interviews, tallies
from app.services.due_list import DueCall
from app.services.snapshots import Snapshot
from tests.conftest import TestClock
from tests.factories import SmallStudy, answer, finished, full_answers, snapshot


@dataclass(frozen=True)
class Field:
    """One transaction in which everything happens at the clock's time."""

    session: Session
    sealer: Sealer
    study: SmallStudy
    clock: TestClock

    def send(self, body: dict[str, Any], by: Person | None = None, interview: UUID | None = None) -> UUID:
        """A phone saves an interview; the student's, if nobody else's."""
        interview, now = interview or uuid4(), self.clock.now()
        sent, by = Snapshot.model_validate(body), by or self.study.student
        interviews.receive(self.session, interview, sent, by=by, sealer=self.sealer, now=now)
        tallies.count(self.session)  # as at every commit
        return interview

    def begin(self, **changes: Any) -> dict[str, Any]:
        return snapshot(self.study, self.clock.now()) | changes

    def finish(self, **changes: Any) -> dict[str, Any]:
        return finished(self.study, self.clock.now()) | changes

    def meet(self, language: str = "nl", **contact: str) -> Case:
        """The case of a parent who agreed to be called."""
        body = self.finish(contact={"ask_for": "Mevrouw Yılmaz", "phone": "06 12345678", **contact})
        body["answers"]["call_language"] = answer(language)
        self.send(body)
        return self.session.exec(select(Case).order_by(sa.desc(col(Case.id))).limit(1)).one()

    def ring(self, case: Case, **changes: Any) -> dict[str, Any]:
        """The telephone interview of a case, complete, as the caller's phone sends it."""
        call = {
            "wave": "w2",
            "instrument": "parent-w2",
            "version": self.study.w2.version,
            "mode": "cati",
            "case": case.id,
            "respondent": str(case.respondent_id),
            "revision": 9,
            "status": "complete",
            "answers": full_answers(self.study.w2),
        }
        return self.begin(**call) | changes

    def record(
        self, case: Case, disposition: str, by: Person | None = None, at: datetime | None = None, note: str = ""
    ) -> Case:
        """A caller takes the case, dials, and writes down how her call ended."""
        calls.reveal(self.session, self.sealer, case.id, by=by or self.study.caller, now=self.clock.now())
        return self.write(case, disposition, by, at, note)

    def write(
        self, case: Case, disposition: str, by: Person | None = None, at: datetime | None = None, note: str = ""
    ) -> Case:
        """She writes it down, without having taken the case first."""
        return calls.record(
            self.session,
            self.sealer,
            case.id,
            disposition=disposition,
            by=by or self.study.caller,
            now=self.clock.now(),
            appointment_at=at,
            note=note,
        )

    def due(self, caller: Person | None = None) -> list[DueCall]:
        """The due list at this moment, as this caller sees it, or the lead."""
        return due_list.due(self.session, caller or self.study.lead, self.clock.now())

    def listed(self, caller: Person | None = None) -> list[Case]:
        """The cases on it, in their order."""
        return [call.case for call in self.due(caller)]


@pytest.fixture
def field(session: Session, sealer: Sealer, study: SmallStudy, clock: TestClock) -> Field:
    return Field(session, sealer, study, clock)
