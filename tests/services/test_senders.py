"""Who may send what: the whole table, and what no combination may ever allow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotFound
from app.services.senders import Carried, Key, way_in

AMINA, BRAM = 1, 2
HERS, HIS, HER_TABLET = Key(AMINA, 11), Key(BRAM, 12), Key(AMINA, 13)
WITHOUT_PHONE = Key(AMINA)  # a session or an interview from before phones were known


@pytest.mark.parametrize(
    ("carried", "sender"),
    [
        # Nothing, or nothing alive: sign in first.
        (Carried(), None),
        (Carried(named=HERS), None),
        (Carried(held=HERS), None),
        # A session opens all that is hers, whatever phone it began on; the phone is the one she has now.
        (Carried(session=HERS), HERS),
        (Carried(session=HERS, held=HERS), HERS),
        (Carried(session=HERS, held=HER_TABLET), HERS),
        (Carried(session=HERS, held=WITHOUT_PHONE), HERS),
        (Carried(session=HERS, named=HER_TABLET), HERS),
        (Carried(session=HERS, named=HER_TABLET, held=HER_TABLET), HERS),
        # A page of the release before names no phone, and its session may know none.
        (Carried(session=WITHOUT_PHONE), WITHOUT_PHONE),
        (Carried(session=WITHOUT_PHONE, held=WITHOUT_PHONE), WITHOUT_PHONE),
        # The session has ended: her phone sends what is new and what it began, and nothing else.
        (Carried(phones=[HERS]), HERS),
        (Carried(phones=[HERS], named=HERS), HERS),
        (Carried(phones=[HERS], named=HERS, held=HERS), HERS),
        (Carried(phones=[HERS], named=HERS, held=HER_TABLET), None),
        (Carried(phones=[HERS], held=WITHOUT_PHONE), None),
        # She enrolled again after her phone was revoked: what is new goes by the new one.
        (Carried(phones=[HER_TABLET], named=HERS), HER_TABLET),
        (Carried(phones=[HER_TABLET], named=HERS, held=HERS), None),
        (Carried(session=HER_TABLET, phones=[HER_TABLET], named=HERS, held=HERS), HER_TABLET),
        # Two students share a phone: each interview goes in the name of whoever began it.
        (Carried(session=HIS, phones=[HIS, HERS]), HIS),
        (Carried(session=HIS, phones=[HIS, HERS], named=HERS), HERS),
        (Carried(session=HIS, phones=[HIS, HERS], named=HERS, held=HERS), HERS),
        (Carried(session=HIS, phones=[HIS, HERS], named=HERS, held=HER_TABLET), None),
        (Carried(session=HIS, phones=[HIS], named=HERS), None),
        (Carried(session=HIS, phones=[HIS], named=HERS, held=HERS), None),
        (Carried(phones=[HIS, HERS]), HIS),
        (Carried(phones=[HIS, HERS], named=HERS), HERS),
    ],
)
def test_the_rule(carried: Carried, sender: Key | None) -> None:
    assert way_in(carried) == sender


@pytest.mark.parametrize(
    "carried",
    [
        Carried(session=HIS, held=HERS),
        Carried(session=HIS, named=HIS, held=HERS),
        Carried(phones=[HIS], held=HERS),
        Carried(phones=[HIS, HERS], held=HERS),  # it names no phone, and the newest is not hers
        Carried(session=WITHOUT_PHONE, held=HIS),
    ],
)
def test_somebody_elses_interview_does_not_exist(carried: Carried) -> None:
    with pytest.raises(NotFound):
        way_in(carried)


keys = st.builds(Key, st.integers(1, 3), st.none() | st.integers(1, 4))
phones = st.builds(Key, st.integers(1, 3), st.integers(1, 4))


@given(
    st.builds(
        Carried,
        session=st.none() | keys,
        phones=st.lists(phones, max_size=3),
        named=st.none() | phones,
        held=st.none() | keys,
    )
)
def test_nobody_ever_writes_what_is_somebody_elses(carried: Carried) -> None:
    try:
        sender = way_in(carried)
    except NotFound:
        assert carried.held is not None
        return
    if sender is None:
        return

    assert carried.held is None or carried.held.person == sender.person
    assert carried.named is None or carried.named.person == sender.person
    assert sender == carried.session or sender in carried.phones
    if carried.session is None or carried.session.person != sender.person:
        assert carried.held in {None, sender}  # a phone alone goes on with nothing but its own
