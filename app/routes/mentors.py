"""Mentors: the team makes a link for one class, and the mentor opens it on his own phone, without an account."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.models import MentorLink
from app.routes.cookies import Alone, mentor_tokens, remember_alone, remember_mentor
from app.routes.policy import ClockDep, Me
from app.services import appointments, attendance, fieldwork, mentors, own_lists, people, talks
from app.services.appointments import Change, NotPossible, Slot
from app.services.attendance import Sheet
from app.services.mentors import Place
from app.templating import page, translated

router = APIRouter()


@router.get("/activities/{activity_id}/mentors", name="activity_mentors")
def activity_mentors(request: Request, session: SessionDep, me: Me, clock: ClockDep, activity_id: RowId) -> Response:
    """The links of an activity, its date, and a form for the next link."""
    return _links(request, session, me, clock, activity_id)


@router.post("/activities/{activity_id}/mentors", name="invite_mentor")
def invite_mentor(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    activity_id: RowId,
    group: RowId = Form(),
    until: date = Form(),
    name: str = Form("", max_length=80),
) -> Response:
    """A new link, shown once: as an address, a text to send and a QR."""
    occasion = fieldwork.occasion(session, activity_id, person=me)
    made, token = mentors.make(session, occasion, group, name=name, until=until, by=me, now=clock.now())
    base = request.app.state.settings.base_url
    return _links(request, session, me, clock, activity_id, way=mentors.way(base, token), made=made)


@router.post("/activities/{activity_id}/mentors/{link_id}/revocation", name="revoke_mentor")
def revoke_mentor(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, activity_id: RowId, link_id: RowId
) -> Response:
    """End a link at once."""
    fieldwork.occasion(session, activity_id, person=me)
    mentors.revoke(session, activity_id, link_id, by=me, now=clock.now())
    own_lists.close(session, link_id, now=clock.now())
    return RedirectResponse(request.url_for("activity_mentors", activity_id=activity_id).path, 303)


@router.post("/activities/{activity_id}/appointment", name="change_activity")
def change_activity(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    activity_id: RowId,
    change: Annotated[Change, Form()],
) -> Response:
    """The team cancels an activity, or moves it."""
    fieldwork.occasion(session, activity_id, person=me)
    appointments.change(session, activity_id, change, by=me, now=clock.now())
    return RedirectResponse(request.url_for("activity_mentors", activity_id=activity_id).path, 303)


def _links(request: Request, session: SessionDep, me: Me, clock: ClockDep, activity_id: int, **made: Any) -> Response:
    occasion = fieldwork.occasion(session, activity_id, person=me)
    return page(
        request,
        "attendance/mentors.html",
        occasion=occasion,
        links=mentors.of_activity(session, activity_id, now=clock.now()),
        ends=mentors.ends(clock.today()),
        said=appointments.said(session, activity_id),
        **({"way": None, "made": None} | made),
    )


@router.get("/mentor", name="mentor_door")
def mentor_door(request: Request, session: SessionDep, clock: ClockDep) -> Response:
    """Where a link leads: its token is in the fragment, and one tap opens it; who opened it before is let through."""
    place = mentors.opened(session, mentor_tokens(request), None, now=clock.now())
    if place is not None:
        return RedirectResponse(request.url_for("mentor_page", link_id=place.link.id).path, 303)
    return page(request, "attendance/door.html", error=None)


@router.post("/mentor", name="open_mentor_link")
def open_mentor_link(
    request: Request, session: SessionDep, clock: ClockDep, secret: str = Form("", max_length=100)
) -> Response:
    """Exchange the token for a cookie of its own."""
    address = request.client.host if request.client else ""
    origin = people.origin(f"mentor/{address}", request.app.state.settings.secrets[0])
    link = mentors.exchange(session, secret, origin=origin, now=clock.now())
    if link is None:
        refusal = mentors.LinkUnknown()
        return page(request, "attendance/door.html", status=refusal.status, error=translated(refusal))
    reply = RedirectResponse(request.url_for("mentor_page", link_id=link.id).path, 303)
    remember_mentor(reply, request, secret.strip(), link.expires_at - clock.now())
    return reply


def mentor(request: Request, session: SessionDep, clock: ClockDep, link_id: RowId) -> Place:
    """The dependency of whatever a mentor changes: his link's own cookie."""
    place = mentors.opened(session, mentor_tokens(request), link_id, now=clock.now())
    if place is None:
        raise mentors.LinkUnknown
    return place


Mentor = Annotated[Place, Depends(mentor)]


@router.get("/mentor/{link_id}", name="mentor_page")
def mentor_page(request: Request, session: SessionDep, clock: ClockDep, link_id: RowId, kept: str = "") -> Response:
    """What this mentor is asked, on one page."""
    place = mentors.opened(session, mentor_tokens(request), link_id, now=clock.now())
    if place is None:
        return RedirectResponse(request.url_for("mentor_door").path, 303)
    return _desk(request, session, clock, place, kept=kept)


@router.post("/mentor/{link_id}/attendance", name="mentor_attendance")
def mentor_attendance(
    request: Request, session: SessionDep, clock: ClockDep, place: Mentor, sent: Annotated[Sheet, Form()]
) -> Response:
    """Who came of his class."""
    lines = attendance.sheet(session, place.activity.id, [place.group])
    attendance.enter(session, lines, sent, activity_id=place.activity.id, by=place.link, now=clock.now())
    if attendance.is_refused(lines):
        return _desk(request, session, clock, place, status=attendance.Impossible.status, lines=lines)
    return _back(request, place.link, "attendance")


@router.post("/mentor/{link_id}/talks", name="plan_talks")
def plan_talks(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    place: Mentor,
    on: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006 - FastAPI copies it
    starts: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006
    ends: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006
) -> Response:
    """When his talks are; the students see them on their own pages."""
    slots = appointments.slots(on, starts, ends)
    planned = talks.plan(session, place.activity, place.group, slots, by=place.link, now=clock.now())
    if not planned and any(slot.problem for slot in slots):
        return _desk(request, session, clock, place, status=NotPossible.status, slots=slots)
    return _back(request, place.link, "talks")


@router.post("/mentor/{link_id}/talks/{activity_id}", name="change_talk")
def change_talk(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    place: Mentor,
    activity_id: RowId,
    change: Annotated[Change, Form()],
) -> Response:
    """One of his talks is at another time, or not at all."""
    talks.check_his(session, place.activity, place.group, activity_id)
    appointments.change(session, activity_id, change, by=place.link, now=clock.now())
    return _back(request, place.link, "talks")


@router.post("/mentor/{link_id}/lists/{name}", name="begin_own_list")
def begin_own_list(
    request: Request, session: SessionDep, clock: ClockDep, place: Mentor, name: Annotated[str, Path(max_length=64)]
) -> Response:
    """His own list, sheet by sheet, as everybody fills it in alone."""
    begun = own_lists.begin(session, place, name, now=clock.now())
    reply = RedirectResponse(request.url_for("self_sheet", number=begun.sheet).path, 303)
    lives = place.link.expires_at - clock.now()
    remember_alone(reply, request, Alone(begun.interview_id, 1, begun.language), lives)
    return reply


def _back(request: Request, link: MentorLink, kept: str) -> Response:
    return RedirectResponse(f"{request.url_for('mentor_page', link_id=link.id).path}?kept={kept}#{kept}", 303)


def _desk(
    request: Request, session: SessionDep, clock: ClockDep, place: Place, *, status: int = 200, **shown: Any
) -> Response:
    usual: dict[str, Any] = {
        "kept": "",
        "lines": attendance.sheet(session, place.activity.id, [place.group]),
        "slots": [Slot() for _ in range(3)],
    }
    return page(
        request,
        "attendance/mentor.html",
        status=status,
        place=place,
        reasons=attendance.REASONS,
        own_lists=own_lists.of(session, place, now=clock.now()),
        talks=talks.of_class(session, place.activity, place.group),
        today=clock.today(),
        **(usual | shown),
    )
