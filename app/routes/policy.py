"""Who may open what: one table, one dependency. A route that is missing here opens for nobody."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.clock import Clock
from app.db import SessionDep
from app.errors import NotAllowed, SignInNeeded
from app.models import Person, PersonRole
from app.routes.cookies import phone_tokens, session_token
from app.security.links import LinkSigner, OwnLinkSigner
from app.security.sealing import Sealer
from app.services import people, phones

STUDENT = frozenset({PersonRole.STUDENT})
LEAD = frozenset({PersonRole.LEAD})
CALLER = frozenset({PersonRole.CALLER})
NOBODY: frozenset[PersonRole] = frozenset()
TEAM = STUDENT | LEAD | CALLER

#: The name of every route and the roles that may use it; None: anybody, signed in or not.
#: What a phone sends by itself is let in by its own cookie too: `sending`, and the rule in `services.senders`.
POLICY: dict[str, frozenset[PersonRole] | None] = {
    "healthz": None,
    "static": None,
    "home_print": None,  # paper too
    "service_worker": None,
    "card_words": None,  # paper too
    "card": None,  # our number: whoever was called wants to know who it was
    "card_number": None,
    "card_day": None,
    "manifest": None,
    "interview_print": None,  # paper: it holds no person and no token
    "phone_print": None,  # paper too
    "choose_language": None,
    "sign_in_page": None,
    "sign_in": None,
    "sign_out": None,
    "start": None,
    "home": STUDENT,
    "activity": STUDENT | LEAD,
    "evening": STUDENT | LEAD,
    "open_evening": STUDENT | LEAD,
    "attendance_sheet": STUDENT | LEAD,
    "enter_attendance": STUDENT | LEAD,
    "activity_mentors": STUDENT | LEAD,
    "invite_mentor": STUDENT | LEAD,
    "revoke_mentor": STUDENT | LEAD,
    "change_activity": STUDENT | LEAD,
    "mentor_door": None,
    "open_mentor_link": None,
    "mentor_page": None,  # these show nothing without the link's own cookie: `services.mentors`
    "mentor_attendance": None,
    "plan_talks": None,
    "change_talk": None,
    "begin_own_list": None,
    "attendance": LEAD,
    "export_attendance": LEAD,
    "implementation": LEAD,
    "rate_implementation": LEAD,
    "reassign_site": LEAD,
    "export_implementation": LEAD,
    "look_up": STUDENT,
    "take_over": STUDENT,
    "hand_over_page": STUDENT | LEAD,
    "hand_over": STUDENT | LEAD,
    "count_refusal": STUDENT,
    "undo_refusal": STUDENT,
    "save_interview": STUDENT | CALLER,
    "report_phone": STUDENT | CALLER,
    "check_number": STUDENT | CALLER,
    "paper_shelf": STUDENT | LEAD,
    "paper": STUDENT | LEAD,
    "make_sheets": STUDENT | LEAD,
    "batch_pdf": STUDENT | LEAD,
    "batch_page": STUDENT | LEAD,
    "paper_pdf": STUDENT | LEAD,
    "paper_page": STUDENT | LEAD,
    "cards_pdf": STUDENT | LEAD,
    "cards_page": STUDENT | LEAD,
    "number_cards": STUDENT | LEAD,
    "number_cards_pdf": STUDENT | LEAD,
    "number_cards_page": STUDENT | LEAD,
    "enter_paper": STUDENT | LEAD,
    "find_paper": STUDENT | LEAD,
    "number_paper": STUDENT | LEAD,
    "paper_entry": STUDENT | LEAD,
    "save_entry": STUDENT | LEAD,
    "finish_entry": STUDENT | LEAD,
    "compare_entries": STUDENT | LEAD,
    "settle_entries": STUDENT | LEAD,
    "slip": STUDENT | LEAD,
    "keep_slip": STUDENT | LEAD,
    "board": LEAD,
    "team": LEAD,
    "invite": LEAD,
    "add_person": LEAD,
    "revoke": LEAD,
    "phones": LEAD,
    "revoke_phone": LEAD,
    "parked": LEAD,
    "parked_one": LEAD,
    "accept_parked": LEAD,
    "void_parked": LEAD,
    "read_unsent_file": LEAD,
    "instruments": LEAD,
    "bring_instrument": LEAD,
    "instrument_draft": LEAD,
    "preview_draft": LEAD,
    "publish_draft": LEAD,
    "dispose_of_draft": LEAD,
    "use_instrument": LEAD,
    "export_workbook": LEAD,
    "export_yaml": LEAD,
    "languages": LEAD,
    "save_language": LEAD,
    "remove_language": LEAD,
    "recordings": LEAD,
    "recording_desk": LEAD,
    "keep_recording": LEAD,
    "remove_recording": LEAD,
    "recording_shelf": None,  # which languages can be heard: it holds no person
    "recording_list": None,
    "recording_sound": None,
    "translations": LEAD,
    "translate": LEAD,
    "write_translation": LEAD,
    "stand_for_all": LEAD,
    "translation_screen": LEAD,
    "translation_file": LEAD,
    "preview_file": LEAD,
    "take_file": LEAD,
    "want_language": LEAD,
    "publication": LEAD,
    "publish_translations": LEAD,
    "translators": LEAD,
    "invite_translator": LEAD,
    "revoke_translator": LEAD,
    "translator_door": None,
    "enter_desk": None,
    "leave_desk": None,
    "export_data": LEAD,
    "export_codebook": LEAD,
    "call_calendar": LEAD,
    "save_closure": LEAD,
    "add_shipped": LEAD,
    "closures_template": LEAD,
    "export_closures": LEAD,
    "preview_closures": LEAD,
    "take_closures": LEAD,
    "remove_closure": LEAD,
    "call_settings": LEAD,
    "save_call_settings": LEAD,
    "withdrawal": CALLER | LEAD,
    "withdraw_case": CALLER | LEAD,
    "withdrawals": LEAD,
    "withdrawal_by_code": TEAM,
    "withdraw_by_code": TEAM,
    "stop": None,  # whoever has a card; it says of no code whether somebody has it
    "stop_in": None,
    "stop_by_code": None,
    "due_calls": CALLER | LEAD,
    "outcomes": LEAD,
    "next_call": CALLER,
    "inbound_call": CALLER | LEAD,
    "take_case": CALLER,
    "put_back": CALLER,
    "renew_lease": CALLER,
    "reassign_case": LEAD,
    "call_now": CALLER | LEAD,
    "case": CALLER | LEAD,
    "reveal_number": CALLER,
    "record_attempt": CALLER,
    "start_call": CALLER,
    "rota": CALLER | LEAD,
    "forecast": CALLER | LEAD,
    "my_hours": CALLER,
    "add_shift": CALLER | LEAD,
    "copy_week": CALLER | LEAD,
    "remove_shift": CALLER | LEAD,
    "choose_call_languages": CALLER | LEAD,
    "go_on_call": CALLER,
    "change_number": CALLER,
    "patterns": None,
    "self_door": None,  # whoever fills it in alone: the link or her own cookie says what she may see
    "self_knock": None,
    "self_start": None,
    "self_begin": None,
    "self_sheet": None,
    "self_fill_in": None,
    "waves": LEAD,
    "add_wave": LEAD,
    "wave": LEAD,
    "change_wave": LEAD,
    "remove_wave": LEAD,
    "follow_links": CALLER | LEAD,
    "offer_follow_link": CALLER,
    "make_follow_link": CALLER,
    "revoke_follow_link": CALLER | LEAD,
    "remind_mentor": CALLER | LEAD,
    "renew_mentor_link": CALLER | LEAD,
    "follow_link": None,  # the link itself says whose questionnaire it is
    "begin_follow_link": None,
    "locked": None,  # on a phone that was handed over; its own cookie says which
    "unlock": None,
    "still_there": None,
    "next_person": None,
}


def clock(request: Request) -> Clock:
    """The clock of this server."""
    held: Clock = request.app.state.clock
    return held


def sealer(request: Request) -> Sealer:
    """What seals and opens names and numbers."""
    held: Sealer = request.app.state.sealer
    return held


def links(request: Request) -> LinkSigner:
    """What signs and reads the links that an evening shows."""
    held: LinkSigner = request.app.state.links
    return held


def own_links(request: Request) -> OwnLinkSigner:
    """What signs and reads personal links."""
    held: OwnLinkSigner = request.app.state.own_links
    return held


def admit(session: Session, request: Request, *, now: datetime, route: str) -> Person | None:
    """Who is asking, if the table lets them in.

    Raises:
        SignInNeeded: The route is for the team and nobody is signed in.
        NotAllowed: The route is for another role.
    """
    allowed = POLICY.get(route, NOBODY)
    person, request.state.phone_id = people.signed_in(session, session_token(request), now=now)
    if person is not None:
        session.expunge(person)  # a refusal undoes the transaction, and its page still says who is signed in
    request.state.person = person
    if allowed is None:
        return person
    if person is None:
        raise SignInNeeded
    if person.role not in allowed:
        raise NotAllowed
    return person


ClockDep = Annotated[Clock, Depends(clock)]
SealerDep = Annotated[Sealer, Depends(sealer)]
LinksDep = Annotated[LinkSigner, Depends(links)]
OwnLinksDep = Annotated[OwnLinkSigner, Depends(own_links)]


def guest(request: Request, session: SessionDep, time: ClockDep) -> Person | None:
    """The dependency of every route: the table decides, by the route's own name."""
    return admit(session, request, now=time.now(), route=request.scope["route"].name)


def member(person: Annotated[Person | None, Depends(guest)]) -> Person:
    """The person that the table let in."""
    if person is None:
        raise SignInNeeded
    return person


def phone(request: Request, session: SessionDep, time: ClockDep) -> None:
    """The dependency of what a phone says about itself: its own cookie, whoever is signed in on it."""
    now = time.now()
    if not phones.alive(session, phone_tokens(request), now=now):
        admit(session, request, now=now, route=request.scope["route"].name)
        raise SignInNeeded


Guest = Annotated[Person | None, Depends(guest)]
Me = Annotated[Person, Depends(member)]
PhoneDep = Annotated[None, Depends(phone)]
