"""Many interviews in a network that keeps failing: nothing that was tapped is lost, and nothing false is promised."""

import random
import time

import pytest

from app.instrument.schema import Instrument
from app.security.sealing import Sealer
from tests.browser.evening import LEAST, aside, drawn, evening
from tests.browser.house import House
from tests.browser.ledger import Ledger
from tests.databases import KEYS
from tests.factories import SmallStudy
from tests.faults.figures import SEED, Figures, often
from tests.faults.proxy import Proxy
from tests.faults.weather import stormy

pytestmark = pytest.mark.proof

INTERVIEWS = often(200, 1000)
FULL_LENGTH = 20  # with the questionnaire that parents get; the others are short
PHONES = 10
SENDING = r"PUT /(interviews|refusals)/|POST /phone-numbers"


def test_an_evening_of_robots_in_a_network_that_keeps_failing_loses_nothing(
    house: House, corridor: Proxy, study: SmallStudy, short: Instrument, request: pytest.FixtureRequest
) -> None:
    draw = random.Random(SEED)
    papers = [study.w1] * FULL_LENGTH + [short] * (INTERVIEWS - FULL_LENGTH)
    ledger = Ledger(house.database, Sealer(KEYS), study)
    corridor.plan = stormy(SEED, 0.55, SENDING)
    began = time.monotonic()

    plans = [drawn(draw, paper) for paper in papers]
    aside(evening(house, corridor, study, ledger, plans, phones=PHONES, seed=SEED))

    flaps, took = ledger.flaps.values(), round(time.monotonic() - began)
    counted = {"interviews": len(ledger.known), "refusals": len(ledger.refusals), "flaps": sum(flaps)}
    Figures(request).tell(**counted, promises=ledger.promises, seconds=took)
    assert ledger.settled() == []
    assert len(ledger.known) == len(ledger.flaps) == INTERVIEWS
    assert min(flaps) >= LEAST
