"""A tab crashes, a browser is killed, a phone dies: what it showed as kept is there when it is opened again."""

import asyncio
import time
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from app.instrument.schema import Instrument
from tests.browser.evening import aside
from tests.browser.house import House
from tests.browser.kills import Victim
from tests.factories import SmallStudy
from tests.faults.figures import SEED, Figures, often
from tests.routes.phones import stored

pytestmark = pytest.mark.proof

KILLS = often(50, 300)
PHONES = 3


def test_whatever_is_killed_in_the_middle_of_tapping_what_was_shown_as_kept_is_there(
    house: House, study: SmallStudy, short: Instrument, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    began = time.monotonic()
    victims: list[Victim] = []

    async def suffer() -> None:
        async with async_playwright() as playwright:
            victims.extend(
                Victim(playwright, tmp_path / f"profile-{number}", house, study, short) for number in range(PHONES)
            )
            shares = [KILLS // PHONES + (number < KILLS % PHONES) for number in range(PHONES)]
            together = zip(victims, shares, strict=True)
            await asyncio.gather(*(one.suffer(SEED + at, share) for at, (one, share) in enumerate(together)))

    aside(suffer())

    kept = sum(len(seen.kept) for one in victims for seen in one.seen.values())
    resumed, took = sum(one.resumed for one in victims), round(time.monotonic() - began)
    Figures(request).tell(kills=KILLS, kept=kept, resumed=resumed, seconds=took)
    assert [problem for one in victims for problem in one.problems] == []
    assert sum(one.kills for one in victims) == KILLS
    assert kept > KILLS
    assert {str(one.id) for one in stored(house.database)} == {known for one in victims for known in one.seen}
