"""Reports leave the house: what a school reads about itself, and what it never reads about anybody."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from app import i18n
from app.errors import NotFound
from app.instrument.load import load
from app.instrument.schema import Scale
from app.models import Attendance, Group, Role, Site, Stratum
from app.services import (
    instruments,
    pictures,
    reports,
    reports_material,
    reports_short,
    reports_study,
    reports_tables,
    results,
)
from app.services.finished import Given
from app.services.reports import SchoolReport
from app.services.reports_material import Material
from app.services.results import Listed, ScaleFigure
from app.statistics.description import Description
from tests.databases import EVENING, replayed
from tests.factories import answer, full_answers
from tests.services.conftest import Field

pytestmark = pytest.mark.xdist_group("replay")

NOW = EVENING + timedelta(days=200)


@pytest.fixture(scope="module")
def year() -> Material:
    """The published school year."""
    with replayed("sqlite").reading() as session:
        return reports_material.material(session, now=NOW)


def of(material: Material, code: str, tag: str = "nl") -> SchoolReport:
    with i18n.speaking(tag):
        [site] = [one for one in material.sites if one.code == code]
        return reports.of_school(material, site)


def words(report: SchoolReport) -> str:
    return " ".join(text.text for picture in report.pictures.values() for text in picture.words)


def test_a_school_sees_itself_beside_the_others_of_its_type(year: Material) -> None:
    report = of(year, "A1")

    assert [told.role for told in report.told] == [Role.PARENT]
    assert report.told[0].is_compared
    assert {"reached", "change", "attendance-1", "parent-scales", "parent-1", "parent-2", "parent-3"} <= {
        *report.pictures
    }
    assert report.told[0].n == 44
    assert not {site.code for site in year.sites if site.code != "A1"} & set(words(report).split())


def test_of_two_schools_of_a_type_neither_is_shown_to_the_other(year: Material) -> None:
    assert [told.is_compared for told in of(year, "D1").told] == [False]


def test_a_school_with_a_few_parents_reads_a_sentence_and_no_figure(year: Material) -> None:
    report = of(year, "B4")

    assert report.told[0].scales is None
    assert report.told[0].answers == []
    assert report.languages == []
    assert report.change is None


def test_nothing_of_fewer_than_ten_stands_in_any_report(year: Material) -> None:
    for site in year.sites:
        report = of(year, site.code)
        for told in report.told:
            for picture in told.answers:
                shown = [row for row in picture.table.rows if row[-3].isdecimal()]
                assert all(int(row[-3]) >= 10 for row in shown)
                assert all(row[-1] in {"0", "\u2066<10\u2069"} or int(row[-1]) >= 10 for row in shown)


def test_the_mean_of_the_classes_is_that_of_table_7_1_1(year: Material) -> None:
    [picture] = [one for key, one in of(year, "A2").pictures.items() if key == "attendance-1"]

    assert picture.table.rows[-1][1] == "72,5%"


def test_a_school_leader_reads_in_a_few_sentences_what_stands_in_the_pictures(year: Material) -> None:
    report = of(year, "A1", "en")
    told = report.told[0]

    said = " ".join(report.short)
    assert all(f"{picture.title}." in report.short for picture in (*told.answers, *report.attendance))
    assert "On none of these subjects was a difference from other schools shown." in report.short
    assert "the same 12 parents answered lower on 11 statements, higher on 0 and the same on 1" in said
    means = [float(row[-2]) for picture in told.answers for row in picture.table.rows[::2]]
    assert f": {max(means)} of 5." in said
    assert f": {min(means)} of 5." in said
    assert report.untold == [("Voortgangsgesprek", 4)]


def test_of_a_few_parents_the_short_part_says_nothing_they_said(year: Material) -> None:
    assert not [one for one in of(year, "B4", "en").short if "agree" in one or "answered" in one]


@pytest.mark.parametrize(("ours", "theirs", "which"), [((4.2, 9), (3.1, 9), 1), ((3.1, 9), (4.2, 9), -1)])
def test_a_school_differs_only_where_intervals_do_not_overlap(
    ours: tuple[float, int], theirs: tuple[float, int], which: int
) -> None:
    def scale(mean: float, n: int, sd: float = 0.3) -> ScaleFigure:
        described = Description(n, Fraction(str(mean)), Fraction(str(sd)) ** 2 if n > 1 else None)
        return ScaleFigure("x", Scale(label={"nl": "x"}, variable_label="x"), (), n, described, None)

    assert reports_short.beside(scale(*ours), scale(*theirs)) == which
    assert reports_short.beside(scale(4.0, 9), scale(3.9, 9)) == 0
    assert reports_short.beside(scale(4.0, 1), scale(3.9, 9)) is None


def test_arabic_is_laid_out_from_the_right(year: Material) -> None:
    report = of(year, "A1", "ar")

    assert all(picture.backwards for picture in report.pictures.values())
    assert report.language.dir == "rtl"
    assert "أوافق" in words(report)
    assert i18n.current() == "nl"


def test_the_study_has_the_published_numbers_and_holds_small_ones_back(year: Material) -> None:
    with replayed("sqlite").reading() as session, i18n.speaking("nl"):
        report = reports_study.of_study(session, year)
    [parents] = report.lists
    rows = dict(parents.counted.rows)

    assert parents.n == "338"
    assert rows["samen"] == ["243", "46", "49", "338"]
    assert rows["Rapportgesprekken (controle)"] == ["76", "0", "0", "76"]
    assert rows["Intakegesprek"][-1] == "–"
    assert [(scale.n, scale.alpha, scale.mean) for scale in parents.scales] == [
        ("303", "0,67", "3,9"),
        ("326", "0,68", "4,1"),
        ("280", "0,69", "4,2"),
    ]
    assert report.change is not None
    assert report.again == len(year.pairs) >= 10


tables = st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), st.integers(0, 40), min_size=1)


@given(tables)
def test_no_number_of_a_table_can_be_worked_out_from_the_others(counts: dict[tuple[str, str], int]) -> None:
    table = reports_tables.with_totals(counts, "abcd", "xyz")
    gone = reports_tables.hidden(table, 10)

    assert not [cell for cell, count in table.items() if 0 < count < 10 and cell not in gone]
    for side in (0, 1):
        for name in {cell[side] for cell in table}:
            line = [cell for cell in table if cell[side] == name]
            held = [cell for cell in line if cell in gone]
            others = [cell for cell in line if table[cell] and cell not in gone and cell != ("all", "all")]
            assert len(held) != 1 or not others
            if held and others and line[-1] not in gone:
                assert sum(table[cell] for cell in held) >= 10


@pytest.mark.parametrize(("name", "role"), [("pupil-w1", Role.PUPIL), ("mentor-w1", Role.MENTOR)])
@pytest.mark.parametrize("tag", ["nl", "en", "tr", "ar"])
def test_pupils_and_mentors_have_their_own_part(year: Material, name: str, role: Role, tag: str) -> None:
    instrument = load(instruments.SHIPPED / f"{name}.yaml")
    listed = year.of(Role.PARENT)
    assert listed is not None
    points = {item.name: Given("4", None, "nl", None) for item in results.measured(instrument)}
    held = [replace(one, role=role, answers=points) for one in listed[1]]
    both = replace(year, lists=[*year.lists, (Listed(instrument, "w1", role, len(held)), held)])

    report = of(both, "A1", tag)

    told = {told.role: told for told in report.told}
    assert len(told) == 2
    assert len(told[role].answers) == 3
    assert {row[-2] for row in told[role].answers[0].table.rows} <= {"4,0", "4.0"}


def test_nobody_has_answered_yet(session: Session) -> None:
    held = reports_material.material(session, now=NOW)

    for site in held.sites:
        report = reports.of_school(held, site)
        assert report.told == []
        assert set(report.pictures) == {"reached"}
    assert reports_study.of_study(session, held).pictures == {}


def test_ten_parents_are_shown_and_nine_are_not(field: Field) -> None:
    for _ in range(9):
        field.send(field.finish())
    assert _told(field).scales is None

    field.send(field.finish())

    assert _told(field).scales is not None


def _told(field: Field) -> reports.Told:
    held = reports_material.material(field.session, now=field.clock.now())
    [told] = reports.of_school(held, reports_material.site(held.sites, field.study.talk.site_id)).told
    return told


def test_one_other_school_alone_is_never_set_beside(field: Field) -> None:
    """Two of them are, together, once ten people answered there."""
    for _ in range(10):
        field.send(field.finish())
    [d1] = field.session.exec(select(Site).where(Site.code == "D1")).all()
    d1.stratum = Stratum.VMBO
    field.session.add(d1)
    for _ in range(12):
        field.send(field.finish(activity=field.study.meeting.id, group=field.study.meeting_group.id))

    assert not _told(field).is_compared


def test_what_somebody_wrote_stands_in_no_report(field: Field) -> None:
    texts = full_answers(field.study.w1) | {"remark": answer("Mevrouw Canarino belt op 0612345678")}
    for _ in range(10):
        field.send(field.finish() | {"answers": field.finish()["answers"] | texts})
    held = reports_material.material(field.session, now=field.clock.now())
    report = reports.of_school(held, reports_material.site(held.sites, field.study.talk.site_id))

    assert "Canarino" not in repr(report)
    assert "0612345678" not in repr(report)


def test_a_class_of_a_few_is_told_with_another(field: Field) -> None:
    study, session = field.study, field.session
    small = Group(site_id=study.talk.site_id, name="1Z", year="1")
    session.add(small)
    session.flush()
    for group, invited, present in ((study.group, 20, 18), (small, 4, 1)):
        session.add(
            Attendance(
                activity_id=study.talk.id,
                group_id=group.id,
                invited=invited,
                present=present,
                person_id=study.student.id,
                at=field.clock.now(),
            )
        )
    session.flush()
    held = reports_material.material(session, now=field.clock.now())
    report = reports.of_school(held, reports_material.site(held.sites, study.talk.site_id))

    said = [row[1] for row in report.attendance[0].table.rows]
    assert "25%" not in said
    assert "90%" not in said


def test_a_chart_by_a_name_that_nobody_knows_is_not_found(session: Session) -> None:
    for name, asked in (
        ("weather", {}),
        ("school", {}),
        ("school", {"site": "x"}),
        ("school", {"site": "1", "part": "nothing"}),
        ("school", {"site": "99", "part": "reached"}),
        ("study", {"part": "change"}),
        ("answers", {"list": "parent-w1"}),
        ("changes", {}),
    ):
        with pytest.raises(NotFound):
            pictures.drawing(session, name, asked, now=NOW)


def test_the_charts_of_results_can_be_taken_out() -> None:
    with replayed("sqlite").reading() as session:
        answers = pictures.drawing(session, "answers", {"list": "parent-w1", "wave": "w1", "at": "1"}, now=NOW)
        changes = pictures.drawing(session, "changes", {}, now=NOW)
        with pytest.raises(NotFound):
            pictures.drawing(session, "answers", {"list": "parent-w1", "at": "9999999999999"}, now=NOW)

    assert "N = 338" in answers
    assert "w2" in changes


def test_a_chart_says_where_it_comes_from(session: Session) -> None:
    drawn = pictures.drawing(session, "school", {"site": "1", "part": "reached"}, now=NOW)

    assert "<desc>" in drawn
    assert "Aloud" in drawn
    assert "A3" in drawn
