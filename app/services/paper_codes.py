"""Numbers on paper: short enough to type, and a mistyped one is noticed."""

import re
import secrets

from app.errors import N_, FieldworkError

LETTERS = "123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 31, a prime: no 0 and O, no I and L, no U
LENGTH = 5  # and one that checks them
SHEET, SLIP = "P", "N"
CODE = re.compile(rf"([{SHEET}{SLIP}])-?([{LETTERS}]{{{LENGTH + 1}}})")


class Mistyped(FieldworkError):
    """No paper of ours can have this number."""

    status = 422
    sentence = N_(
        "“%(code)s” cannot be a number of ours. It is P (or N, on the page for name and number), a dash and six signs. "
        "There is no zero and no letter O, I, L or U in it; look again."
    )


def new(kind: str) -> str:
    """A number that was most likely never given out; the database has the last word."""
    signs = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{kind}-{signs}{_check(signs)}"


def read(typed: str) -> str:
    """The number in what somebody typed or a scanner read, with or without dash, in small letters, in a link.

    Raises:
        Mistyped: There is none in it; one wrong sign and two that changed places are noticed.
    """
    last = typed.strip().partition("?")[0].rstrip("/").rpartition("/")[2]
    found = CODE.fullmatch(re.sub(r"[\s.–—]", "", last).upper())
    if found is None or _check(found[2][:LENGTH]) != found[2][LENGTH]:
        raise Mistyped(code=last[:40])
    return f"{found[1]}-{found[2]}"


def link(base: str, code: str, context: str) -> str:
    """What a scanner reads on a page: where to enter it, and what it is, should the number alone not be known."""
    where = {SHEET: "entry", SLIP: "contact"}[code[0]]
    return f"{base}/paper/{where}/{code}" + (f"?of={context}" if context else "")


def _check(signs: str) -> str:
    return LETTERS[sum(weight * LETTERS.index(sign) for weight, sign in enumerate(signs, 1)) % len(LETTERS)]
