"""Random questionnaires that hang together: what a researcher could have written, in several languages."""

import re
from typing import Any

from hypothesis import strategies as st

from app.instrument.schema import Instrument
from app.instrument.syntax import compile_expression

TAGS = ("nl", "en", "tr", "ar", "ur", "pl", "pt", "pap", "ckb", "ary", "fr", "pt-BR")
#: Letters of several scripts, quotes of all kinds, signs that formulas and XML would trip over.
LETTERS = "aeiknrst éçğıŁ أوافقبشدة متفق 漢 0123456789 .,;:!?'\"“”‘’«»=+-@<>&%*#_|/\\()[]{}…\n"
NAMES = st.from_regex(r"[a-z][a-z0-9_]{1,9}", fullmatch=True)
INSERTS = re.compile(r"\$\{|\{[^{}]*\}")  # an answer, or what a script leaves open: refused on purpose
SPOKEN = st.text(LETTERS, min_size=1, max_size=25).filter(lambda text: text.strip() and not INSERTS.search(text))
SHORT = st.text("abc XYZ é-(),.'\"", min_size=1, max_size=15).map(str.strip).filter(bool)
KINDS = ("note", "text", "integer", "decimal", "date", "select_one", "select_multiple", "rank")
CONSENTS = ("interview", "recontact", "special_category")


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """A questionnaire with sections, choice lists, scales, consents and what they permit."""
    languages: list[str] = draw(st.lists(st.sampled_from(TAGS), min_size=1, max_size=4, unique=True))
    names = iter(draw(st.lists(NAMES, min_size=12, max_size=12, unique=True)))
    drawing = _Drawing(draw, languages, names)
    document: dict[str, Any] = {
        "name": draw(st.from_regex(r"[a-z][a-z0-9-]{1,20}", fullmatch=True)),
        "title": drawing.texts(),
        "role": draw(st.sampled_from(["parent", "pupil", "mentor", "observer"])),
        "wave": draw(st.sampled_from(["w1", "w2", "w3"])),
        "languages": languages,
        "drafts": [tag for tag in languages if draw(st.booleans())],
        "source": draw(SHORT),
        "choices": drawing.choices,
        "scales": {},
        "survey": drawing.sections(),
    }
    if draw(st.booleans()):
        document["scales"] = {
            "agreement": {"label": drawing.texts(), "variable_label": draw(SHORT), "source": draw(SHORT)}
        }
        document["survey"][-1]["items"] += [drawing.of_scale(name) for name in ("zz_first", "zz_second")]
    return Instrument.model_validate(document)


class _Drawing:
    """Draws the pieces, and remembers what may be referred to."""

    def __init__(self, draw: st.DrawFn, languages: list[str], names: Any) -> None:
        self.draw, self.languages, self.names = draw, languages, names
        self.earlier: list[str] = []
        self.consents: dict[str, str] = {}
        self.choices: dict[str, list[dict[str, Any]]] = {
            "yes_no": [{"name": code, "label": self.texts(f" {code}")} for code in ("1", "0")],
            "agree5": [{"name": str(point), "label": self.texts(f" {point}")} for point in range(1, 6)],
            "codes": [{"name": code, "label": self.texts(f" {code}")} for code in ("a1", "b", "77")],
        }
        if draw(st.booleans()):
            self.choices["codes"].append({"name": "old", "label": self.texts(" old"), "retired": True})

    def texts(self, end: str = "") -> dict[str, str]:
        return {tag: self.draw(SPOKEN) + end for tag in self.languages}

    def sections(self) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for at in range(self.draw(st.integers(1, 3))):
            section: dict[str, Any] = {"name": f"part_{at}", "label": self.texts()}
            if self.earlier and self.draw(st.integers(0, 1)) == 1:
                section |= {"name": self.earlier[0], "relevant": self.condition()}  # called as an item is
                if any(other["name"] == section["name"] for other in made):
                    section["name"] = f"part_{at}"
            section["items"] = [self.item() for _ in range(self.draw(st.integers(1, 3)))]
            made.append(section)
        return made

    def item(self) -> dict[str, Any]:
        name = next(self.names) + "_q"
        if len(self.consents) < len(CONSENTS) and self.draw(st.integers(0, 3)) == 0:
            return self.consent(name)
        item = self.plain(name) | self.more()
        if item["type"] == "note":  # is read aloud and has no answer
            return {
                key: value for key, value in item.items() if key not in ("constraint", "constraint_message", "core")
            }
        self.earlier.append(name)
        if item["type"] == "text" and "recontact" in self.consents and self.draw(st.booleans()):
            self.earlier.pop()
            item |= {"contact": name, "relevant": ["=", ["$", self.consents["recontact"]], 1], "appearance": "tel"}
        elif "special_category" in self.consents and self.draw(st.booleans()):
            item |= {"special": True, "relevant": ["=", ["$", self.consents["special_category"]], "1"]}
        return item

    def consent(self, name: str) -> dict[str, Any]:
        kind = CONSENTS[len(self.consents)]
        self.consents[kind] = name
        self.earlier.append(name)
        label = {"label": self.texts(), "variable_label": self.draw(SHORT)}
        return {"name": name, "type": "select_one", "choice_list": "yes_no", "consent": kind, **label}

    def plain(self, name: str) -> dict[str, Any]:
        kind = self.draw(st.sampled_from(KINDS))
        listed = {"choice_list": "codes"} if kind in ("select_one", "select_multiple", "rank") else {}
        return {"name": name, "type": kind, "label": self.texts(), "variable_label": self.draw(SHORT), **listed}

    def more(self) -> dict[str, Any]:
        """What an item may have besides, each now and then."""
        found: dict[str, Any] = {}
        for key in ("hint", "guidance", "constraint", "relevant", "source", "required", "core", "wording"):
            if self.draw(st.integers(0, 2)) == 0:
                found |= self.one(key)
        return found

    def one(self, key: str) -> dict[str, Any]:
        if key == "guidance":  # for the interviewer: in some languages, also in some that are never read aloud
            return {"guidance": {tag: self.draw(SPOKEN) for tag in ("nl", "en") if self.draw(st.booleans())}}
        if key == "constraint":
            return {
                "constraint": compile_expression(". != '' and . <= '2026-03-01'"),
                "constraint_message": self.texts(),
            }
        if key == "relevant":
            return {"relevant": self.condition()} if self.earlier else {}
        if key == "wording":
            occasion = self.draw(st.sampled_from(["per_mode", "per_activity"]))
            names = ["capi", "cati", "self", "paper"] if occasion == "per_mode" else ["talk", "meeting"]
            said = {"label": self.texts()} | ({"hint": self.texts()} if self.draw(st.booleans()) else {})
            return {occasion: {self.draw(st.sampled_from(names)): said}}
        others: dict[str, dict[str, Any]] = {"source": {"source": self.draw(SHORT)}, "required": {"required": False}}
        return {"hint": self.texts()} if key == "hint" else others.get(key, {"core": True})

    def condition(self) -> Any:
        name = ["$", self.draw(st.sampled_from(self.earlier))]
        trees = [
            ["!=", name, ""],
            [">", ["+", name, -3], ["div", 7, 2.5]],
            ["not", ["<=", name, "2012-12-31"]],
            ["and", ["!=", name, ""], ["or", ["<", name, 5], ["not", ["=", name, ""]]]],
            ["=", ["-", ["-", 1, name], ["-", 2, 3]], ["*", ["+", 1, 2], ["mod", -7, 3]]],
        ]
        return self.draw(st.sampled_from(trees))

    def of_scale(self, name: str) -> dict[str, Any]:
        return self.plain(name) | {"type": "select_one", "choice_list": "agree5", "scale": "agreement"}
