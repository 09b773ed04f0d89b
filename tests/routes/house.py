"""Every route of the house, with an address that can be asked for."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route

from app.config import Settings
from app.main import create_app
from app.models import Person, PersonRole
from app.routes.doors import POLICY
from app.security.links import LinkSigner, OwnLinkSigner, Pass
from app.templating import build
from tests.databases import EVENING
from tests.factories import SmallStudy

EVERYBODY = (None, *PersonRole)
SAFE = {"GET", "OPTIONS"}
DIGEST = hashlib.sha256(b"spoken").hexdigest()[:32]  # of a recording that some tests keep first
UUID = "11111111-2222-4333-8444-555555555555"
SECRETS = ("a-signing-key-for-the-tests-only-0123",)
OWN_TOKEN = OwnLinkSigner(SECRETS).make("nl", EVENING + timedelta(hours=4))  # of a personal link that some tests keep


@dataclass(frozen=True)
class Way:
    """A route as a visitor meets it."""

    name: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    @property
    def roles(self) -> frozenset[PersonRole] | None:
        """Who may; None: anybody."""
        return POLICY.get(self.name, frozenset())

    def address(self, study: SmallStudy) -> str:
        """Where it is, with things of the small study filled in."""
        return self.path.format(
            name="app.css" if self.name == "static" else "parent-w1",
            version=study.w1.version,
            language="nl",
            tag="ar",
            release=build(),
            case_id=1,
            attempt_id=1,
            key="own_ending",
            closure_id=1,
            activity_id=study.talk.id,
            parked_id=1,
            person_id=study.other_student.id,
            interview_id=UUID,
            refusal_id=UUID,
            recording_id=1,
            digest=DIGEST,
            kind="ogg",
            phone_id=1,
            token=OWN_TOKEN if "follow_link" in self.name else evening_link(study),
            number=1,
            link_id=1,
            batch=UUID,
            code="P-111111",
            slip="N-111111",
            translator_id=1,
            draft_id=1,
            shift_id=1,
            wave_id=6,  # of the calls, the list that is the sixth in use
            form="po",
            site_id=study.talk.site_id,
            group_id=study.group.id,
            intervention_id=study.talk.intervention_id,
            export_id=1,
            item="info_tips",
            amendment_id=1,
        )


def evening_link(study: SmallStudy) -> str:
    """A link as an evening would show it."""
    return LinkSigner(SECRETS).sign(
        Pass(study.talk.id, study.student.id, EVENING + timedelta(hours=4), "parent", "parent-w1")
    )


def _ways(routes: Iterable[BaseRoute]) -> Iterator[Way]:
    for route in routes:
        if isinstance(route, Route | APIRoute):
            yield from (Way(route.name, method, route.path) for method in sorted((route.methods or set()) - {"HEAD"}))
        else:  # FastAPI keeps an included router as one entry
            yield from _ways(route.original_router.routes)  # type: ignore[attr-defined]


def _walk() -> list[Way]:
    nowhere = f"sqlite:///{tempfile.gettempdir()}/never-opened.db"
    return list(_ways(create_app(Settings(database_url=nowhere, secrets=("x",), contact_keys={"x": b"x" * 32})).routes))


WAYS = _walk()
UNSAFE = [way for way in WAYS if way.method not in SAFE]


def somebody(study: SmallStudy, role: PersonRole | None) -> Person | None:
    """The person of a role; nobody for none."""
    return {
        None: None,
        PersonRole.STUDENT: study.student,
        PersonRole.LEAD: study.lead,
        PersonRole.CALLER: study.caller,
    }[role]


def allowed(study: SmallStudy, way: Way) -> Person | None:
    """Somebody who may use this way."""
    return somebody(study, min(way.roles)) if way.roles else study.lead
