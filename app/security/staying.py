"""A phone in somebody else's hands stays where it was put: whatever address is typed, it shows the questionnaire."""

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.security.tokens import CookieSigner

ALLOWED = ("/s/", "/static/")
ALLOWED_WHOLE = {"/s", "/sw.js", "/healthz"}
BETWEEN = "~"  # the secret and the token of the link, in the cookie


class Stay:
    """ASGI middleware: while a browser carries the cookie of a hand-over, it gets the questionnaire and nothing else.

    Args:
        app: The house.
        signer: Of the cookie; an invented one locks nobody in.
        cookie: Its name.
    """

    def __init__(self, app: ASGIApp, *, signer: CookieSigner, cookie: str) -> None:
        self.app, self.signer, self.cookie = app, signer, cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or lead it back."""
        held = self.signer.read(self._carried(scope)) if scope["type"] == "http" else None
        if held is None:
            return await self.app(scope, receive, send)
        start = f"/s/{held.partition(BETWEEN)[2]}"
        scope.setdefault("state", {})["kiosk"] = start
        path = scope["path"]
        if path in ALLOWED_WHOLE or path.startswith(ALLOWED):
            return await self.app(scope, receive, send)
        return await RedirectResponse(start, 303)(scope, receive, send)

    def _carried(self, scope: Scope) -> str | None:
        try:
            found = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(self.cookie)
        except CookieError:
            return None
        return found.value if found else None
