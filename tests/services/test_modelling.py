"""What is asked of the analysis for the published year, and what comes back."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from app.errors import NotFound
from app.services import modelling
from tests.databases import replayed
from tests.services.conftest import Field

FEW_THERE = 5  # with a complete score: four at the theme meeting, one at the intake

pytestmark = pytest.mark.xdist_group("replay")


@pytest.fixture
def year() -> Iterator[Session]:
    with replayed("sqlite").reading() as session:
        yield session


def test_every_activity_is_compared_with_the_report_card_talk_over_complete_cases(year: Session) -> None:
    """As many parents as have a complete score in table 7.3.4."""
    found = modelling.of_outcome(year, "scale:information", ["stratum"])

    assert found.why is None
    assert (found.n, found.reference) == (303 - FEW_THERE, "Rapportgesprek")
    assert len(found.effects) + len(found.left_out) >= 6
    assert not {one.name for one in found.effects} & set(found.left_out)
    assert all(one.low is not None and one.low < one.b < (one.high or 0) for one in found.effects)
    assert not found.is_drawn


def test_a_predictor_that_does_not_exist_is_not_asked_for(year: Session) -> None:
    held = modelling.of_outcome(year, "scale:trust", ["site", "nonsense"])

    assert held == modelling.of_outcome(year, "scale:trust", [])


def test_the_scales_as_designed_are_tried_beside_one_factor(year: Session) -> None:
    one, designed = modelling.fits(year)

    assert (one.factors, designed.factors) == (1, 3)
    assert one.n == designed.n > 200


def test_each_scale_has_an_interval_around_its_alpha(year: Session) -> None:
    found = modelling.reliability(year, "parent-w1", "w1")

    assert [scale.name for scale, _ in found] == ["information", "trust", "relationship"]
    for scale, more in found:
        assert scale.alpha is not None
        assert more.low is not None
        assert more.high is not None
        assert more.low < scale.alpha.value < more.high


def test_what_nobody_asked_cannot_be_explained(year: Session) -> None:
    with pytest.raises(NotFound):
        modelling.of_outcome(year, "item:shoe_size", [])


def test_a_study_without_interviews_offers_nothing(field: Field) -> None:
    assert modelling.outcomes(field.session) == []
    assert modelling.fits(field.session) == []
