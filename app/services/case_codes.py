"""The code on somebody's card, as she types it back: read with the eyes of whoever copied it in a hurry."""

import re
import unicodedata
from itertools import islice, product
from uuid import UUID

from sqlmodel import Session, col, select

from app import i18n
from app.errors import N_, FieldworkError
from app.models import Respondent
from app.services.respondents import LENGTH, SIGNS

#: What a sign of a code is taken for by somebody who reads it off a card; the first of each is how we print it.
ALIKE = ("8B", "5S", "2Z", "6G", "QO0D", "7I1L", "VU")
MEANT = {sign: [one for one in group if one in SIGNS] for group in ALIKE for sign in group}
MOST_SPELLINGS = 64  # of one typed code; more would be guessing
DASHES = r"\-–—−‐‑"
HEAD = re.compile(rf"\s*R\s*[{DASHES}]")
FILLING = re.compile(rf"[\s.,:;_/\\{DASHES}]+")


class NoCode(FieldworkError):
    """What was typed cannot be a code of ours; it says nothing about which there are."""

    status = 422
    sentence = N_("A code is the letter R, a dash, and six letters and digits. Look at the card once more.")


def read(typed: str) -> str:
    """What was typed as one of our codes is written: small letters, spaces, any digits, with or without its R.

    Raises:
        NoCode: It is too long or too short, or has a sign that no card has.
    """
    if not (code := as_code(typed)):
        raise NoCode
    return code


def as_code(typed: str) -> str:
    """The same; empty where it cannot be one."""
    seen = unicodedata.normalize("NFKC", i18n.plain_digits(typed)).replace("ı", "i").upper()
    head, plain = HEAD.match(seen), FILLING.sub("", seen)
    signs = plain[1:] if head or (len(plain) == LENGTH + 1 and plain[0] == "R") else plain
    if len(signs) != LENGTH or not all(sign in SIGNS or sign in MEANT for sign in signs):
        return ""
    return f"R-{signs}"


def find(session: Session, typed: str) -> Respondent | None:
    """Whose code it is; None where it is nobody's, or could be that of two.

    Raises:
        NoCode: It cannot be a code.
    """
    code = read(typed)
    query = select(Respondent).where(col(Respondent.code).in_(spellings(code)))
    found = {one.code: one for one in session.exec(query)}
    return found.get(code) or (next(iter(found.values())) if len(found) == 1 else None)


def is_like(seen: str, code: str) -> bool:
    """Whether a code may have been copied like this from a card."""
    pairs = zip(seen, code, strict=False)
    return len(seen) == len(code) and all(one == meant or meant in MEANT.get(one, ()) for one, meant in pairs)


def code_of(session: Session, respondent_id: UUID) -> str:
    """The code of somebody we met."""
    return session.get_one(Respondent, respondent_id).code


def spellings(code: str) -> list[str]:
    """The code itself, and those that look like it on a card."""
    signs = [sorted(MEANT.get(sign, [sign]), key=lambda one, typed=sign: one != typed) for sign in code[2:]]  # type: ignore[misc]
    return ["R-" + "".join(one) for one in islice(product(*signs), MOST_SPELLINGS)]
