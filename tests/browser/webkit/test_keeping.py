"""What a phone with WebKit keeps: without a network, and after its browser was killed."""

import json

import pytest

from app.instrument.schema import Instrument
from app.security.sealing import Sealer
from tests.browser.house import House
from tests.browser.ledger import Ledger
from tests.browser.phones import CONFIRMED, KEPT, address
from tests.browser.webkit.minibrowser import MiniBrowser
from tests.databases import KEYS
from tests.factories import SmallStudy
from tests.faults.proxy import Proxy

pytestmark = pytest.mark.proof

AT = "document.getElementById('interview').dataset.at"
CARD = "document.querySelector('#resume:not([hidden]) a.card')"


@pytest.fixture
def ledger(house: House, study: SmallStudy) -> Ledger:
    return Ledger(house.database, Sealer(KEYS), study)


@pytest.mark.parametrize("seed", [3, 8])
def test_an_interview_without_a_network_outlives_its_browser_goes_on_from_a_cold_start_and_is_sent(
    house: House,
    corridor: Proxy,
    study: SmallStudy,
    short: Instrument,
    minibrowser: MiniBrowser,
    ledger: Ledger,
    seed: int,
) -> None:
    minibrowser.open(house.link(study.student))
    minibrowser.press(".signin button")
    minibrowser.until("document.querySelector('#ready .safe')")
    minibrowser.go(f"{house.address}/home")  # WebKit hands a page to a new worker when it is opened again
    minibrowser.until("navigator.serviceWorker.controller")
    minibrowser.go(f"{house.address}{address(study, 'ar', instrument=short)}")
    corridor.shut()
    before = minibrowser.robot(seed=seed, language="ar", leaveAt=5)
    place = minibrowser.says(AT)
    minibrowser.until_kept(before["answers"])
    minibrowser.kill()

    minibrowser.open(f"{house.address}/home")
    (record,) = minibrowser.says(f"({KEPT})()")
    held = {name: {part: given[part] for part in before["answers"][name]} for name, given in record["answers"].items()}
    assert held == before["answers"]
    minibrowser.until(f"{CARD} !== null")
    minibrowser.go(minibrowser.says(f"{CARD}.href"))
    minibrowser.until(f"{AT} === {json.dumps(place)}")
    assert minibrowser.says("document.querySelector('.bar .chip span').lang") == before["language"]

    after = minibrowser.robot(seed=seed, language=None)
    assert minibrowser.says("document.querySelector('.receipt').classList.contains('is-safe')") is False
    corridor.open()
    minibrowser.go(f"{house.address}/home")
    minibrowser.says(f"({CONFIRMED})('')")
    ledger.hears({**after, "answers": before["answers"] | after["answers"]}, short)
    assert ledger.settled() == []
