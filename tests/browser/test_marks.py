"""An answer shows itself pressed at once; that it was chosen is only said when it is on the disk."""

import re
from typing import Any

from playwright.sync_api import Dialog, expect

from tests.browser.house import House
from tests.browser.phones import Phone
from tests.factories import SmallStudy
from tests.routes.phones import answers_of

#: The disk takes its time: transactions that write say that they are complete when the test lets them.
SLOW_DISK = """
window.writes = [];
const completed = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, "oncomplete");
Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
  ...completed,
  set(listener) {
    const later = (event) => { if (window.isSlow) window.writes.push(() => listener(event)); else listener(event); };
    completed.set.call(this, this.mode === "readwrite" ? later : listener);
  },
});
"""
#: What every mark looked like when it appeared, and what the disk held at that moment.
WATCH_MARKS = """
() => {
  window.marks = [];
  const look = (changes) => {
    for (const { target } of changes) {
      if (target.matches("input[data-kept]")) window.marks.push([target.name, target.value]);
    }
  };
  const screens = document.querySelector(".screens");
  new MutationObserver(look).observe(screens, { attributeFilter: ["data-kept"], subtree: true });
}
"""
FULL = """
window.put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
  if (window.isFull) throw new DOMException("", "QuotaExceededError");
  return window.put.apply(this, given);
};
"""


def look(phone: Phone, value: str) -> dict[str, Any]:
    """The ground, the edge and the number of an answer."""
    seen: dict[str, Any] = phone.answer(value).evaluate(
        """(input) => ({
          ground: getComputedStyle(input).backgroundColor,
          number: getComputedStyle(input.nextElementSibling).backgroundColor,
          box: JSON.stringify(input.closest("label").getBoundingClientRect()),
        })"""
    )
    return seen


def test_the_mark_appears_when_the_answer_is_on_the_disk_and_the_next_statement_after_it(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.page.add_init_script(SLOW_DISK)
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.tap("2")
    phone_page.confirmed()
    resting = look(phone_page, "3")

    phone_page.page.evaluate("window.isSlow = true; window.tapped = performance.now()")
    phone_page.touch("3")
    expect(phone_page.answer("3")).to_be_checked()
    phone_page.page.wait_for_function("() => window.writes.length > 0")
    expect(phone_page.page.locator("#interview .pressed")).to_have_count(1)
    pressed = look(phone_page, "3")
    assert pressed["ground"] != resting["ground"]
    assert pressed["number"] == resting["number"]
    expect(phone_page.screen.locator("[data-kept]")).to_have_count(0)
    assert "info_progress" not in answers_of(house.database), "nothing is sent that the phone does not hold"

    phone_page.page.wait_for_function(
        "() => performance.now() > window.tapped + 400"
    )  # longer than it shows itself pressed
    assert phone_page.at == "info_progress"
    phone_page.page.evaluate("window.isSlow = false; window.writes.splice(0).forEach((write) => write())")
    phone_page.arrived("info_know")
    phone_page.do("back")
    phone_page.arrived("info_progress")
    expect(phone_page.answer("3")).to_have_attribute("data-kept", "")
    kept = look(phone_page, "3")
    assert kept["number"] != resting["number"]
    assert kept["box"] == resting["box"]


def test_every_mark_that_ever_appeared_was_on_the_disk(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.page.evaluate(WATCH_MARKS)
    asked = phone_page.until("info_tips", relation="2", info_progress="5", info_know="1")

    (record,) = phone_page.kept()
    marks = phone_page.page.evaluate("window.marks")
    assert {name for name, _ in marks} == set(asked)
    assert all(record["answers"][name]["value"] == value for name, value in marks)


def test_a_changed_answer_is_marked_anew(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.until("info_progress", relation="2")
    phone_page.do("back")
    phone_page.arrived("relation")
    expect(phone_page.answer("2")).to_have_attribute("data-kept", "")

    phone_page.tap("3")
    phone_page.do("back")
    phone_page.arrived("relation")

    expect(phone_page.answer("3")).to_have_attribute("data-kept", "")
    expect(phone_page.screen.locator("input[data-kept]")).to_have_count(1)


def test_a_full_phone_marks_nothing_says_so_goes_on_and_writes_everything_when_there_is_room(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.page.add_init_script(FULL)
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.confirmed()

    phone_page.page.evaluate("window.isFull = true")
    phone_page.page.evaluate(WATCH_MARKS)
    asked = phone_page.until("info_tips")
    phone_page.says("pill-unkept")
    assert phone_page.page.evaluate("window.marks") == []
    house.until(lambda: set(asked) < set(answers_of(house.database)))  # sent from memory
    (record,) = phone_page.kept()
    assert set(record["answers"]) == {"consent"}

    phone_page.page.evaluate("window.isFull = false")
    phone_page.do("back")
    phone_page.arrived("info_know")
    expect(phone_page.screen.locator("input[data-kept]")).to_have_count(1)
    (record,) = phone_page.kept()
    assert set(record["answers"]) == {"consent", *asked}
    expect(phone_page.pill).not_to_have_class(re.compile("waits"))


def test_a_full_phone_without_network_asks_before_its_page_is_closed(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.page.add_init_script(FULL)
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.confirmed()
    phone_page.watch.expect_losses()
    phone_page.page.context.set_offline(True)
    phone_page.page.evaluate("window.isFull = true")
    phone_page.tap("2")
    phone_page.says("pill-unkept")

    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    phone_page.page.once("dialog", agree)
    phone_page.page.close(run_before_unload=True)
    phone_page.page.wait_for_event("close")

    assert asked == ["beforeunload"]
