"""Names and numbers in what was parked: of somebody whom nobody could call, they go as well."""

import json
from datetime import timedelta
from uuid import uuid4

from sqlmodel import Session, select

from app.errors import FieldworkError, NotFound, NumberImpossible
from app.models import ParkedSnapshot
from app.services import parking, purging
from app.services.purging import Purged
from app.services.senders import Key
from tests.services.conftest import Field

NAMED = {"ask_for": "Mevrouw Canarino", "phone": "06 12"}


def park(field: Field, body: dict[str, object] | None = None, refusal: FieldworkError | None = None) -> None:
    sent = body or field.begin(contact=NAMED)
    parking.keep(
        field.session,
        field.sealer,
        uuid4(),
        json.dumps(sent).encode(),
        refusal or NumberImpossible(item="phone"),
        by=Key(field.study.student.id),
        now=field.clock.now(),
    )


def contacts_parked(session: Session) -> int:
    return len([one for one in session.exec(select(ParkedSnapshot)).all() if one.contact is not None])


def purged(field: Field) -> Purged:
    return purging.purge(field.session, now=field.clock.now())


def test_she_mistyped_her_number_and_then_said_no_so_what_was_parked_goes_after_a_month(field: Field) -> None:
    begun = field.begin(contact=NAMED)
    park(field, begun)
    said_no = field.finish(respondent=begun["respondent"])
    said_no["answers"]["recontact"] = {**said_no["answers"]["recontact"], "value": "0"}
    field.send(said_no | {"contact": None})

    field.clock.forward(days=29)
    assert (purged(field), contacts_parked(field.session)) == (Purged(), 1)  # the lead may still decide

    field.clock.forward(days=2)
    assert purging.purge(field.session, now=field.clock.now(), dry_run=True).parked == 1
    assert contacts_parked(field.session) == 1
    assert (purged(field), contacts_parked(field.session)) == (Purged(1, 0, 0, 1), 0)
    assert purged(field) == Purged()


def test_a_name_in_what_says_not_whose_it_is_goes_too(field: Field) -> None:
    park(field, {"respondent": "nobody", "contact": NAMED}, NotFound())

    field.clock.forward(days=31)

    assert (purged(field), contacts_parked(field.session)) == (Purged(parked=1), 0)


def test_what_is_parked_while_she_is_still_to_be_called_stays_however_long(field: Field) -> None:
    case = field.meet()
    park(field, field.begin(respondent=str(case.respondent_id), contact=NAMED))

    field.clock.forward(days=60)
    assert (purged(field), contacts_parked(field.session)) == (Purged(), 1)


def test_what_is_parked_after_her_case_has_ended_goes_a_month_later(field: Field) -> None:
    case = field.meet()
    field.clock.moment = field.clock.now() + timedelta(days=92)
    field.record(case, "deceased")
    field.clock.forward(days=1)
    park(field, field.begin(respondent=str(case.respondent_id), contact=NAMED))

    assert (purged(field), contacts_parked(field.session)) == (Purged(), 1)
    field.clock.forward(days=31)

    assert (purged(field), contacts_parked(field.session)) == (Purged(1, 0, 0, 1), 0)
