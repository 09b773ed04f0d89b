"""What every reply says to the browser, and which requests are refused before anybody looks at them."""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import N_, Broken, FieldworkError, ForeignRequest, TooLarge

Refuse = Callable[[Request, FieldworkError], Response]
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
LARGEST_BODY = 256 * 1024  # bytes; an interview of 25 items is about 3 kB
LARGEST_FILE = 8 * 1024 * 1024  # a thousand interviews, each with its sealed contact
LARGEST_RECORDING = 20 * 1024 * 1024  # three minutes as a studio delivers them, in one channel
LARGEST_TRANSLATIONS = 2 * 1024 * 1024  # 200 texts with their sources are 0.05 MB
LARGEST_PLAN = 4 * 1024 * 1024  # a thousand activities are 0.1 MB
LARGEST_CALENDAR = 256 * 1024  # five hundred rows are 0.1 MB
LARGEST_MARKS = 512 * 1024  # two thousand rows are 0.2 MB, as a workbook less
LARGER = {  # with the form around the file
    "/parked/files": LARGEST_FILE + LARGEST_BODY,
    "/recordings/files": LARGEST_RECORDING + LARGEST_BODY,
    "/instruments/files": LARGEST_FILE + LARGEST_BODY,
    "/translations/files": LARGEST_TRANSLATIONS + LARGEST_BODY,
    "/translations/files/taken": LARGEST_TRANSLATIONS + LARGEST_BODY,
    "/plan/files": LARGEST_PLAN + LARGEST_BODY,
    "/plan/files/taken": LARGEST_PLAN + LARGEST_BODY,
    "/results/schools/files": LARGEST_MARKS + LARGEST_BODY,
    "/results/schools/files/taken": LARGEST_MARKS + LARGEST_BODY,
    "/callbacks/calendar/files": LARGEST_CALENDAR + LARGEST_BODY,
    "/callbacks/calendar/files/taken": LARGEST_CALENDAR + LARGEST_BODY,
}
FILE_TOO_LARGE = N_("This file is larger than 8 MB, and no phone writes such a file. Nothing was taken from it.")
RECORDING_TOO_LARGE = N_("This file is larger than 20 MB, more than any text takes to read. Nothing of it was kept.")
WORKBOOK_TOO_LARGE = N_("This file is larger than 8 MB, and no questionnaire is that large. Nothing of it was kept.")
TRANSLATIONS_TOO_LARGE = N_("This file is larger than 2 MB, more than a questionnaire says. Nothing was taken from it.")
CALENDAR_TOO_LARGE = N_("This file is larger than any calendar is. Nothing was taken from it.")
PLAN_TOO_LARGE = N_("This file is larger than 4 MB, and no plan is that large. Nothing was taken from it.")
MARKS_TOO_LARGE = N_("This file is larger than all marks of all schools are. Nothing was taken from it.")
TOO_LARGE = {
    "/plan/files": PLAN_TOO_LARGE,
    "/plan/files/taken": PLAN_TOO_LARGE,
    "/results/schools/files": MARKS_TOO_LARGE,
    "/results/schools/files/taken": MARKS_TOO_LARGE,
    "/callbacks/calendar/files": CALENDAR_TOO_LARGE,
    "/callbacks/calendar/files/taken": CALENDAR_TOO_LARGE,
    "/translations/files": TRANSLATIONS_TOO_LARGE,
    "/translations/files/taken": TRANSLATIONS_TOO_LARGE,
    "/parked/files": FILE_TOO_LARGE,
    "/recordings/files": RECORDING_TOO_LARGE,
    "/instruments/files": WORKBOOK_TOO_LARGE,
}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
#: The desk of a translator shows the screen of a phone beside the words: one page of ours in a frame of another.
FRAMING = f"{POLICY}; frame-src 'self'"
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",  # one page records; it says so itself
    "cross-origin-opener-policy": "same-origin",
}


def is_same_origin(headers: Headers) -> bool:
    """Whether our own page asked for this, by the browser's word (`Sec-Fetch-Site`, else `Origin`, else `Referer`).

    No token in the page is needed, so a page that the phone kept for a month can still send. Browsers before 2020
    name no origin with a form of our own, only where it stood, and only on pages that allow it.
    """
    if (site := headers.get("sec-fetch-site")) is not None:
        return site in {"same-origin", "none"}
    told = headers.get("origin", headers.get("referer", ""))
    return told.partition("://")[2].partition("/")[0] == headers.get("host") != ""


class Guard:
    """ASGI middleware: refuses foreign changes and giants, and adds the headers of every reply."""

    def __init__(self, app: ASGIApp, *, refuse: Refuse, secure: bool = False) -> None:
        self.app = app
        self.refuse = refuse
        self.always = (
            {**ALWAYS, "strict-transport-security": "max-age=31536000; includeSubDomains"} if secure else ALWAYS
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it with the page that renders refusals."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        begun: list[bool] = []

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(True)
                headers = MutableHeaders(scope=message)
                for name, value in self.always.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        if (error := self.refusal(scope)) is not None:
            return await self.refuse(Request(scope), error)(scope, receive, with_headers)
        try:
            return await self.app(scope, receive, with_headers)
        except Exception:  # the log gets it whole, the person a sentence
            if not begun:
                await self.refuse(Request(scope), Broken())(scope, receive, with_headers)
            raise

    def refusal(self, scope: Scope) -> FieldworkError | None:
        """The reason to refuse this request, or None."""
        headers = Headers(scope=scope)
        if scope["method"] not in SAFE_METHODS and not is_same_origin(headers):
            return ForeignRequest()
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGER.get(scope["path"], LARGEST_BODY):
            return TooLarge(TOO_LARGE.get(scope["path"]))
        return None
