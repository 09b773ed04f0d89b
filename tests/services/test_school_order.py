"""A coordinator counts S1, S2, … S10; so do all lists."""

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col

from app.models import Site, Stratum
from app.services.school_order import by_school, school_place
from tests.factories import SmallStudy

CODES = st.sets(st.from_regex(r"[A-Z]{0,2}[0-9]{0,3}[a-c]?", fullmatch=True).filter(bool), min_size=2, max_size=12)


def in_order(session: Session, study: SmallStudy, codes: set[str]) -> list[str]:
    whole = session.get_one(Site, study.group.site_id).study_id
    with session.begin_nested() as undone:
        mine = [Site(study_id=whole, code=f"~{one}", name=one, stratum=Stratum.VMBO) for one in codes]
        session.add_all(mine)
        session.flush()
        listed = session.scalars(sa.select(col(Site.code)).where(col(Site.code).like("~%")).order_by(*by_school()))
        found = [code[1:] for code in listed]
        undone.rollback()
    return found


def test_the_tenth_school_comes_after_the_ninth(session: Session, study: SmallStudy) -> None:
    assert in_order(session, study, {"S10", "S9", "S1", "E2", "S2", "Noord"}) == [
        "E2",
        "Noord",
        "S1",
        "S2",
        "S9",
        "S10",
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codes=CODES)
def test_databases_and_python_agree(session: Session, study: SmallStudy, codes: set[str]) -> None:
    assert in_order(session, study, codes) == sorted(codes, key=school_place)
