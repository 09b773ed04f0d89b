"""What respondents allowed, when, in which language and wording."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.db import upsert
from app.instrument.schema import Instrument
from app.models import Consent, Interview
from app.security.sealing import Sealer
from app.services import answers, contacts, tallies, withdrawn
from app.services.snapshots import Snapshot


def record(
    session: Session,
    interview: Interview,
    instrument: Instrument,
    snapshot: Snapshot,
    before: dict[str, Any],
    *,
    now: datetime,
) -> None:
    """Write down each consent whose answer changed; a missing answer permits nothing.

    Who stopped said no to being called after whatever arrives of her, also where the lead takes it in later.
    """
    rows = []
    for item in instrument.items():
        sent = snapshot.answers.get(item.name)
        if item.consent is None or sent is None or before.get(item.name, {}).get("value") == sent.value:
            continue
        rows.append(
            {
                "respondent_id": snapshot.respondent,
                "purpose": item.consent if instrument.wave == "w1" else f"{item.consent}/{instrument.wave}",
                "given": sent.value == "1",
                "language": sent.language,
                "instrument_version_id": interview.instrument_version_id,
                "at": now,
            }
        )
    if any(_is_about_calls(row) for row in rows) and withdrawn.reach(session, snapshot.respondent) is not None:
        rows = [row for row in rows if not _is_about_calls(row)]
    upsert(session, Consent, rows)
    if any(row["purpose"] == tallies.RECONTACT for row in rows):
        tallies.touch(session, snapshot.respondent)


def keep_contact(
    session: Session, sealer: Sealer, instrument: Instrument, snapshot: Snapshot, contact: dict[str, str]
) -> None:
    """Names and numbers are kept only while their owner allows it, whichever of the two changed."""
    allowed = answers.contact_fields(instrument, snapshot)
    contact = {field: text for field, text in contact.items() if field in allowed}
    if contact and answers.consented(instrument, snapshot, "recontact"):
        contacts.keep(session, sealer, snapshot.respondent, contact)
    else:
        contacts.let_go(session, snapshot.respondent)


def _is_about_calls(row: dict[str, Any]) -> bool:
    return bool(row["purpose"].startswith(withdrawn.TO_BE_CALLED))
