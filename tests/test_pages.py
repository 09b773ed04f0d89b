"""What every template, stylesheet and script of the house obeys, so that one page serves every language safely."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "app"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
STYLES = sorted((ROOT / "static").glob("*.css"))
TEMPLATE_CODE = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
TRANSLATED = re.compile(r"{%-?\s*trans\b.*?endtrans\s*-?%}", re.DOTALL)
NAMES = {"PDF", "χ²", "df", "CFI", "TLI", "RMSEA", "Aloud", "WhatsApp"}  # called so in every language
SAID = {"title", "aria-label", "placeholder", "alt", "aria-description", "aria-roledescription"}
TAGS = {"button", "div", "form", "input", "label", "main", "output", "section", "select", "span", "textarea"}

every_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
every_script = pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
every_style = pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)


class Page(HTMLParser):
    """The tags of a template and the words between them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        tags_named = re.sub(r"(</?){{.*?}}", r"\1x", source)  # a macro may write one of several tags
        self.feed(TEMPLATE_CODE.sub(" ", TRANSLATED.sub(" ", tags_named)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self.words += [given[name] for name in SAID & given.keys()]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page(path: Path) -> Page:
    return Page(path.read_text("utf-8"))


@every_template
def test_nothing_runs_and_nothing_is_styled_inside_a_page(path: Path) -> None:
    tags = page(path).tags

    assert [tag for tag, given in tags if tag == "style" or (tag == "script" and "src" not in given)] == []
    assert [name for _, given in tags for name in given if name == "style" or re.match(r"on[a-z]|hx-on", name)] == []
    assert [given for _, given in tags for value in given.values() if re.match(r"\s*(js|javascript):", value)] == []


@every_template
def test_no_word_stands_naked_on_a_page(path: Path) -> None:
    words = {word for text in page(path).words for word in re.findall(r"(?<![/\w])[^\W\d_]{2,}", text)}

    assert words - NAMES == set()


@every_template
def test_nobody_switches_off_the_escaping(path: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup", path.read_text("utf-8"))


@every_template
def test_pages_bring_everything_from_our_own_server(path: Path) -> None:
    for tag, given in page(path).tags:
        for name in {"src", "href", "action", "hx-get", "hx-put", "hx-post"} & given.keys():
            assert not re.match(r"(https?:)?//", given[name]), f"{tag} {name}"


def css_rules(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


@every_style
def test_the_style_knows_no_left_and_no_right(path: Path) -> None:
    physical = re.compile(
        r"\b(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b"
        r"|(?:^|[;{\s])(?:left|right)\s*:"
        r"|\b(?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)\b"
        r"|\bborder-(?:top|bottom)-(?:left|right)-radius\b"
    )

    assert physical.findall(css_rules(path)) == []


@every_style
def test_the_style_brings_nothing_from_elsewhere(path: Path) -> None:
    assert re.findall(r"@import (?!\"css/)|url\(\s*['\"]?(?:https?:)?//", css_rules(path)) == []


def literals(path: Path) -> list[str]:
    """The string literals of a script, without comments and without what is filled into templates."""
    source = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    source = re.sub(r"(^|\s)//[^\n]*", "", source)
    found = re.findall(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`', source)
    return [re.sub(r"\$\{[^}]*\}", "", next(filter(None, three), "")) for three in found]


@every_script
def test_a_script_speaks_no_human_language(path: Path) -> None:
    """Words come from the page. A selector has signs or names of tags; two plain words in a row are a sentence."""
    sentences = [
        text
        for text in literals(path)
        if len(words := re.findall(r"[^\W\d_]{2,}", text)) >= 2
        and " " in text.strip()
        and not set(text) & set(".#[]:=<>/;{}")
        and not set(words) <= TAGS
        and not text.startswith("aloud ")  # the place that a seal is bound to; nobody reads it
    ]

    assert sentences == []


@every_script
def test_a_script_styles_nothing_and_runs_no_text(path: Path) -> None:
    forbidden = r"\.style\b|cssText|(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function"

    assert re.findall(forbidden, path.read_text("utf-8")) == []


def test_these_rules_see_what_they_look_for(tmp_path: Path) -> None:
    """Otherwise a rule that never finds anything would look like a house in order."""
    bad = tmp_path / "bad.html"
    bad.write_text('<p style="x" onclick="y" title="Naked title">Naked words</p>{{ _("Dressed") }}<i>/signin</i>')
    script = tmp_path / "bad.js"
    script.write_text(
        'find(".one .two"); say("Please wait"); // a "comment with words"\nconst a = `Sent ${n} answers`;'
    )

    assert {"Naked", "title", "words"} <= set(" ".join(page(bad).words).split())
    assert [tag for tag, given in page(bad).tags if "style" in given or "onclick" in given] == ["p"]
    assert [text for text in literals(script) if "." not in text] == ["Please wait", "Sent  answers"]


def test_the_service_worker_stays_as_short_as_its_rules() -> None:
    source = re.sub(r"/\*.*?\*/", "", (ROOT / "static/js/sw.js").read_text("utf-8"), flags=re.DOTALL)
    code = [line for line in source.splitlines() if line.strip() and not line.strip().startswith("//")]

    assert 40 < len(code) <= 80
