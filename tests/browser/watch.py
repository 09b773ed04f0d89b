"""What goes wrong in a page fails its test, unless the test said that it would."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

#: The browser and htmx write a line in the console for every reply of 400 and more, and for every lost connection.
LOST = re.compile(r"Failed to load resource|htmx:error: Failed to fetch")
BLOCKED = "Service Worker registration blocked by Playwright"  # most tests want the network to themselves
LISTEN = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


class Watch:
    """Listens to every page of a browser window."""

    def __init__(self, context: BrowserContext) -> None:
        self.problems: list[str] = []
        self.requests: list[Request] = []
        self._lost_is_fine = False
        context.add_init_script(LISTEN)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(str(error.error)))
        context.on("request", self._request)

    def _request(self, request: Request) -> None:
        self.requests.append(request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or (self._lost_is_fine and LOST.search(message.text)):
            return
        if message.text == BLOCKED:
            return
        self.problems.append(f"{message.type}: {message.text}")

    def expect_losses(self) -> None:
        """From here on the network fails or the server refuses, and the browser may say so."""
        self._lost_is_fine = True
