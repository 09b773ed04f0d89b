"""Invented names and numbers for the parents who may be rung.

The Netherlands has no numbers set aside for fiction that we know of. These lie in the range of pagers (066), right
after the zeros: valid by the numbering plan, but no parent's telephone.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from app.demo.records import Contact, Respondent

PHONE_PREFIX = "+31660000"  # three digits follow
SECOND_PHONE_SHARE = 0.25
# All of them are kept: calls are made on weekday evenings until half past eight, never in a holiday.
AVOID = (
    "niet in de schoolvakantie",
    "niet in het weekend",
    "niet onder werktijd",
    "niet na 20.30 uur",
    "’s ochtends slaap ik na de nachtdienst",
    "liever niet met de feestdagen",
)
AVOID_SHARE = 0.3
# When to ring, and how usual; everyone can in the evening.
BEST_TIMES = {
    ("weekday_evening",): 6,
    ("weekday_evening", "saturday"): 2,
    ("weekday_afternoon", "weekday_evening"): 2,
}

# Given names: women, men.
NAMES = {
    "dutch": ("Anja Ingrid Monique Petra Wilma Sandra Esther Marjolein", "Ruud Peter Marcel Henk Erik Ronald"),
    "moroccan": ("Fatima Khadija Naima Samira Malika Rachida", "Mohamed Hassan Rachid Driss Abdel"),
    "turkish": ("Fatma Ayşe Emine Hatice Zeynep Sevgi Gülay", "Mehmet Mustafa Ali Hüseyin İsmail"),
    "surinamese": ("Shanti Sharda Joyce Muriel Wonny Rita Farida", "Ramon Soerin Glenn Winston Roy"),
    "antillean": ("Shurensly Marilyn Gisela Lucia Ruthmila", "Edsel Rignald Elvis Franklin"),
    "cape_verdean": ("Maria Fernanda Lucinda Isabel", "João Manuel Armindo"),
    "pakistani": ("Nasreen Shazia Rubina", "Imran Tariq"),
    "other": ("Agnieszka Elena Amina Thi Sahra Jelena", "Piotr Ahmad Goran Minh"),
}


def ask_for(respondent: Respondent, rng: Random) -> str:
    """A given name that could be theirs; of an unknown origin or relation, any."""
    women, men = NAMES[respondent.origin or rng.choice(tuple(NAMES))]
    man = respondent.relation == "father" or (respondent.relation not in {"mother", "both"} and rng.random() < 0.4)
    return rng.choice((men if man else women).split())


def contacts(respondents: Sequence[Respondent], rng: Random) -> list[Contact]:
    """Contact details of everyone who may be rung; no number occurs twice."""
    may_be_rung = [respondent for respondent in respondents if respondent.consents["recontact"]]
    numbers = iter(rng.sample(range(100, 1000), 2 * len(may_be_rung)))
    found = [
        Contact(
            respondent=respondent.number,
            ask_for=ask_for(respondent, rng),
            phone=f"{PHONE_PREFIX}{next(numbers)}",
            second_phone=f"{PHONE_PREFIX}{next(numbers)}" if rng.random() < SECOND_PHONE_SHARE else None,
            second_person=None,
            avoid=rng.choice(AVOID) if rng.random() < AVOID_SHARE else None,
            language=respondent.language,
            best_times=rng.choices(list(BEST_TIMES), list(BEST_TIMES.values()))[0],
        )
        for respondent in may_be_rung
    ]
    return [replace(one, second_person=_other(one.respondent)) if one.second_phone else one for one in found]


def _other(number: int) -> str | None:
    """Whose the second number is: of every third parent her own."""
    names = " ".join(" ".join(both) for both in NAMES.values()).split()
    return names[number % len(names)] if number % 3 else None
