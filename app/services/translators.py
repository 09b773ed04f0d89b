"""Translators outside the team: a personal link to some languages of some questionnaires, for some weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.errors import N_, FieldworkError, NotAllowed, NotFound
from app.models import Person, Translator
from app.security.tokens import fingerprint, new_token
from app.services import audit

WEEKS = (1, 2, 4, 8, 12, 26)
LONGEST_NAME = 80


class LinkIncomplete(FieldworkError):
    """A link needs somebody and something to translate."""

    status = 422
    sentence = N_("Give a name, and at least one language. Nothing was made.")


class TranslatorNeeded(FieldworkError):
    """The link has ended, was taken back, or was never one of ours."""

    status = 401
    sentence = N_("This link does not work any more. What you wrote is kept; ask the lead for a new link.")


@dataclass(frozen=True)
class Worker:
    """Whoever sits at the desk: the lead, or somebody with a personal link."""

    name: str
    person: Person | None = None
    translator: Translator | None = None

    @property
    def is_lead(self) -> bool:
        """Whether everything is open to her."""
        return self.translator is None

    @property
    def lead(self) -> Person:
        """The lead herself.

        Raises:
            NotAllowed: Somebody else sits here.
        """
        if self.person is None:
            raise NotAllowed
        return self.person

    @property
    def may_release(self) -> bool:
        """Whether this one's name may stand for the second look."""
        return self.translator is None or self.translator.may_release

    def may(self, name: str, tag: str) -> bool:
        """Whether this questionnaire in this language is hers to work on."""
        if self.translator is None:
            return True
        named = self.translator.instruments.split()
        return tag in self.translator.languages.split() and (not named or name in named)

    def check(self, name: str, tag: str) -> None:
        """Nothing happens to what is not hers.

        Raises:
            NotFound: It is not.
        """
        if not self.may(name, tag):
            raise NotFound


@dataclass(frozen=True)
class Link:
    """A translator with what the lead hands over, once."""

    translator: Translator
    token: str


def invite(
    session: Session,
    *,
    name: str,
    languages: Sequence[str],
    instruments: Sequence[str],
    weeks: int,
    may_release: bool,
    by: Person,
    now: datetime,
) -> Link:
    """A personal link; only its fingerprint is kept.

    Raises:
        LinkIncomplete: There is no name, or no language.
    """
    if not name.strip() or not languages:
        raise LinkIncomplete
    token = new_token()
    row = Translator(
        name=name.strip()[:LONGEST_NAME],
        languages=" ".join(languages),
        instruments=" ".join(instruments),
        may_release=may_release,
        fingerprint=fingerprint(token),
        made_by=by.id,
        made_at=now,
        expires_at=now + timedelta(weeks=weeks if weeks in WEEKS else WEEKS[2]),
    )
    session.add(row)
    session.flush()
    audit.record(session, "translator.invite", by=by, now=now, thing=f"{row.id} {row.languages}")
    return Link(row, token)


def signed_in(session: Session, token: str | None, *, now: datetime) -> Translator | None:
    """Whose link this is, as long as it works."""
    if not token:
        return None
    row = session.exec(select(Translator).where(Translator.fingerprint == fingerprint(token))).first()
    return row if row is not None and row.revoked_at is None and row.expires_at > now else None


def enter(session: Session, token: str, *, now: datetime) -> Translator:
    """Open the desk with a link; it can be used again, from another device too.

    Raises:
        TranslatorNeeded: It does not work.
    """
    row = signed_in(session, token, now=now)
    if row is None:
        raise TranslatorNeeded
    row.seen_at = now
    return row


def revoke(session: Session, translator_id: int, *, by: Person, now: datetime) -> None:
    """End a link at once, wherever it is open.

    Raises:
        NotFound: There is none of this number.
    """
    row = session.get(Translator, translator_id)
    if row is None:
        raise NotFound
    row.revoked_at = row.revoked_at or now
    audit.record(session, "translator.revoke", by=by, now=now, thing=str(translator_id))


def known(session: Session) -> Sequence[Translator]:
    """Everybody who has or had a link, the newest first."""
    return session.exec(select(Translator).order_by(col(Translator.id).desc())).all()
