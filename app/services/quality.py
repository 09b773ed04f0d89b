"""What stands out, per interviewer: shown to herself at once, to the lead after her, quiet once it was talked about.

Words about the work, never a list of who is best: the order is by name, and nothing adds up to a mark.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app import i18n
from app.clock import local
from app.errors import N_, FieldworkError, NotFound
from app.models import Interview, Person, QualityNote, Respondent
from app.quality import beside, rules, showing, words
from app.quality.showing import Noted
from app.quality.talks import Flag, Talk
from app.services import audit, quality_facts

NO_WORDS = N_("Write a word or two about it first.")
LONGEST = 1000
SHOWN = 8  # interviews behind one flag; the rest are counted

Dated = tuple[Flag, datetime]


@dataclass(frozen=True)
class Behind:
    """An interview behind a flag, and what stands out in it."""

    interview_id: UUID
    code: str
    began: datetime
    sentence: str


@dataclass(frozen=True)
class Said:
    """A note: by herself or by the lead."""

    note: QualityNote
    person: Person

    @property
    def by_herself(self) -> bool:
        """Whether it is her own word."""
        return self.note.person_id == self.note.interviewer_id


@dataclass(frozen=True)
class Topic:
    """One rule that speaks for one interviewer, with what is behind it and what was said about it."""

    rule: str
    title: str
    ask: str
    sentence: str  # of all her interviews together; empty where single interviews tell
    behind: tuple[Behind, ...]
    more: int
    said: tuple[Said, ...]
    is_seen: bool
    is_quiet: bool


@dataclass(frozen=True)
class Card:
    """One interviewer: how many interviews, what to talk about, and what was talked about."""

    person: Person
    interviews: int
    topics: tuple[Topic, ...]

    @property
    def open(self) -> list[Topic]:
        """To talk about."""
        return [one for one in self.topics if not one.is_quiet]

    @property
    def quiet(self) -> list[Topic]:
        """Talked about already."""
        return [one for one in self.topics if one.is_quiet]


def overview(session: Session, *, now: datetime) -> list[Card]:
    """The lead's page: those with something to talk about first, and then by name."""
    talks = quality_facts.talks(session, now=now)
    flags = _by_interviewer(_flags(talks))
    held = _held(talks)
    people = session.exec(select(Person).where(col(Person.id).in_(held)).order_by(col(Person.name), col(Person.id)))
    notes = _notes(session, held)
    cards = [
        _card(session, person, held[person.id], flags[person.id], notes[person.id], now=now, for_lead=True)
        for person in people
    ]
    return sorted(cards, key=lambda card: not card.open)


def own(session: Session, me: Person, *, now: datetime, alone: bool = False) -> Card:
    """Her own page: everything, from the moment that it is there; `alone`: without a look at the others."""
    talks = quality_facts.talks(session, now=now, interviewer=me.id if alone else None)
    mine = _by_interviewer(_flags(talks, compare=not alone))[me.id]
    notes = _notes(session, [me.id])
    return _card(session, me, _held(talks).get(me.id, 0), mine, notes[me.id], now=now, for_lead=False)


def of_interview(session: Session, interview_id: UUID, *, now: datetime) -> list[tuple[str, str, str]]:
    """What stands out in one interview: title, sentence, question; as far as the lead sees it yet."""
    found = quality_facts.talks(session, now=now, interview=interview_id)
    shown = []
    for flag, existed in _flags(found, compare=False):
        noted = _noted(_notes(session, [flag.interviewer])[flag.interviewer], flag.rule)
        if showing.is_shown_to_lead(existed, noted, local(now)):
            shown.append((i18n.gettext(words.TITLES[flag.rule]), sentence(flag), i18n.gettext(words.ASK[flag.rule])))
    return shown


def note(session: Session, interviewer_id: int, rule: str, text: str, *, by: Person, now: datetime) -> QualityNote:
    """The lead talked with her about it, or she explains it herself; it is written down and quiets the rule.

    Raises:
        NotFound: There is no such person or rule.
        FieldworkError: The lead wrote nothing.
    """
    if rule not in words.TITLES or session.get(Person, interviewer_id) is None:
        raise NotFound
    said = text.strip().replace("\0", "")[:LONGEST]
    if not said and by.id != interviewer_id:
        raise FieldworkError(NO_WORDS)
    row = QualityNote(interviewer_id=interviewer_id, rule=rule, note=said, person_id=by.id, at=now)
    session.add(row)
    session.flush()
    audit.record(session, "quality.note", by=by, now=now, thing=f"{interviewer_id} {rule}")
    return row


def sentence(flag: Flag) -> str:
    """What stands out, in the language of the screen."""
    figures = {name: _figure(flag.rule, value) for name, value in flag.figures.items()}
    return i18n.gettext(words.STANDS_OUT[flag.rule], **figures)


def _figure(rule: str, value: float) -> str:
    if rule in words.PER_CENT:
        return i18n.number(round(100 * value))
    return i18n.number(round(value, 1) if rule in words.ONE_DECIMAL else round(value))


def _flags(talks: Sequence[tuple[Talk, datetime]], *, compare: bool = True) -> list[Dated]:
    """Every flag with the moment from which on it was there."""
    found = [(flag, existed) for talk, existed in talks for flag in rules.of(talk)]
    if compare:
        last = {talk.interviewer: existed for talk, existed in talks}
        found += [(flag, last[flag.interviewer]) for flag in beside.of_all(talk for talk, _ in talks)]
    return found


def _by_interviewer(flags: Iterable[Dated]) -> dict[int, list[Dated]]:
    held: dict[int, list[Dated]] = defaultdict(list)
    for flag, existed in flags:
        held[flag.interviewer].append((flag, existed))
    return held


def _held(talks: Iterable[tuple[Talk, datetime]]) -> dict[int, int]:
    held: dict[int, int] = defaultdict(int)
    for talk, _ in talks:
        held[talk.interviewer] += 1
    return held


def _notes(session: Session, people: Iterable[int]) -> dict[int, list[Said]]:
    query = (
        select(QualityNote, Person)
        .join(Person, col(QualityNote.person_id) == col(Person.id))
        .where(col(QualityNote.interviewer_id).in_(list(people)))
        .order_by(col(QualityNote.at), col(QualityNote.id))
    )
    held: dict[int, list[Said]] = defaultdict(list)
    for row, person in session.exec(query):
        held[row.interviewer_id].append(Said(row, person))
    return held


def _noted(said: Iterable[Said], rule: str) -> list[Noted]:
    return [Noted(one.note.at, by_herself=one.by_herself) for one in said if one.note.rule == rule]


def _card(
    session: Session,
    person: Person,
    interviews: int,
    flags: Sequence[Dated],
    notes: Sequence[Said],
    *,
    now: datetime,
    for_lead: bool,
) -> Card:
    topics = []
    for rule in words.TITLES:
        noted = _noted(notes, rule)
        shown = [
            (flag, existed)
            for flag, existed in flags
            if flag.rule == rule and (not for_lead or showing.is_shown_to_lead(existed, noted, local(now)))
        ]
        if shown:
            topics.append(_topic(session, rule, shown, [one for one in notes if one.note.rule == rule], now=now))
    return Card(person, interviews, tuple(topics))


def _topic(session: Session, rule: str, shown: Sequence[Dated], said: Sequence[Said], *, now: datetime) -> Topic:
    noted = _noted(said, rule)
    about_all = all(flag.interview is None for flag, _ in shown)
    quiet = [showing.is_talked_about(existed, noted, local(now), about_all=about_all) for _, existed in shown]
    fresh = [one for one, is_quiet in zip(shown, quiet, strict=True) if not is_quiet] or list(shown)
    newest = max(existed for _, existed in shown)
    return Topic(
        rule=rule,
        title=i18n.gettext(words.TITLES[rule]),
        ask=i18n.gettext(words.ASK[rule]),
        sentence=sentence(shown[0][0]) if about_all else "",
        behind=() if about_all else _behind(session, [flag for flag, _ in fresh][-SHOWN:]),
        more=0 if about_all else max(0, len(fresh) - SHOWN),
        said=tuple(one for one in said if one.note.note),
        is_seen=any(one.by_herself and one.at >= newest for one in noted),
        is_quiet=all(quiet),
    )


def _behind(session: Session, flags: Sequence[Flag]) -> tuple[Behind, ...]:
    query = (
        select(Interview.id, Interview.started_at, Respondent.code)
        .join(Respondent, col(Interview.respondent_id) == col(Respondent.id))
        .where(col(Interview.id).in_([flag.interview for flag in flags]))
    )
    found = {one: (code, started) for one, started, code in session.exec(query)}
    return tuple(
        Behind(flag.interview, *found[flag.interview], sentence(flag))
        for flag in reversed(flags)
        if flag.interview in found
    )
