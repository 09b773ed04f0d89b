"""The phone's own database in a real browser: older releases, deletion, sleep, a full disk, and silence."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from app.models import Person
from tests.browser.conftest import Browse
from tests.browser.phones import KEPT, Desk
from tests.factories import SmallStudy

SCRIPTS = Path(__file__).parents[2] / "app" / "static" / "js"
OLDER = """
const older = await new Promise((resolve) => {
  const request = indexedDB.open("aloud", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("interviews", { keyPath: "id" }).put({ id: "old", revision: 4 });
  };
  request.onsuccess = () => resolve(request.result);
});
"""
NEWER = """
await new Promise((resolve) => {
  const request = indexedDB.open("aloud", 7);
  request.onupgradeneeded = () => {
    for (const name of ["interviews", "refusals", "more"]) request.result.createObjectStore(name, { keyPath: "id" });
  };
  request.onsuccess = () => { request.result.close(); resolve(); };
});
"""
DELETED = """
const deleted = () => new Promise((resolve, reject) => {
  const request = indexedDB.deleteDatabase("aloud");
  request.onsuccess = () => resolve("deleted");
  request.onblocked = () => reject(new Error("a connection stays open"));
});
"""
FULL = """
const put = IDBObjectStore.prototype.put;
const fill = () => { IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); }; };
const clear = () => { IDBObjectStore.prototype.put = put; };
"""
ABORTED = """
const { put } = IDBObjectStore.prototype;
IDBObjectStore.prototype.put = function (record) { put.call(this, record); this.transaction.abort(); };
"""


class Shelf:
    """A page that has nothing but the store."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def does(self, story: str) -> Any:
        """Run a story with a store; gives what the story gives."""
        return self.page.evaluate(
            f"async () => {{ const {{ openStore }} = await import('/static/test/store.js'); {story} }}"
        )

    def kept(self, store: str = "interviews") -> Any:
        """What stands in the database now."""
        return self.page.evaluate(KEPT, store)


@pytest.fixture
def shelf(browse: Browse, study: SmallStudy) -> Shelf:
    """An empty browser on a page of ours."""
    nobody: Person | None = None
    desk: Desk = browse(Desk, nobody, width=360, height=740)
    desk.page.route(
        "**/static/test/*.js",
        lambda route: route.fulfill(
            content_type="text/javascript", path=SCRIPTS / route.request.url.rpartition("/")[2]
        ),
    )
    desk.open("/healthz")
    return Shelf(desk.page)


def test_a_database_of_the_release_before_is_opened_with_all_that_is_in_it(shelf: Shelf) -> None:
    found = shelf.does(f"""
      {OLDER}
      older.close();
      const store = openStore();
      await store.refusals.put({{ id: "r" }});
      return [await store.interviews.all(), await store.refusals.all(), store.problem()];
    """)

    assert found == [[{"id": "old", "revision": 4}], [{"id": "r"}], None]


def test_a_page_of_the_release_before_that_does_not_let_go_keeps_nobody_waiting(shelf: Shelf) -> None:
    found = shelf.does(f"""
      {OLDER}
      const store = openStore({{ patience: 1000 }});
      const said = await store.interviews.put({{ id: "a", revision: 1 }}).catch((problem) => problem.name);
      const meanwhile = await store.interviews.all();
      older.close();
      await store.interviews.put({{ id: "a", revision: 2 }});
      return [said, meanwhile, await store.interviews.all()];
    """)

    assert found[:2] == ["TimeoutError", [{"id": "a", "revision": 1}]]
    assert {"id": "old", "revision": 4} in found[2]
    assert {"id": "a", "revision": 2} in found[2]


def test_a_database_of_a_newer_release_is_used_as_it_is(shelf: Shelf) -> None:
    shelf.does(f"{NEWER} await openStore().interviews.put({{ id: 'a' }});")

    assert shelf.kept() == [{"id": "a"}]


def test_a_database_deleted_under_an_open_page_is_made_anew_with_what_the_page_has_in_hand(shelf: Shelf) -> None:
    said = shelf.does(f"""
      {DELETED}
      const {{ interviews, refusals }} = openStore();
      await interviews.put({{ id: "a", revision: 3, confirmed: 0 }});
      await refusals.put({{ id: "r" }});
      await deleted();
      await interviews.change("a", (held) => ({{ ...held, confirmed: 3 }}));
      return interviews.get("a");
    """)

    assert said == {"id": "a", "revision": 3, "confirmed": 3}
    assert shelf.kept() == [said]
    assert shelf.kept("refusals") == [{"id": "r"}]


def test_what_was_forgotten_does_not_come_back_with_a_new_database(shelf: Shelf) -> None:
    shelf.does(f"""
      {DELETED}
      const {{ interviews }} = openStore();
      await interviews.put({{ id: "a" }});
      await interviews.remove("a");
      await deleted();
      await interviews.put({{ id: "b" }});
    """)

    assert shelf.kept() == [{"id": "b"}]


def test_a_connection_that_the_browser_closed_in_its_sleep_is_opened_again(shelf: Shelf) -> None:
    shelf.does("""
      const opened = [];
      const open = (...what) => opened[opened.push(indexedDB.open(...what)) - 1];
      const { interviews } = openStore({ open });
      await interviews.put({ id: "a", revision: 1 });
      opened[0].result.close();
      await interviews.put({ id: "a", revision: 2 });
    """)

    assert shelf.kept() == [{"id": "a", "revision": 2}]


def test_every_put_waits_for_the_disk_itself(shelf: Shelf) -> None:
    asked = shelf.does("""
      const asked = [];
      const { transaction } = IDBDatabase.prototype;
      IDBDatabase.prototype.transaction = function (name, mode, how) {
        if (mode === "readwrite") asked.push(how.durability);
        return transaction.call(this, name, mode, how);
      };
      const { interviews, refusals } = openStore();
      await interviews.put({ id: "a" });
      await refusals.put({ id: "r" });
      return asked;
    """)

    assert set(asked) == {"strict"}
    assert len(asked) >= 2


def test_what_a_full_phone_does_not_take_is_held_and_written_when_there_is_room(shelf: Shelf) -> None:
    found = shelf.does(f"""
      {FULL}
      const store = openStore();
      await store.interviews.put({{ id: "a", revision: 1 }});
      fill();
      const said = await store.interviews.put({{ id: "a", revision: 2 }}).catch((problem) => problem.name);
      const held = [await store.interviews.all(), store.problem()];
      clear();
      await store.interviews.put({{ id: "b" }});
      await store.interviews.all();
      return [said, held, store.problem()];
    """)

    assert found == ["QuotaExceededError", [[{"id": "a", "revision": 2}], "QuotaExceededError"], None]
    assert shelf.kept() == [{"id": "a", "revision": 2}, {"id": "b"}]


def test_a_write_that_the_browser_takes_back_is_never_called_kept(shelf: Shelf) -> None:
    said = shelf.does(f"""
      {ABORTED}
      return openStore().interviews.put({{ id: "a" }}).then(() => "kept", () => "not kept");
    """)

    assert said == "not kept"
    assert shelf.kept() == []


def test_a_database_that_never_answers_is_waited_for_a_moment_and_once(shelf: Shelf) -> None:
    found = shelf.does("""
      const patience = 3000;
      const store = openStore({ open: () => ({}), patience });
      const began = performance.now();
      await store.interviews.put({ id: "a", revision: 1 }).catch(() => {});
      const first = performance.now() - began;
      await store.interviews.change("a", (held) => ({ ...held, confirmed: 1 }));
      const all = await store.interviews.all();
      return [all, store.problem(), first < 2 * patience, performance.now() - began - first < patience];
    """)

    assert found == [[{"id": "a", "revision": 1, "confirmed": 1}], "TimeoutError", True, True]


def test_a_put_that_fails_late_does_not_hide_the_one_after_it(shelf: Shelf) -> None:
    found = shelf.does("""
      let turn = 0;
      const { interviews } = openStore({ open: (...what) => (turn++ ? indexedDB.open(...what) : {}), patience: 2000 });
      const slow = interviews.put({ id: "a", revision: 1 }).catch(() => "late");
      await slow;
      await interviews.put({ id: "a", revision: 2 });
      return [await slow, await interviews.get("a")];
    """)

    assert found == ["late", {"id": "a", "revision": 2}]


def test_a_page_that_is_set_aside_stops_looking_and_what_it_wrote_is_finished(shelf: Shelf) -> None:
    """Safari keeps such a page with its transactions open: the next one would wait for them for ever."""
    seen = shelf.does("""
const { interviews, problem } = openStore();
await interviews.put({ id: "i", revision: 1 });
const { get } = IDBObjectStore.prototype;
IDBObjectStore.prototype.get = function (id) {
  const asked = get.call(this, id);
  dispatchEvent(new Event("pagehide"));
  return asked;
};
const looked = await interviews.get("i").catch(({ name }) => name);
IDBObjectStore.prototype.get = get;
const { commit } = IDBTransaction.prototype;
let committed = 0;
IDBTransaction.prototype.commit = function () { committed += 1; commit.call(this); };
await interviews.put({ id: "i", revision: 2 });
dispatchEvent(new Event("pageshow"));
return { looked, committed, problem: problem(), found: (await interviews.get("i")).revision };
""")

    assert seen == {"looked": "AbortError", "committed": 1, "problem": None, "found": 2}
