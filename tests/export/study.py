"""A study whose words are hard: five writing systems, labels that are too long, texts that a spreadsheet would run."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from app.export.model import Cell, Dataset, Holds, Level, Measure, Value, Variable

LANGUAGES = ("nl", "en", "ar", "tr", "pl", "ur", "ti")
SNAPSHOT = datetime(2026, 3, 12, 14, 5, 9, tzinfo=UTC)
AGREE = {
    1: {"nl": "helemaal oneens", "en": "strongly disagree", "ar": "لا أوافق بشدة", "tr": "kesinlikle katılmıyorum",
        "pl": "zdecydowanie się nie zgadzam", "ur": "سخت غیر متفق", "ti": "ብፍጹም ኣይሰማማዕን"},
    2: {"nl": "oneens", "en": "disagree", "ar": "لا أوافق", "tr": "katılmıyorum", "pl": "nie zgadzam się",
        "ur": "غیر متفق", "ti": "ኣይሰማማዕን"},
    5: {"nl": "helemaal eens", "en": "strongly agree", "ar": "أوافق بشدة", "tr": "kesinlikle katılıyorum",
        "pl": "zdecydowanie się zgadzam", "ur": "سخت متفق", "ti": "ብፍጹም እሰማማዕ"},
}  # fmt: skip
REASONS = {
    -9: {"nl": "niet gevraagd", "en": "not asked", "ar": "لم يُسأل", "tr": "sorulmadı", "ti": "ኣይተሓተተን"},
    -8: {"nl": "weet het niet", "en": "does not know", "ar": "لا يعرف", "tr": "bilmiyor", "ti": "ኣይፈልጥን"},
    -7: {
        "nl": "wil het niet zeggen",
        "en": "would rather not say",
        "ar": "يفضل عدم الإجابة",
        "tr": "söylemek istemiyor",
    },
    -6: {"nl": "niet van toepassing", "en": "does not apply", "ar": "لا ينطبق", "tr": "geçerli değil"},
    -5: {"nl": "gesprek eerder gestopt", "en": "interview ended before", "ar": "انتهت المقابلة قبله"},
}
QUESTION = {
    "nl": "De mentor vertelt mij hoe het met mijn kind gaat.",
    "en": "The mentor tells me how my child is doing.",
    "ar": "يخبرني مرشد الصف كيف حال طفلي.",
    "tr": "Sınıf öğretmeni çocuğumun nasıl olduğunu bana anlatıyor.",
    "pl": "Wychowawca mówi mi, jak się ma moje dziecko.",
    "ur": "مینٹور مجھے بتاتا ہے کہ میرا بچہ کیسا ہے۔",
    "ti": "መምህር ብዛዕባ ውላደይ ይነግረኒ።",
}
MISSING = tuple(Value(code, words, is_missing=True) for code, words in REASONS.items())
LONG_ARABIC = " ".join(["ما مدى موافقتك على أن المدرسة تستمع إلى أولياء الأمور"] * 6)
PAYLOADS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x.example")', "ordinary", "", "﷽ ½ 👩🏽‍🏫")


def statement(name: str, scale: str = "trust", **more: object) -> Variable:
    """A statement with which parents agree or not."""
    values = (*(Value(code, words) for code, words in AGREE.items()), *MISSING)
    told: dict[str, object] = {
        "label": QUESTION | {"en": f"Statement {name}"},
        "question": QUESTION,
        "values": values,
        "can_miss": True,
        "item": name,
        "scale": scale,
        "asked": ("parent-w1",),
        "section": "statements",
        "before": {"nl": "Stellingen", "en": "Statements", "ar": "العبارات"},
    } | more
    return Variable(name, Holds.INTEGER, Measure.ORDINAL, **told)  # type: ignore[arg-type]


def variables() -> tuple[Variable, ...]:
    """Context, statements, numbers, texts, days; names that no program takes as they are."""
    yes_no = (
        Value(1, {"en": "yes", "nl": "ja", "ar": "نعم"}),
        Value(0, {"en": "no", "nl": "nee", "ar": "لا"}),
        *MISSING,
    )
    words = tuple(Value(str(one.code), one.label, is_missing=True) for one in MISSING)
    return (
        Variable("respondent", Holds.TEXT, Measure.NOMINAL, {"en": "Code of the respondent"}),
        Variable("mode", Holds.TEXT, Measure.NOMINAL, {"en": "How it was asked"},
                 (Value("capi", {"en": "face to face"}), Value("cati", {"en": "by telephone"}))),
        Variable("site", Holds.TEXT, Measure.NOMINAL, {"en": "School"}),
        Variable("group", Holds.TEXT, Measure.NOMINAL, {"en": "Class"}),
        Variable("intervention", Holds.TEXT, Measure.NOMINAL, {"en": "Intervention"}),
        Variable("wave", Holds.TEXT, Measure.NOMINAL, {"en": "Round"},
                 (Value("w1", {"en": "first"}), Value("w2", {"en": "callback"}))),
        Variable("started", Holds.MOMENT, Measure.SCALE, {"en": "Start"}),
        Variable("minutes", Holds.DECIMAL, Measure.SCALE, {"en": "Minutes"}),
        statement("tells"),
        statement("listens", relevant="${tells} != '' and ${tells} >= 2", label={"en": "Listens", "ar": LONG_ARABIC},
                  values=(Value(1, {"en": "no", "ar": LONG_ARABIC}), Value(5, {"en": "yes", "ar": "نعم"}), *MISSING)),
        statement("to", scale="trust"),
        Variable("channel_letter", Holds.INTEGER, Measure.NOMINAL, {"en": "Channel: letter"}, yes_no, can_miss=True,
                 item="channel", choice="letter", question={"en": "How does the school reach you?"},
                 asked=("parent-w1",)),
        Variable("children", Holds.INTEGER, Measure.SCALE, {"en": "Number of children"}, MISSING, can_miss=True,
                 item="children", relevant="selected(${channel}, 'letter')", question={"en": "How many children?"}),
        Variable("remark", Holds.TEXT, Measure.NOMINAL, {"en": "Remark", "nl": "Opmerking"}, item="remark",
                 question={"en": "Is there anything else?"},
                 hint={"en": "Take your time."}, guidance={"en": "Write it down word for word."}),
        Variable("born", Holds.DATE, Measure.SCALE, {"en": "Born"}, item="born"),
        Variable(
            "tongue",
            Holds.TEXT,
            Measure.NOMINAL,
            {"en": "Language at home"},
            (Value("nl", {"en": "Dutch"}), Value("ar", {"en": "Arabic", "ar": "العربية"}), *words),
            can_miss=True,
            item="tongue",
        ),
    )  # fmt: skip


def rows(count: int) -> Iterator[Sequence[Cell]]:
    """Rows in which every code, every payload and every kind of nothing comes by."""
    codes = (1, 2, 5, -9, -8, -7, -6, -5)
    for turn in range(count):
        yield (
            f"R{turn:05}",
            ("capi", "cati")[turn % 2],
            f"school {turn % 7}",
            f"class {turn % 21}",
            ("report-card talk", "welcome evening")[turn % 2],
            ("w1", "w2")[turn // 2 % 2],
            f"2026-03-{turn % 28 + 1:02}T14:05:0{turn % 10}+01:00",
            turn % 50 + 0.25,
            codes[turn % 8],
            (1, 5, -9)[turn % 3],
            codes[turn // 8 % 8],
            (1, 0, -9)[turn % 3],
            (turn % 6 + 1, -8)[turn % 5 == 4],
            PAYLOADS[turn % len(PAYLOADS)] or None,
            f"19{turn % 40 + 60}-02-28" if turn % 3 else None,
            ("nl", "ar", "-8")[turn % 3],
        )


def study(count: int = 40, *, language: str = "nl", level: Level = Level.INTERNAL) -> Dataset:
    """The whole table."""
    return Dataset(
        name="interviews",
        title={"en": "Parents and school", "nl": "Ouders en school", "ar": "أولياء الأمور والمدرسة"},
        variables=variables(),
        rows=lambda: rows(count),
        count=count,
        language=language,
        languages=LANGUAGES,
        level=level,
        snapshot_at=SNAPSHOT,
        release="0.1.0",
        instruments=(("parent-w1", "ab12cd34"),),
        notes=("Remarks were left out of nothing.",),
    )
