"""Records of the replay as the snapshots that phones would have sent."""

from datetime import timedelta
from typing import cast

from app.demo import records
from app.services.demo_design import Design
from app.services.snapshots import Reason, SentAnswer, Snapshot

CONTACT = ("ask_for", "phone", "second_phone", "second_person", "avoid")


def first_snapshot(design: Design, interview: records.Interview, shift: timedelta) -> Snapshot:
    """The first interview, with the contact of a parent who may be called."""
    contact = design.contacts.get(interview.respondent)
    fields = {name: getattr(contact, name) for name in CONTACT} if contact else {}
    filled = {name: text for name, text in fields.items() if text}
    return _snapshot(design, interview, shift, contact=filled or None)


def second_snapshot(design: Design, interview: records.Interview, case_id: int, shift: timedelta) -> Snapshot:
    """The telephone interview of a case."""
    return _snapshot(design, interview, shift, case=case_id)


def _snapshot(
    design: Design,
    interview: records.Interview,
    shift: timedelta,
    *,
    contact: dict[str, str] | None = None,
    case: int | None = None,
) -> Snapshot:
    respondent = design.respondents[interview.respondent]
    instrument = f"parent-{interview.wave}"
    return Snapshot(
        revision=1,
        status="complete",
        respondent=respondent.id,
        case=case,
        wave=interview.wave,
        instrument=instrument,
        version=design.versions[instrument],
        activity=design.activities[interview.activity].id,
        group=design.groups[respondent.site, respondent.group].id,
        mode="capi" if interview.wave == "w1" else "cati",
        language=interview.language,
        device_started_at=interview.started_at + shift,
        answers={
            name: SentAnswer(
                value=answer.value,
                missing=cast(Reason, answer.missing),
                language=interview.language,
                at_ms=answer.at_ms,
                seconds=answer.seconds,
                changes=1,
            )
            for name, answer in interview.answers.items()
            if answer.missing != "not_asked"
        },
        contact=contact,
    )
