"""What was filled in on paper, typed in: by its number, once or twice, names and numbers apart."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from app.db import SessionDep
from app.routes.policy import ClockDep, Me, SealerDep
from app.services import entering, entries, numbering, second_entries, slips
from app.templating import page

router = APIRouter()
MOST_FIELDS = 1000


async def typed(request: Request) -> dict[str, str]:
    """Every field of a form as it was typed."""
    form = await request.form(max_fields=MOST_FIELDS)
    return {name: text for name, text in form.items() if isinstance(text, str)}


Typed = Annotated[dict[str, str], Depends(typed)]


@router.get("/paper/entry", name="enter_paper")
def enter_paper(request: Request, session: SessionDep, me: Me, clock: ClockDep, of: str = "") -> Response:
    """A number, or paper without one; and what was begun."""
    return _desk(request, session, me, clock, of=of)


@router.post("/paper/entry", name="find_paper")
def find_paper(request: Request, session: SessionDep, me: Me, clock: ClockDep, fields: Typed) -> Response:
    """To the sheet of a number, or to the page for a name."""
    where, problem = numbering.find(session, fields.get("code", ""))
    if problem:
        return _desk(request, session, me, clock, problem=problem, code=fields.get("code", ""), status=422)
    return RedirectResponse(where, 303)


@router.post("/paper/numbers", name="number_paper")
def number_paper(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    what: str = Form("", max_length=200),
    place: str = Form("", max_length=40),
) -> Response:
    """A number for paper without one, to be written on it."""
    sheet = numbering.number(session, what, place, by=me, now=clock.now())
    return RedirectResponse(f"{request.url_for('paper_entry', code=sheet.code).path}?fresh=1", 303)


@router.get("/paper/entry/{code}", name="paper_entry")
def paper_entry(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    code: str,
    of: str = "",
    again: bool = False,
    fresh: bool = False,
) -> Response:
    """The rows of a sheet to type in, or what became of it."""
    sheet = entries.sheet_of(session, code, of)
    screen = entries.look(session, sheet, by=me, now=clock.now(), again=again)
    return page(request, "paper/entry.html", screen=screen, helped=entries.HELPED, fresh=fresh)


@router.post("/paper/entry/{code}", name="save_entry")
def save_entry(session: SessionDep, me: Me, clock: ClockDep, code: str, fields: Typed) -> Response:
    """Keep what was typed so far; the number of the change is said back, which proves that it is kept."""
    sheet = entries.sheet_of(session, code, to_change=True)
    entries.save(session, sheet, fields, by=me, now=clock.now())
    return JSONResponse({"kept": fields.get("_change", "")}, headers={"cache-control": "no-store"})


@router.post("/paper/entry/{code}/end", name="finish_entry")
def finish_entry(
    request: Request, session: SessionDep, sealer: SealerDep, me: Me, clock: ClockDep, code: str, fields: Typed
) -> Response:
    """All of it: an interview, or compared with what was typed before."""
    sheet = entries.sheet_of(session, code, to_change=True)
    rest = fields.get("_rest") == "empty"
    screen = entering.finish(session, sealer, sheet, fields, rest_is_empty=rest, by=me, now=clock.now())
    if screen.obstacles:
        return page(request, "paper/entry.html", screen=screen, helped=entries.HELPED, fresh=False, status=422)
    return RedirectResponse(request.url_for("paper_entry", code=sheet.code).path, 303)


@router.get("/paper/entry/{code}/comparison", name="compare_entries")
def compare_entries(request: Request, session: SessionDep, me: Me, code: str) -> Response:
    """Where two people typed different things, side by side."""
    sheet = entries.sheet_of(session, code)
    return page(request, "paper/comparison.html", compared=second_entries.shown(session, sheet, by=me))


@router.post("/paper/entry/{code}/comparison", name="settle_entries")
def settle_entries(
    request: Request, session: SessionDep, sealer: SealerDep, me: Me, clock: ClockDep, code: str, fields: Typed
) -> Response:
    """What the paper says, for each difference."""
    sheet = entries.sheet_of(session, code, to_change=True)
    second_entries.settle(session, sealer, sheet, fields, by=me, now=clock.now())
    return RedirectResponse(request.url_for("paper_entry", code=sheet.code).path, 303)


@router.get("/paper/contact/{slip}", name="slip")
def slip(request: Request, session: SessionDep, _: Me, slip: str) -> Response:
    """The page for name and number."""
    return page(request, "paper/contact.html", slip=slips.look(session, slip), kept=False)


@router.post("/paper/contact/{slip}", name="keep_slip")
def keep_slip(
    request: Request, session: SessionDep, sealer: SealerDep, me: Me, clock: ClockDep, slip: str, fields: Typed
) -> Response:
    """Name and number, sealed at once and not shown again."""
    found = slips.keep(session, sealer, slip, fields, by=me, now=clock.now())
    is_wrong = bool(found.problem or found.closed)
    return page(request, "paper/contact.html", slip=found, kept=not is_wrong, status=422 if is_wrong else 200)


def _desk(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    *,
    of: str = "",
    problem: str = "",
    code: str = "",
    status: int = 200,
) -> Response:
    desk = numbering.desk(session, by=me, today=clock.today(), of=of)
    return page(request, "paper/enter.html", desk=desk, problem=problem or desk.problem, code=code, status=status)
