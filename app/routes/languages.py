"""The languages that parents can be spoken to in: what comes with Aloud, and what the lead adds."""

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app import i18n
from app.db import SessionDep
from app.errors import FieldworkError
from app.languages import FONTS
from app.routes.policy import ClockDep, Me
from app.services import languages
from app.templating import page, translated

router = APIRouter()


@router.get("/languages", name="languages")
def show_languages(request: Request, session: SessionDep, _: Me, tag: str = Query("", max_length=40)) -> Response:
    """Every language with its names and direction, and one of them to change."""
    chosen = languages.typed_as(i18n.language(tag)) if tag else languages.EMPTY
    return _page(request, session, typed=chosen)


@router.post("/languages", name="save_language")
def save_language(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    tag: str = Form("", max_length=100),
    own_name: str = Form("", max_length=200),
    dutch_name: str = Form("", max_length=200),
    dir: str = Form("ltr", max_length=10),  # noqa: A002 - the word of HTML
    cldr: str = Form("", max_length=40),
    counts_like: str = Form("", max_length=40),
    plural_forms: str = Form("", max_length=600),
    font: str = Form("", max_length=40),
    words_per_second: str = Form("4", max_length=20),
) -> Response:
    """A new language, or an old one as it should be; what was typed stays when it cannot be."""
    typed = languages.Typed(
        tag, own_name, dutch_name, dir, cldr, counts_like, plural_forms, font, words_per_second
    ).stripped()
    try:
        languages.save(session, languages.read(typed), by=me, now=clock.now())
    except FieldworkError as refusal:
        return _page(request, session, typed=typed, error=refusal)
    request.app.state.languages.forget()
    return RedirectResponse(f"{request.url_for('languages').path}?tag={typed.tag}&saved=1", 303)


@router.post("/languages/{tag}/removal", name="remove_language")
def remove_language(request: Request, session: SessionDep, clock: ClockDep, me: Me, tag: str) -> Response:
    """The lead's own row goes; a shipped language is as it came."""
    languages.remove(session, tag, by=me, now=clock.now())
    request.app.state.languages.forget()
    return RedirectResponse(request.url_for("languages").path, 303)


def _page(
    request: Request, session: SessionDep, *, typed: languages.Typed, error: FieldworkError | None = None
) -> Response:
    saved = request.query_params.get("saved") == "1"
    return page(
        request,
        "languages.html",
        status=error.status if error else 200,
        rows=languages.shown(session),
        typed=typed,
        examples=languages.EXAMPLES,
        fonts=FONTS,
        error=translated(error) if error else "",
        saved=saved,
    )
