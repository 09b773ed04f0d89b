"""The types of XLSForm: which are asked here, which Aloud keeps by itself, and which it does not know, and why."""

import re
from typing import NamedTuple

from app.errors import N_

ASKED = {"note", "text", "integer", "decimal", "date"}
ALSO = {"string": "text", "int": "integer"}
#: Kept with every interview without a row for it.
KEPT = {"start", "end", "today", "deviceid", "device_id", "username", "audit", "phonenumber", "subscriberid"}
KEPT |= {"simserial", "email", "imei", "uri:deviceid", "start_time", "end_time", "property"}

WORKS_OUT = N_(
    "`%(type)s` works out a value, and nothing is worked out here. Take the row out; work it out of the data."
)
PLACES = N_("`%(type)s` records where somebody is, and Aloud never does. Take the row out.")
FILES = N_("`%(type)s` asks for a picture, a sound or a file, and Aloud keeps none of respondents. Take the row out.")
TIMES = N_("`%(type)s` cannot be asked here. Make it a `date`, a `text`, or a `select_one`.")
RANGE = N_("`%(type)s` cannot be asked here. Make it an `integer` with a constraint.")
TICK = N_("`%(type)s` cannot be asked here. Make it a `note`, or a `select_one` with the choices 1 (yes) and 0 (no).")
ELSEWHERE = N_("`%(type)s` takes its choices from another file. Put them on the sheet `choices`.")
HIDDEN = N_("`%(type)s` is never seen, and everything here is asked aloud. Take the row out.")
UNKNOWN = N_(
    "`%(type)s` is no type that is known. "
    "Known are note, text, integer, decimal, date, select_one, select_multiple and rank."
)
OTHER = N_("`or_other` is not added by itself. Add a choice for it, and a text that is asked when it is chosen.")
EARLIER = N_(
    "The choices of `%(type)s` come from an earlier answer, which is not possible here. "
    "Put them on the sheet `choices`."
)

REFUSED = (
    dict.fromkeys(("calculate", "hidden_calculate"), WORKS_OUT)
    | dict.fromkeys(("geopoint", "gps", "geotrace", "geoshape", "start-geopoint", "osm"), PLACES)
    | dict.fromkeys(("image", "photo", "audio", "video", "file", "background-audio", "barcode", "add"), FILES)
    | dict.fromkeys(("time", "datetime"), TIMES)
    | dict.fromkeys(("range",), RANGE)
    | dict.fromkeys(("acknowledge", "trigger"), TICK)
    | dict.fromkeys(("hidden", "xml-external", "csv-external", "include"), HIDDEN)
    | dict.fromkeys(("select_one_from_file", "select_multiple_from_file", "select_one_external"), ELSEWHERE)
)
SELECT = re.compile(
    r"(?P<kind>select_one|select one from|select one|select1|select_multiple|select all that apply from"
    r"|select all that apply|select multiple from|select multiple|rank)\s+(?P<list>\S.*)",
    re.IGNORECASE,
)
OR_OTHER = re.compile(r"\s+(or_other|or other|or specify other)$", re.IGNORECASE)
CONTROL = re.compile(r"(?P<way>begin|end)[\s_](?P<kind>group|repeat|loop|lgroup|looped group)\b.*", re.IGNORECASE)


class Kind(NamedTuple):
    """How a row is asked: its type with its choice list, or why it is not asked."""

    type: str = "text"
    choice_list: str | None = None
    is_kept: bool = False  # Aloud keeps it by itself
    refusal: str | None = None  # a msgid that names the `type`


def kind(said: str) -> Kind:
    """What a cell under `type` means."""
    said = " ".join(said.split())
    word = said.lower()
    if word in ASKED:
        return Kind(word)
    if word in ALSO:
        return Kind(ALSO[word])
    if word in KEPT or word.startswith("property "):
        return Kind(is_kept=True)
    if (first := word.split(" ")[0]) in REFUSED:
        return Kind(refusal=REFUSED[first])
    if found := SELECT.fullmatch(said):
        return _select(found["kind"].lower(), found["list"])
    return Kind(word) if word in ("select_one", "select_multiple", "rank") else Kind(refusal=UNKNOWN)


def _select(word: str, choices: str) -> Kind:
    if OR_OTHER.search(choices):
        return Kind(refusal=OTHER)
    if choices.startswith("${"):
        return Kind(refusal=EARLIER)
    if " " in choices:
        return Kind(refusal=UNKNOWN)
    if word == "rank":
        return Kind("rank", choices)
    return Kind("select_multiple" if "multiple" in word or "all" in word else "select_one", choices)
