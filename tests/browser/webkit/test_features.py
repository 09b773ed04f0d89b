"""What the pages rely on, asked of WebKit on an address of ours."""

from tests.browser.house import House
from tests.browser.webkit.minibrowser import MiniBrowser

SPARED = {"persist", "idle"}  # WebKitGTK has neither, and the pages go without
NEEDED = """({
  locks: Boolean(navigator.locks),
  channel: typeof BroadcastChannel === "function",
  sealing: Boolean(crypto.subtle),
  ids: typeof crypto.randomUUID === "function",
  sheets: "showModal" in HTMLDialogElement.prototype,
  has: CSS.supports("selector(:has(a))"),
  worker: "serviceWorker" in navigator,
  caches: typeof caches === "object",
  names: typeof Intl.DisplayNames === "function",
  durability: new Promise((resolve) => {
    const request = indexedDB.open("try", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("one");
    request.onsuccess = () =>
      resolve(request.result.transaction("one", "readwrite", { durability: "strict" }).durability);
  }),
  persist: typeof navigator.storage?.persist === "function",
  idle: typeof requestIdleCallback === "function",
})"""


def test_webkit_has_what_the_pages_rely_on(house: House, minibrowser: MiniBrowser) -> None:
    minibrowser.open(f"{house.address}/signin")

    asked = f"Object.entries({NEEDED}).map(async ([name, held]) => [name, await held])"
    said = minibrowser.says(f"Promise.all({asked}).then(Object.fromEntries)")

    assert said.pop("durability") == "strict"
    assert {name for name, held in said.items() if not held} <= SPARED
