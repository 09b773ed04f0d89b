"""What somebody reads who fills it in alone, in languages that the screens of the team do not have."""

import re
from pathlib import Path

import pytest

from app import errors, i18n
from app.services import typed

SELF = Path(i18n.__file__).parent / "templates" / "self"
SPOKEN = re.compile(r"""_\((["'])(.+?)\1\)""")
TRANS = re.compile(r"{% trans [^%]*%}(.+?){% endtrans %}")
DOORS = {"door.html", "lock.html", "sorry.html"}  # read by students, or before anybody chose a language
NAMED = re.compile(r"%\(\w+\)s|\{\w+\}")
ALONE = [errors.EveningOver, errors.TakenBack, errors.TakenOver, errors.TooManyStarts, errors.StartAgain]
ALONE += [errors.OwnLinkOver, errors.WentOnElsewhere]
PROBLEMS = [typed.CHOOSE, typed.FILL_IN, typed.A_NUMBER, typed.A_DATE, typed.RANKED, typed.NO_SUCH_NUMBER]


def sentences() -> set[str]:
    """Every sentence that stands beside the questions."""
    found = {*PROBLEMS, typed.CANNOT_BE, typed.TOO_LONG, *typed.REASONS.values(), *(one.sentence for one in ALONE)}
    for file in SELF.glob("*.html"):
        if file.name not in DOORS:
            text = file.read_text("utf-8")
            found |= {said for _, said in SPOKEN.findall(text)}
            found |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", said) for said in TRANS.findall(text)}
    return found - {"Back to your class"}  # of a mentor, whose list is in Dutch


@pytest.mark.parametrize("tag", ["pap", "pt", "pl", "ur"])
def test_every_sentence_beside_the_questions_is_there_in_the_parents_languages(tag: str) -> None:
    said = i18n.said_alone()[tag]

    assert sentences() - set(said) == set()
    assert {one for one in said if sorted(NAMED.findall(one)) != sorted(NAMED.findall(said[one]))} == set()


def test_a_language_without_such_words_shows_the_dutch_ones() -> None:
    i18n.speak_alone("rif")
    assert i18n.current() == "nl"
    i18n.speak_alone("pl")
    assert (i18n.gettext("Next"), i18n.gettext("Sign in")) == ("Dalej", i18n.catalogue("nl").gettext("Sign in"))
    i18n.speak("pl")
    assert i18n.current() == "nl"  # the team's own screens are not half in Polish
