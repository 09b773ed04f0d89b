"""Is a questionnaire fit for the phone, the export and SPSS?

SPSS cuts labels silently (value labels at 120 bytes, which is 60 Arabic letters) and refuses some names. What would
only show in the file of an analyst, a year later, is refused here.
"""

import re
from collections.abc import Iterable, Iterator

from app.errors import N_
from app.instrument.checks import placed, texts
from app.instrument.problems import Place, Problem, say
from app.instrument.schema import Choice, Instrument

LONGEST_LABEL = 120  # bytes of UTF-8
NAME = re.compile(r"[a-z][a-z0-9_]{1,31}")
FILE_NAME = re.compile(r"[a-z][a-z0-9-]{1,31}")
CODE = re.compile(r"0|[1-9][0-9]{0,3}|[a-z][a-z0-9_]{0,30}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*|x(-[A-Za-z0-9]{2,8})+")
WAVE = re.compile(r"w[1-9]")
SPSS_WORDS = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
#: The columns that stand before the answers in every export.
EXPORT_COLUMNS = {"respondent", "role", "site", "stratum", "group", "condition", "intervention", "activity"}
EXPORT_COLUMNS |= {"wave", "mode", "language", "interviewer", "started", "minutes", "instrument", "version"}
INSERTED = re.compile(r"\$\{[^}]*\}")
IN_A_TEXT = N_("`%(found)s` in a text would be read aloud as it stands; the same words are read to everybody.")
#: What the call screen fills in in a script; nothing else is.
BLANKS = {"caller", "office", "line", "ask_for", "school", "month", "code"}
BLANK = re.compile(r"\{([^{}]*)\}")
UNKNOWN_BLANK = N_("Nothing is filled in for `%(found)s`.")
OTHER_BLANKS = N_("`%(found)s` is filled in in one language and not in `%(tag)s`.")
FIVE_POINTS = ("1", "2", "3", "4", "5")


def lint(instrument: Instrument) -> Iterator[Problem]:
    """Everything that would go wrong further on, each with its place."""
    yield from _names(instrument)
    yield from _variable_labels(instrument)
    yield from _value_labels(instrument)
    yield from _five_points(instrument)
    yield from _insertions(instrument)
    yield from _blanks(instrument)


def _insertions(instrument: Instrument) -> Iterator[Problem]:
    for place, said in texts(instrument):
        for tag, text in said.items():
            if found := INSERTED.search(text):
                yield Problem((*place, tag), say(IN_A_TEXT, found=found[0]))


def _blanks(instrument: Instrument) -> Iterator[Problem]:
    """What a script leaves open is known, and the same in every language: a translation cannot lose the number."""
    for place, said in texts(instrument) if instrument.is_script else ():
        wanted = set(BLANK.findall(said.get(instrument.languages[0], "")))
        for tag, text in said.items():
            found = set(BLANK.findall(text))
            if strange := found - BLANKS:
                yield Problem((*place, tag), say(UNKNOWN_BLANK, found=f"{{{min(strange)}}}"))
            elif found != wanted:
                yield Problem((*place, tag), say(OTHER_BLANKS, found=f"{{{min(found ^ wanted)}}}", tag=tag))


def _names(instrument: Instrument) -> Iterator[Problem]:
    yield from _ill_formed(N_("an instrument"), [(("instrument",), instrument.name)], FILE_NAME)
    yield from _ill_formed(N_("a wave"), [(("wave",), instrument.wave)], WAVE)
    tags = [(("languages", at), tag) for at, tag in enumerate(instrument.languages)]
    yield from _ill_formed(N_("a language"), tags, LANGUAGE)
    yield from _ill_formed(N_("a choice list"), [(("choices", name), name) for name in instrument.choices], NAME)
    yield from _ill_formed(N_("a scale"), [(("scales", name), name) for name in instrument.scales], NAME)
    yield from _ill_formed(N_("a choice"), ((place, choice.name) for place, choice in _choices(instrument)), CODE)
    sections = [(("survey", s, "section"), section.name) for s, section in enumerate(instrument.survey)]
    yield from _ill_formed(N_("a section"), sections, NAME)
    yield from _variables(instrument)


def _variables(instrument: Instrument) -> Iterator[Problem]:
    items = [((*place, "name"), item.name) for place, item in placed(instrument)]
    yield from _ill_formed(N_("an item"), items, NAME)
    for place, name in items:
        if name in SPSS_WORDS:
            yield Problem(place, say(N_("`%(name)s` is a reserved word of SPSS; choose another name."), name=name))
        if name in EXPORT_COLUMNS:
            yield Problem(
                place, say(N_("`%(name)s` is already a column of every export; choose another name."), name=name)
            )


def _ill_formed(what: str, names: Iterable[tuple[Place, str]], pattern: re.Pattern[str]) -> Iterator[Problem]:
    for place, name in names:
        if not pattern.fullmatch(name):
            yield Problem(
                place,
                say(
                    N_("`%(name)s` cannot be the name of %(what)s; %(rule)s."),
                    name=name,
                    what=say(what),
                    rule=say(RULES[pattern]),
                ),
            )


RULES = {
    NAME: N_("use 2 to 32 small letters, digits and _, a letter first"),
    FILE_NAME: N_("use 2 to 32 small letters, digits and -, a letter first"),
    CODE: N_("use a whole number, or small letters, digits and _, a letter first"),
    LANGUAGE: N_("use a language tag such as nl or pt-PT"),
    WAVE: N_("use w1 to w9"),
}


def _choices(instrument: Instrument) -> Iterator[tuple[Place, Choice]]:
    for name, choices in instrument.choices.items():
        for at, choice in enumerate(choices):
            yield ("choices", name, at), choice


def _variable_labels(instrument: Instrument) -> Iterator[Problem]:
    labels = [((*place, "variable_label"), item.variable_label) for place, item in placed(instrument)]
    labels += [(("scales", name, "variable_label"), scale.variable_label) for name, scale in instrument.scales.items()]
    for place, label in labels:
        if not label.strip():
            yield Problem(place, "`variable_label` is empty.")
        yield from _too_long(label, "`variable_label`", place)


def _value_labels(instrument: Instrument) -> Iterator[Problem]:
    for place, choice in _choices(instrument):
        for tag, label in choice.label.items():
            yield from _too_long(label, say(N_("The label in `%(tag)s`"), tag=tag), (*place, "label", tag))
    for name, choices in instrument.choices.items():
        for tag in instrument.languages:
            yield from _look_alikes(choices, tag, ("choices", name))


def _too_long(label: str, what: str, place: Place) -> Iterator[Problem]:
    if (length := len(label.encode())) > LONGEST_LABEL:
        yield Problem(
            place,
            say(
                N_("%(what)s has %(length)s bytes; SPSS keeps %(most)s."), what=what, length=length, most=LONGEST_LABEL
            ),
        )


def _look_alikes(choices: tuple[Choice, ...], tag: str, place: Place) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, choice in enumerate(choices):
        label = choice.label.get(tag, "").strip()
        if label and label in seen:
            yield Problem(
                (*place, at, "label", tag),
                say(N_("Two choices are both called '%(label)s' in `%(tag)s`."), label=label, tag=tag),
            )
        seen.add(label)


def _five_points(instrument: Instrument) -> Iterator[Problem]:
    """Lists of a scale, and lists whose name ends in 5, run from 1 to 5 and lose no point."""
    measuring = {item.choice_list for item in instrument.items() if item.scale}
    for name, choices in instrument.choices.items():
        offered = tuple(choice.name for choice in choices if not choice.retired)
        if (name in measuring or name.endswith("5")) and offered != FIVE_POINTS:
            yield Problem(
                ("choices", name),
                say(N_("`%(name)s` must run from 1 to 5 in this order, a label for each point."), name=name),
            )
