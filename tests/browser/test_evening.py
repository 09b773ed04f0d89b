"""A whole evening without internet: prepared in the afternoon, held in the corridor, sent on the way home."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import select

from app.clock import local
from app.models import Contact, Interview, InterviewStatus, Refusal
from app.services import fieldwork
from benchmarks.browser import CHROMIUM, FLAGS
from tests.browser.house import House
from tests.browser.phones import Phone
from tests.browser.watch import Watch
from tests.browser.worker import come_home, is_ready
from tests.factories import SmallStudy

pytestmark = pytest.mark.proof

ROBOT = (Path(__file__).parent / "evening.js").read_text("utf-8")
LANGUAGES = ("nl", "tr", "ar")
YES = {"recontact": "1"}  # she may be called: name and number are asked
NO = {"recontact": "0"}
HANDS = 5  # tabs at once


class Pocket:
    """A phone that can be switched off: what it keeps stays in its folder."""

    def __init__(self, browser: Browser, house: House, folder: Path) -> None:
        self.browser, self.house, self.folder = browser, house, folder
        self.problems: list[str] = []

    @contextmanager
    def switched_on(self, *, offline: bool) -> Iterator[BrowserContext]:
        """A cold start."""
        context = self.browser.browser_type.launch_persistent_context(
            self.folder,
            executable_path=CHROMIUM,
            args=FLAGS,
            viewport={"width": 360, "height": 740},
            has_touch=True,
            is_mobile=True,
            locale="nl",
            reduced_motion="reduce",
            offline=offline,
        )
        context.set_default_timeout(30_000)
        context.clock.set_fixed_time(self.house.clock.now())
        watch = Watch(context)
        watch.expect_losses()
        yield context
        self.problems += watch.problems
        context.close()

    def phone(self, page: Page) -> Phone:
        """This phone, in the hand."""
        return Phone(page, self.house, Watch(page.context))


@pytest.fixture
def pocket(browser: Browser, house: House, tmp_path: Path) -> Pocket:
    return Pocket(browser, house, tmp_path / "phone")


def plans(first: int, count: int) -> list[dict[str, Any]]:
    """Interviews as an evening brings them: most are finished, some are stopped, some never begin."""
    made = []
    for number in range(first, first + count):
        plan: dict[str, Any] = {"language": LANGUAGES[number % 3], "picks": YES if number % 5 == 0 else NO}
        if number % 5 == 1:
            plan["picks"] = {"consent": "0"}
        if number % 5 == 2:
            plan["stopAt"] = "help_able"
        made.append(plan)
    return made


def count_refusals(phone: Phone) -> None:
    """Parents at the door who do not take part; one tap was a mistake."""
    for number in (0, 1, 1, 3):
        phone.page.locator(".refusal:visible").nth(number).tap()
        phone.page.locator(".counted:visible button").wait_for()
        phone.page.wait_for_timeout(100)
    phone.page.locator(".counted:visible button").tap()
    expect(phone.page.locator(".counted:visible button")).to_have_count(0)


def hold(context: BrowserContext, address: str, activities: list[int], planned: list[dict[str, Any]]) -> None:
    """Several tabs at once, each beginning at home, as the student does."""
    pages = [context.new_page() for _ in range(HANDS)]
    for number, page in enumerate(pages):
        page.goto(address)
        activity = activities[number % len(activities)]
        page.locator(f'label:has(input[name="activity"][value="{activity}"])').tap()
        page.locator(".start:visible").tap()
        page.locator("#interview[data-at]").wait_for()
        run = f"(plans) => {{ window.held = ({ROBOT})(plans); window.held.catch(() => {{}}); }}"
        page.evaluate(run, planned[number::HANDS])
    for page in pages:
        page.evaluate("() => window.held")
    for page in pages:
        page.close()


def test_thirty_interviews_without_internet_arrive_once_and_whole(
    pocket: Pocket, study: SmallStudy, house: House
) -> None:
    activities = [study.talk.id or 0, study.meeting.id or 0]
    with pocket.switched_on(offline=False) as context:  # in the afternoon, where there is internet
        phone = pocket.phone(context.pages[0])
        phone.sign_in(study.student)
        come_home(phone)
    house.stop()

    with pocket.switched_on(offline=True) as context:
        phone = pocket.phone(context.pages[0])
        phone.open("/")
        is_ready(phone)
        count_refusals(phone)
        hold(context, f"{house.address}/", activities, plans(0, 15))

    with pocket.switched_on(offline=True) as context:  # the phone was switched off in between
        phone = pocket.phone(context.pages[0])
        phone.open("/")
        is_ready(phone)
        hold(context, f"{house.address}/", activities, plans(15, 14))
        phone.page.locator(".start:visible").tap()
        phone.arrived("consent")
        phone.page.evaluate(ROBOT, [{"language": "tr", "leaveAt": "help_able"}])
        phone.open("/")
        phone.page.locator("#resume a").tap()  # a parent who was called away comes back
        phone.arrived("help_able")
        phone.open("/")
        count_refusals(phone)
        assert len(phone.kept()) == 30
        held = phone.kept()

    house.start()
    with pocket.switched_on(offline=False) as context:  # on the way home
        phone = pocket.phone(context.pages[0])
        phone.open("/")
        phone.confirmed()
        expect(phone.page.locator("#ready .safe")).to_have_count(1)
        house.until(lambda: len(refused(house)) == 8)
        board = {occasion.activity.id: occasion for occasion in tonight(house)}
        line = phone.page.locator(f'.occasion:has([value="{study.talk.id}"]) .count b')
        expect(line).to_have_text(str(board[study.talk.id].done))
    arrived_once_and_whole(house, held, study)
    reasons = {"refused": 2, "no_time": 4}  # what was tapped last was taken back, twice
    assert Counter(one.reason for one in refused(house) if one.undone_at is None) == reasons
    assert sum(occasion.refused for occasion in tonight(house)) == 6
    assert pocket.problems == []


def refused(house: House) -> Sequence[Refusal]:
    """Everybody who was counted at the door, by mistake too."""
    with house.database.reading() as session:
        return session.exec(select(Refusal)).all()


def tonight(house: House) -> list[fieldwork.Occasion]:
    """Tonight as the lead's board counts it."""
    with house.database.reading() as session:
        return fieldwork.tonight(session, person=None, today=local(house.clock.now()).date())


def arrived_once_and_whole(house: House, held: list[dict[str, Any]], study: SmallStudy) -> None:
    """What the server has is what the phone had."""
    with house.database.reading() as session:
        interviews = session.exec(select(Interview)).all()
        contacts = len(session.exec(select(Contact)).all())
    assert {str(one.id) for one in interviews} == {record["id"] for record in held}
    assert len(interviews) == len(held) == 30
    by_id = {record["id"]: record for record in held}
    for one in interviews:
        record = by_id[str(one.id)]
        assert (one.activity_id, one.group_id, one.revision) == (
            int(record["activity"]),
            int(record["group"]),
            record["revision"],
        )
        assert one.interviewer_id == study.student.id
        assert json.loads(one.snapshot)["answers"] == record["body"]["answers"]
    statuses = Counter(one.status for one in interviews)
    assert statuses == {"complete": 17, "refused": 6, "broken_off": 6, "draft": 1}
    assert Counter(record["language"] for record in held).keys() == set(LANGUAGES)
    assert contacts == 2 * 6  # a name and a number each
    done = {occasion.activity.id: occasion.done for occasion in tonight(house)}
    assert done == Counter(one.activity_id for one in interviews if one.status == InterviewStatus.COMPLETE)
