"""Parents who make the callback round of the demo alive on any day: met about three months ago, invented like all.

They are put in only when the demo is moved to today; the published school year stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlmodel import Session, select

from app.calling.days import EVENING, SATURDAY, add_months
from app.calling.events import Asked, Claim, Ended, Event, Promise, Reveal
from app.calling.machine import why_not
from app.clock import TIME_ZONE, local
from app.demo import records
from app.demo.contacts import PHONE_PREFIX
from app.models import Case, Person
from app.security.sealing import Sealer
from app.services import casework, interviews
from app.services.demo_design import Design
from app.services.demo_sending import first_snapshot
from app.services.waves import MONTHS

FIRST_NUMBER = 9000  # of respondents; the replay has some hundreds
MET_AT, RUNG_AT, PROMISED_AT = time(19, 10), time(18, 20), time(19, 30)
AN_HOUR = timedelta(hours=1)
LATEST = 6  # days further back, when nobody may call on the day that was meant
NAMES = {"nl": "Ingrid Peter", "tr": "Emine Hüseyin", "ar": "Samira Hassan", "en": "Nasreen Goran"}


@dataclass(frozen=True)
class Parent:
    """Somebody who is due since so many days, and what happened: days ago, how the call ended."""

    language: str
    due: int
    calls: tuple[tuple[int, str], ...] = ()
    promised: str = ""  # now, soon, tonight, yesterday: for when
    asked: bool = False  # to be called now
    in_hand: int = 0  # taken so many minutes ago, and the number was shown
    best_times: tuple[str, ...] = (EVENING,)


PARENTS = (
    Parent("nl", 8, ((7, "no_answer"), (1, "appointment")), promised="now"),
    Parent("tr", 5, ((1, "appointment"),), promised="soon"),
    Parent("ar", 3, ((1, "appointment"),), promised="soon"),
    Parent("tr", 6, ((4, "voicemail"), (1, "appointment")), promised="tonight"),
    Parent("nl", 7, ((2, "appointment"),), promised="yesterday"),
    Parent("nl", 2, asked=True),
    Parent("nl", 26, ((20, "no_answer"), (13, "voicemail"), (6, "no_answer"))),
    Parent("ar", 27, ((16, "no_answer"), (9, "busy")), best_times=(EVENING, SATURDAY)),
    Parent("tr", 2),
    Parent("ar", 1, best_times=()),
    Parent("nl", 1),
    Parent("en", 1, best_times=(SATURDAY,)),
    Parent("nl", 14, ((11, "soft_refusal"),)),
    Parent("tr", 5, ((1, "soft_refusal"),)),
    Parent("nl", 8, ((1, "complaint"),)),
    Parent("nl", 3, in_hand=12),
    Parent("nl", 3, in_hand=75),
)


def fill(session: Session, sealer: Sealer, study: records.Replay, design: Design, *, now: datetime) -> None:
    """Meet them, then ring them, as far as the rules of the round allow."""
    happened = sorted(_met(study, design, local(now).date()), key=lambda one: one[1].ended_at)
    for parent, met in happened:
        by = design.students[met.interviewer - 1]
        body = first_snapshot(design, met, timedelta(0))
        interviews.receive(session, met.id, body, by=by, sealer=sealer, now=met.ended_at.astimezone(UTC))
        session.flush()
        _ring(session, design, parent, design.respondents[met.respondent].id, now)


def _met(study: records.Replay, design: Design, today: date) -> Iterator[tuple[Parent, records.Interview]]:
    """Each parent with a first interview, modelled on one of the replay in the same language."""
    like = [one for one in study.wave("w1") if one.respondent in design.contacts]
    for number, parent in enumerate(PARENTS):
        alike = [one for one in like if one.language == parent.language]
        model = alike[number % len(alike)]
        me = FIRST_NUMBER + number
        design.respondents[me] = replace(design.respondents[model.respondent], number=me, id=_uuid("respondent", me))
        design.contacts[me] = replace(
            design.contacts[model.respondent],
            respondent=me,
            ask_for=NAMES[parent.language].split()[number % 2],
            phone=f"{PHONE_PREFIX}{number:03}",
            second_phone=None,
            language=parent.language,
        )
        began = datetime.combine(add_months(today - timedelta(days=parent.due), -MONTHS), MET_AT, TIME_ZONE)
        said = {"call_language": parent.language, "best_times": " ".join(parent.best_times)}
        answers = {**model.answers, **{name: _answer(model.answers[name], code) for name, code in said.items()}}
        yield (
            parent,
            replace(
                model,
                id=_uuid("interview", me),
                respondent=me,
                started_at=began,
                ended_at=began + (model.ended_at - model.started_at),
                answers=answers,
            ),
        )


def _answer(given: records.Answer, code: str) -> records.Answer:
    return replace(given, value=code or None, missing=None if code else "dont_know")


def _uuid(kind: str, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo/round/{kind}/{number}")


def _ring(session: Session, design: Design, parent: Parent, respondent: UUID, now: datetime) -> None:
    case = session.exec(select(Case).where(Case.respondent_id == respondent)).first()
    if case is None:
        return
    for ago, disposition in parent.calls:
        promise = _promise(parent.promised, now) if disposition == "appointment" else None
        for days in range(ago, ago + LATEST):
            at = datetime.combine(local(now).date() - timedelta(days=days), RUNG_AT, TIME_ZONE).astimezone(UTC)
            by = _may(session, design, case, at)
            if by is not None:
                ended = Ended(by.id, disposition, has_note=True, promise=promise)
                _play(session, case, by, at, ended)
                break
    if parent.asked:
        casework.apply(session, case.id, Asked(now + timedelta(hours=23)), by=None, now=now - AN_HOUR)
    taken = now - timedelta(minutes=parent.in_hand)
    if parent.in_hand and (by := _may(session, design, case, taken)) is not None:
        _play(session, case, by, taken)


def _may(session: Session, design: Design, case: Case, at: datetime) -> Person | None:
    """Somebody who may call then; the last of the team first, so that the others find something to do."""
    held, rules = casework.held(session, case), casework.rules_for(session, case.respondent_id)
    free = [by for by in design.callers[::-1] if why_not(held, by.id, by.languages.split(), at, rules) is None]
    return free[0] if free else None


def _play(session: Session, case: Case, by: Person, at: datetime, *then: Event) -> None:
    take: tuple[Event, ...] = (Claim(by.id, tuple(by.languages.split())), Reveal(by.id))
    casework.play(session, case.id, (*take, *then), by=by, now=at)


def _promise(when: str, now: datetime) -> Promise:
    """For when it was: at this very moment, within the hour, tonight, or last night and never kept."""
    quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    here = local(now)
    tonight = datetime.combine(here.date(), PROMISED_AT, TIME_ZONE).astimezone(UTC)
    by_day = time(9) <= here.time() < time(21)
    at = {
        "now": quarter,
        "soon": quarter if by_day else tonight,
        "tonight": tonight if tonight > now + AN_HOUR else tonight + timedelta(days=1),
        "yesterday": tonight - timedelta(days=1),
    }[when]
    return Promise(at, at + AN_HOUR)
