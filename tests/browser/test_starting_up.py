"""The page of an interview comes up on a phone whose browser does not give it everything."""

from playwright.sync_api import expect

from tests.browser.phones import Phone
from tests.factories import SmallStudy

ASLEEP = """
const { get } = IDBObjectStore.prototype;
IDBObjectStore.prototype.get = function (...asked) {
  if (!window.isAwake) throw new DOMException("", "UnknownError");
  return get.apply(this, asked);
};
"""
NO_MEMORY = (
    'Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("", "SecurityError"); } });'
)
NO_LOCKS = "navigator.locks.request = () => new Promise(() => {});"
IN_ANOTHER_LANGUAGE = """(language) => new Promise((resolve) => {
  const opening = indexedDB.open("aloud");
  opening.onsuccess = () => {
    const store = opening.result.transaction("interviews", "readwrite").objectStore("interviews");
    store.getAll().onsuccess = ({ target }) => {
      for (const record of target.result) store.put({ ...record, language });
      store.transaction.oncomplete = () => { opening.result.close(); resolve(); };
    };
  };
})"""


def half_way(phone: Phone, study: SmallStudy) -> None:
    phone.begin(study)
    phone.until("info_know", info_progress="3")
    phone.confirmed()


def test_a_database_that_does_not_answer_is_not_an_interview_that_is_gone(phone_page: Phone, study: SmallStudy) -> None:
    half_way(phone_page, study)
    phone_page.page.add_init_script(ASLEEP)

    phone_page.page.reload()
    phone_page.arrived("silent")
    phone_page.page.evaluate("window.isAwake = true")
    phone_page.do("retry")

    phone_page.arrived("info_know")
    phone_page.tap("2")


def test_a_browser_that_gives_no_lock_and_no_small_memory_still_opens_the_interview(
    phone_page: Phone, study: SmallStudy
) -> None:
    half_way(phone_page, study)
    phone_page.page.add_init_script(NO_LOCKS + NO_MEMORY)

    phone_page.page.reload()
    phone_page.arrived("info_know")

    phone_page.tap("2")


def test_an_interview_in_a_language_that_the_print_does_not_have_goes_on_in_one_that_it_has(
    phone_page: Phone, study: SmallStudy
) -> None:
    half_way(phone_page, study)
    phone_page.page.evaluate(IN_ANOTHER_LANGUAGE, "qu")

    phone_page.page.reload()
    phone_page.arrived("info_know")

    expect(phone_page.screen.locator(".texts .read").first).to_be_visible()
    phone_page.tap("2")
