"""WebKit's own small browser with a profile that stays, led by its inspector.

Under WebDriver this browser forgets everything when it ends, so it cannot show what a killed browser still holds.
"""

import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from benchmarks.serving import free_port
from tests.browser.kills import family
from tests.browser.phones import KEPT

ROBOT = (Path(__file__).parents[1] / "robot.js").read_text("utf-8")
PATIENCE = 60  # seconds; WebKit paints without help, and other tests run beside it
A_LOOK = 3000  # ms
BREATH = 0.05
#: No sandbox, which root cannot have in a container; no graphics card; nobody but us on the message bus.
SURROUNDINGS = {
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
    "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "GDK_BACKEND": "x11",
    "NO_AT_BRIDGE": "1",
    "GIO_USE_VFS": "local",
    "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    "LANG": "C.UTF-8",
}


def program() -> str:
    """Where Debian keeps it; every version of the library brings its own."""
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not found:
        raise FileNotFoundError("MiniBrowser of webkit2gtk-driver")
    return str(found[-1])


def surroundings(profile: Path, display: str) -> dict[str, str]:
    """What the browser is told about the machine; everything that it keeps is kept in the profile."""
    homes = {"HOME": "", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config"}
    return {**os.environ, **SURROUNDINGS, "DISPLAY": display, **{name: str(profile / at) for name, at in homes.items()}}


class MiniBrowser:
    """One window; opening it again with the same profile is the same phone."""

    def __init__(self, profile: Path, display: str) -> None:
        self.profile, self.display = profile, display
        self._process: subprocess.Popen[bytes] | None = None
        self._line: ClientConnection | None = None
        self._ends = ExitStack()
        self._target = ""
        self._said = 0

    def open(self, address: str) -> None:
        """Start the browser at a page, and wait until that has come."""
        self.profile.mkdir(exist_ok=True)
        port = free_port()
        words = [program(), "--enable-developer-extras=1", f"--cookies-file={self.profile}/cookies", address]
        env = surroundings(self.profile, self.display) | {"WEBKIT_INSPECTOR_HTTP_SERVER": f"127.0.0.1:{port}"}
        self._process = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._line = self._inspector(port)
        while not self._target:
            self._hear()
        self.until("location.href !== 'about:blank' && document.readyState === 'complete'")

    def kill(self) -> None:
        """At once and without a good-bye: the window, its page, and whoever writes to the disk."""
        if self._process is not None:
            for one in family(self._process.pid):
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            self._process.wait(PATIENCE)
            self._process = None
        with suppress(WebSocketException, OSError):
            self._ends.close()
        self._target = ""

    def says(self, expression: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        found = self._do("Runtime.evaluate", expression=f"Promise.resolve({expression})")
        settled = self._do("Runtime.awaitPromise", promiseObjectId=found["result"]["objectId"], returnByValue=True)
        if settled.get("wasThrown"):
            raise RuntimeError(settled["result"].get("description") or settled["result"])
        return settled["result"].get("value")

    def until(self, expression: str) -> None:
        """Wait until something holds in the page."""
        deadline = time.monotonic() + PATIENCE
        while not self._do("Runtime.evaluate", expression=f"Boolean({expression})")["result"].get("value"):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{expression} at {self.says('location.href')}")
            time.sleep(BREATH)

    def until_kept(self, answers: dict[str, Any]) -> None:
        """Wait until the phone's own database holds these; a look that finds it busy is given up, and another taken."""
        look = f"Promise.race([({KEPT})(), new Promise((resolve) => setTimeout(resolve, {A_LOOK}, []))])"
        deadline = time.monotonic() + PATIENCE
        while not any(answers.keys() <= record["answers"].keys() for record in self.says(look)):
            if time.monotonic() > deadline:
                raise TimeoutError("not kept: " + self.says("document.getElementById('pill').textContent"))
            time.sleep(BREATH)

    def go(self, address: str) -> None:
        """Another page of ours in the same window."""
        leave = f"window.stale = true; setTimeout(() => location.assign({json.dumps(address)}))"
        self._do("Runtime.evaluate", expression=leave)
        self.until("!window.stale && document.readyState === 'complete'")

    def press(self, selector: str) -> None:
        """Press a button that may lead to another page; nobody waits for an answer of the one that is left."""
        pressing = f"setTimeout(() => document.querySelector({json.dumps(selector)}).click())"
        self._do("Runtime.evaluate", expression=pressing)

    def robot(self, **plan: object) -> dict[str, Any]:
        """Let the robot hold an interview here; what it knows of it."""
        self._do("Runtime.evaluate", expression=f"window.report = async () => {{}}; {ROBOT}")
        known: dict[str, Any] = self.says(f"robot.interview({json.dumps(plan)})")
        return known

    def _inspector(self, port: int) -> ClientConnection:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(OSError):
                listed = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE).read().decode()
                if path := re.search(r"/socket/\d+/\d+/WebPage", listed):
                    return self._ends.enter_context(connect(f"ws://127.0.0.1:{port}{path[0]}", max_size=None))
            time.sleep(BREATH)
        raise TimeoutError("no inspector")

    def _do(self, method: str, **params: object) -> dict[str, Any]:
        number = self._ask(method, params)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            said = self._hear(deadline - time.monotonic())
            if said["method"] == "Target.didCommitProvisionalTarget":
                number = self._ask(method, params)  # whom we asked is gone
            elif said["method"] == "Target.dispatchMessageFromTarget":
                inner = json.loads(said["params"]["message"])
                if inner.get("id") == number:
                    if "error" in inner:
                        raise RuntimeError(inner["error"]["message"])
                    result: dict[str, Any] = inner["result"]
                    return result
        raise TimeoutError(method)

    def _ask(self, method: str, params: dict[str, object]) -> int:
        assert self._line is not None
        self._said += 1
        inner = json.dumps({"id": self._said, "method": method, "params": params})
        outer = {"targetId": self._target, "message": inner}
        self._line.send(json.dumps({"id": self._said, "method": "Target.sendMessageToTarget", "params": outer}))
        return self._said

    def _hear(self, patience: float = PATIENCE) -> dict[str, Any]:
        """News of the inspector; a page that took the place of another is the one that we talk to."""
        assert self._line is not None
        while True:
            said: dict[str, Any] = json.loads(self._line.recv(patience))
            if said.get("method") == "Target.targetCreated" and not said["params"]["targetInfo"].get("isProvisional"):
                self._target = said["params"]["targetInfo"]["targetId"]
            if said.get("method") == "Target.didCommitProvisionalTarget":
                self._target = said["params"]["newTargetId"]
            if "method" in said:
                return said
