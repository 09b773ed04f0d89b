"""A questionnaire leaves as a workbook, other tools take it without a word, and it comes back the same."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from pyxform.xls2xform import convert

from app.instrument.load import load
from app.instrument.schema import Instrument
from app.instrument.xlsform.making import Given
from app.instrument.xlsform.read import Reading, read
from app.instrument.xlsform.write import workbook
from tests.instrument.instruments import instruments

SHIPPED = sorted(Path("instruments").glob("*.yaml"))


def back(instrument: Instrument) -> Reading:
    return read(workbook(instrument), Given("workbook.xlsx"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_what_comes_with_aloud_goes_to_other_tools_and_back(file: Path) -> None:
    instrument = load(file)
    reading = back(instrument)

    assert convert(workbook(instrument)).warnings == []
    assert (reading.problems, reading.remarks) == ((), ())
    assert reading.instrument == instrument
    assert reading.instrument.version == instrument.version


#: Five hundred questionnaires, in two halves that two processes can try: several languages, right to left, quotes,
#: conditions, other words per mode. To make a failing one small would take minutes.
HALF = settings(
    max_examples=250, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@seed(1)
@HALF
@given(instruments())
def test_any_questionnaire_comes_back_with_every_letter(instrument: Instrument) -> None:
    goes_and_comes_back(instrument)


@seed(2)
@HALF
@given(instruments())
def test_and_so_does_any_other(instrument: Instrument) -> None:
    goes_and_comes_back(instrument)


def goes_and_comes_back(instrument: Instrument) -> None:
    made = workbook(instrument)
    reading = read(made, Given("workbook.xlsx"))

    assert convert(made).warnings == []
    assert reading.problems == ()
    assert reading.instrument == instrument
    assert reading.instrument.version == instrument.version
