"""Pages: a template is one file, and what htmx may refresh is a named block of it."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app import card_words, i18n, navigation
from app.clock import TIME_ZONE
from app.errors import FieldworkError

HERE = Path(__file__).parent
BUILT = HERE / "static" / "build"
FOR_EVER = "public, max-age=31536000, immutable"
OURS = "aloud-release"  # a header: phones keep no page without it, whoever answers in our name
KEPT = {".js", ".css", ".svg"}
WORKERS = {"sw.js", "sw-leaves.js"}
AT_A_DESK = {"desk.css", "sheet.css", "entry.js"}  # no phone keeps these
QUALITY = 10  # of brotli: a tenth smaller than 9, and three times as fast as 11
SHELLS = ("shell", "phone")  # pages that hold no person and open without internet


@lru_cache
def build() -> str:
    """The name of this release: a digest of all that a phone may keep of it."""
    digest = hashlib.sha256()
    digest.update(card_words.WORDS.read_bytes())
    for folder, pattern in ((BUILT, "*"), (HERE / "templates", "**/*.html"), (HERE / "locales", "**/*.mo")):
        for file in sorted(folder.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a built file; it changes with the release, so that phones may keep it for ever."""
    return f"/static/{build()}/{name}"


def for_ever(release: str) -> dict[str, str]:
    """Headers of what may be kept as long as its address names this release; an older name gets no older content."""
    return {"cache-control": FOR_EVER if release == build() else "no-cache", OURS: build()}


def packed(request: Request, reply: Response) -> Response:
    """A large page that never changes, as small as the browser can read it: a fifth below what gzip makes of it."""
    reply.headers["vary"] = "HX-Request, Accept-Encoding"
    if "br" not in request.headers.get("accept-encoding", ""):
        return reply
    headers = {name: value for name, value in reply.headers.items() if name != "content-length"}
    return Response(_packed(bytes(reply.body)), reply.status_code, {**headers, "content-encoding": "br"})


@lru_cache(maxsize=32)
def _packed(page: bytes) -> bytes:
    squeezed: bytes = brotli.compress(page, mode=brotli.MODE_TEXT, quality=QUALITY)
    return squeezed


@lru_cache
def kept() -> list[str]:
    """The addresses that a phone keeps of this release, so that it opens without internet."""
    files = [
        asset(file.name)
        for file in sorted(BUILT.glob("*"))
        if file.suffix in KEPT and file.name not in WORKERS | AT_A_DESK
    ]
    return [*files, asset("card-words.js"), *(f"/{page}/{tag}/{build()}" for page in SHELLS for tag in i18n.INTERFACE)]


def translated(error: FieldworkError) -> str:
    """The sentence of a refusal in the language of the request."""
    return i18n.gettext(error.msgid, **error.values)


def _environment() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    pages.policies["ext.i18n.trimmed"] = True
    pages.install_gettext_callables(  # type: ignore[attr-defined]
        lambda sentence: i18n.catalogue(i18n.current()).gettext(sentence),
        lambda one, many, count: i18n.catalogue(i18n.current()).ngettext(one, many, count),
        newstyle=True,
    )
    pages.globals |= {
        "asset": asset,
        "build": build,
        "kept": kept,
        "zone": TIME_ZONE.key,
        "ui_language": i18n.current,
        "interface": _interface,
        "drawers": navigation.DRAWERS,
        "drawer_of": navigation.drawer_of,
        "page_of": navigation.page_of,
    }
    pages.filters |= {
        "direction": i18n.direction,
        "own_name": lambda tag: i18n.language(tag).own_name,
        "font": lambda tag: i18n.language(tag).font,
        "said": _said,
        "told": told,
        "sentence": translated,
        "day": i18n.day,
        "clock": i18n.clock_time,
        "number": i18n.number,
        "percent": i18n.percent,
        "decimals": i18n.decimals,
        "points": i18n.signed,
    }
    return pages


def told(sentence: str) -> Markup:
    """A sentence about a questionnaire in the language of the request; what stands between backticks is a name."""
    parts = escape(_in_our_words(sentence)).split("`")
    return Markup("").join(
        Markup('<code dir="ltr">{}</code>').format(part) if at % 2 else part for at, part in enumerate(parts)
    )


def _in_our_words(sentence: str) -> str:
    msgid = getattr(sentence, "msgid", None)
    if msgid is None:
        return sentence
    values = {name: _in_our_words(value) for name, value in getattr(sentence, "values", {}).items()}
    if i18n.direction(i18n.current()) == "rtl":  # a word in other letters keeps its own direction and place
        values = {name: f"\u2068{value}\u2069" for name, value in values.items()}
    return i18n.gettext(msgid, **values)


def _said(texts: Mapping[str, str]) -> str:
    """A text of a questionnaire for the team: in the language of the screen, else in the one it was written in."""
    return texts.get(i18n.current()) or next(iter(texts.values()), "")


def _interface() -> list[i18n.Language]:
    return [i18n.LANGUAGES[tag] for tag in i18n.INTERFACE]


ENVIRONMENT = _environment()


def render(request: Request, name: str, block: str | None = None, context: Mapping[str, Any] | None = None) -> str:
    """A page as text; only its named block when htmx asked for it."""
    template = ENVIRONMENT.get_template(name)
    values = {
        "request": request,
        "person": getattr(request.state, "person", None),
        "phone_id": getattr(request.state, "phone_id", None),  # hers, here
        "url_for": request.url_for,
        "phone_key": request.app.state.sealer.phones.public_key,  # of this server, not of this process
        **(context or {}),
    }
    if block and request.headers.get("hx-request") == "true":
        return "".join(template.blocks[block](template.new_context(values)))
    return template.render(values)


def page(request: Request, name: str, *, block: str | None = None, status: int = 200, **context: Any) -> HTMLResponse:
    """The reply of every route that shows something; pages with people in them are never kept by a browser."""
    text = render(request, name, block, context)
    return HTMLResponse(text, status, headers={"vary": "HX-Request", "cache-control": "no-store", OURS: build()})
