"""Interviews of both waves, with what each answer took. Answers are invented (see `statements.py`, `followup.py`)."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from math import exp, log
from random import Random

from app.demo.followup import MISSING
from app.demo.people import uuid_from
from app.demo.records import Answer, CallAttempt, Contact, Interview, Respondent
from app.demo.tables import CODES
from app.demo.visits import Visit

# Seconds to read a question aloud and hear the answer: usual, and the shortest and longest that occur.
USUAL = {"capi": 8.0, "cati": 9.5}
SHORTEST, LONGEST = 4.0, 25.0
OTHER_LANGUAGE = 1.3  # reading in, and through, another language takes longer
TAUGHT_HERE = 0.7  # went to school in the Netherlands: published as 70 %
NOT_ASKED, YES, NO = "not_asked", "1", "0"
# Seconds for what is answered at a glance, and for scanning a code.
TAKES = {"may_text": 6.0, "second_agrees": 5.0, "card_saved": 20.0}
NO_TEXT, NOT_SAVED = 7, 3  # every seventh or third parent wants no message, or did not save our number


def opening(respondent: Respondent) -> dict[str, str]:
    """What comes before the statements."""
    relation = respondent.relation
    return {"consent": YES, "relation": CODES["relation"][relation] if relation else "refused"}


def background(respondent: Respondent, rng: Random) -> dict[str, str]:
    """Education and origin as codes, or why they are missing. Without consent origin is not asked."""
    education, origin = respondent.education, respondent.origin
    allowed = respondent.consents["special_category"]
    taught = education not in {None, "none"}
    return {
        "education": CODES["education"][education] if education else rng.choice(("refused", "dont_know")),
        "education_nl": (YES if rng.random() < TAUGHT_HERE else NO) if taught else NOT_ASKED,
        "origin_consent": YES if allowed else NO,
        "origin": CODES["origin"][origin] if origin else "refused" if allowed else NOT_ASKED,
    }


def closing(contact: Contact | None, *, thought_dutch_would_do: bool = False) -> dict[str, str]:
    """Whether and how the parent may be rung; name and numbers are no answers (see `Contact`)."""
    if contact is None:
        return {"recontact": NO} | dict.fromkeys(("call_language", "best_times", *TAKES), NOT_ASKED)
    return {
        "recontact": YES,
        "call_language": "nl" if thought_dutch_would_do else contact.language,
        "best_times": " ".join(contact.best_times),
        "may_text": YES if contact.respondent % NO_TEXT else NO,
        "second_agrees": YES if contact.second_phone else NOT_ASKED,
        "card_saved": YES if contact.respondent % NOT_SAVED else NO,
    }


def seconds(code: str, mode: str, language: str, rng: Random) -> float:
    """How long one answer took; what was not asked took no time."""
    if code == NOT_ASKED:
        return 0.0
    usual = USUAL[mode] * (1.0 if language == "nl" else OTHER_LANGUAGE)
    return round(min(LONGEST, max(SHORTEST, exp(rng.gauss(log(usual), 0.35)))), 1)


def timed(codes: Mapping[str, str], mode: str, language: str, rng: Random) -> dict[str, Answer]:
    """The answers with their times; each is given when its seconds are over."""
    took = [
        (TAKES[item] if code != NOT_ASKED else 0.0) if item in TAKES else seconds(code, mode, language, rng)
        for item, code in codes.items()
    ]
    answers = {}
    for (item, code), lasted, given in zip(codes.items(), took, accumulate(took), strict=True):
        missing = code in MISSING or code == NOT_ASKED
        answers[item] = Answer(None if missing else code, code if missing else None, lasted, round(given * 1000))
    return answers


def _interview(
    respondent: Respondent, *, mode: str, interviewer: int, started_at: datetime, codes: Mapping[str, str], rng: Random
) -> Interview:
    """One interview; it ends with its last answer."""
    answers = timed(codes, mode, respondent.language, rng)
    lasted = timedelta(seconds=round(sum(answer.seconds for answer in answers.values())))
    return Interview(
        id=uuid_from(rng),
        respondent=respondent.number,
        activity=respondent.activity,
        wave="w1" if mode == "capi" else "w2",
        mode=mode,
        language=respondent.language,
        interviewer=interviewer,
        started_at=started_at,
        ended_at=started_at + lasted,
        answers=answers,
    )


def first_interviews(
    respondents: Sequence[Respondent],
    contacts: Sequence[Contact],
    visits: Sequence[Visit],
    answers: Sequence[dict[str, str]],
    in_vain: Container[int],
    rng: Random,
) -> list[Interview]:
    """The first wave, at the door of the classroom; `in_vain` are those who will be rung in a language they lack."""
    may_be_rung = {contact.respondent: contact for contact in contacts}
    return [
        _interview(
            one,
            mode="capi",
            interviewer=visit.interviewer,
            started_at=visit.started_at,
            codes=opening(one)
            | codes
            | background(one, rng)
            | closing(may_be_rung.get(one.number), thought_dutch_would_do=one.number in in_vain),
            rng=rng,
        )
        for one, visit, codes in zip(respondents, visits, answers, strict=True)
    ]


def second_interviews(
    respondents: Sequence[Respondent],
    completed: Mapping[int, CallAttempt],
    answers: Mapping[int, Mapping[str, str]],
    rng: Random,
) -> list[Interview]:
    """The second wave, by telephone, in the order of the calls; both mappings go by respondent number."""
    held = sorted(completed.items(), key=lambda item: (item[1].at, item[1].caller))
    return [
        _interview(
            respondents[number - 1],
            mode="cati",
            interviewer=attempt.caller,
            started_at=attempt.at,
            codes={"consent": YES, **answers[number]},
            rng=rng,
        )
        for number, attempt in held
    ]
