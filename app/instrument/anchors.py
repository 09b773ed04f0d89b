"""What is known about the words of five-point scales, language by language. Data, to be added to by who speaks them.

The sets are those that are attested or that this study uses (docs/decisions/0017); that a set stands here does not
mean that it was validated. A language that is not here is no error: its words are then to be confirmed by a person.
"""

from typing import NamedTuple


class Words(NamedTuple):
    """One language: known sets from 1 to 5, intensity, the middle as it should be, and what is no middle."""

    sets: tuple[tuple[str, ...], ...]
    intense: tuple[tuple[str, ...], ...]  # words of one strength together; both ends take theirs from one group
    neither: tuple[str, ...]  # a middle that says neither the one nor the other
    opinionless: tuple[str, ...]  # undecided, no opinion, does not know: a missing answer, not a middle
    partly: tuple[str, ...] = ()  # "partly agree": leans to one side


KNOWN: dict[str, Words] = {
    "nl": Words(
        sets=(
            ("helemaal oneens", "oneens", "niet eens en niet oneens", "eens", "helemaal eens"),
            ("helemaal mee oneens", "mee oneens", "niet mee eens, niet mee oneens", "mee eens", "helemaal mee eens"),
            ("heel ontevreden", "ontevreden", "niet tevreden en niet ontevreden", "tevreden", "heel tevreden"),
        ),
        intense=(
            ("helemaal", "volledig", "totaal"),
            ("heel", "zeer", "erg"),
            ("altijd", "nooit"),
            ("helemaal niet", "heel"),
        ),
        neither=("niet", "noch"),
        opinionless=("geen mening", "weet niet", "weet ik niet", "weet het niet", "onbeslist", "twijfel"),
        partly=("deels eens", "gedeeltelijk eens", "enigszins eens", "een beetje eens"),
    ),
    "en": Words(
        sets=(
            ("strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"),
            ("disagree strongly", "disagree", "neither agree nor disagree", "agree", "agree strongly"),
            ("very dissatisfied", "dissatisfied", "neither satisfied nor dissatisfied", "satisfied", "very satisfied"),
        ),
        intense=(
            ("strongly",),
            ("completely", "totally", "fully", "entirely", "at all"),
            ("very", "extremely", "not at all"),
            ("always", "never"),
        ),
        neither=("neither",),
        opinionless=("no opinion", "undecided", "don't know", "do not know", "not sure", "unsure"),
        partly=("partly agree", "somewhat agree", "partially agree"),
    ),
    "tr": Words(
        sets=(
            (
                "kesinlikle katılmıyorum",
                "katılmıyorum",
                "ne katılıyorum ne katılmıyorum",
                "katılıyorum",
                "kesinlikle katılıyorum",
            ),
            ("hiç memnun değilim", "memnun değilim", "ne memnunum ne memnun değilim", "memnunum", "çok memnunum"),
        ),
        intense=(("kesinlikle",), ("tamamen", "bütünüyle"), ("çok", "hiç"), ("her zaman", "hiçbir zaman", "asla")),
        neither=("ne",),
        opinionless=("kararsızım", "fikrim yok", "bilmiyorum"),
        partly=("kısmen katılıyorum",),
    ),
    "ar": Words(
        sets=(
            ("لا أوافق بشدة", "لا أوافق", "لا أوافق ولا أعارض", "أوافق", "أوافق بشدة"),
            ("غير راضين إطلاقًا", "غير راضين", "لا راضون ولا غير راضين", "راضون", "راضون جدًا"),
        ),
        intense=(("بشدة",), ("تمامًا", "كليًا"), ("جدًا", "إطلاقًا", "للغاية"), ("دائمًا", "أبدًا")),
        neither=("ولا",),
        opinionless=("لا أدري", "لا أعرف", "لا رأي", "ليس لدي رأي", "متردد"),
        partly=("أوافق جزئيًا", "أوافق إلى حد ما"),
    ),
    "pl": Words(
        sets=(
            (
                "zdecydowanie się nie zgadzam",
                "nie zgadzam się",
                "ani się zgadzam, ani się nie zgadzam",
                "zgadzam się",
                "zdecydowanie się zgadzam",
            ),
            (
                "bardzo niezadowoleni",
                "niezadowoleni",
                "ani zadowoleni, ani niezadowoleni",
                "zadowoleni",
                "bardzo zadowoleni",
            ),
        ),
        intense=(("zdecydowanie",), ("całkowicie", "w pełni"), ("bardzo",), ("zawsze", "nigdy")),
        neither=("ani",),
        opinionless=("nie mam zdania", "nie wiem", "nie jestem pewien", "nie jestem pewna", "trudno powiedzieć"),
        partly=("częściowo się zgadzam",),
    ),
    "pt": Words(
        sets=(
            ("discordo totalmente", "discordo", "nem concordo nem discordo", "concordo", "concordo totalmente"),
            ("muita insatisfação", "insatisfação", "nem satisfação nem insatisfação", "satisfação", "muita satisfação"),
        ),
        intense=(("totalmente", "completamente"), ("muito", "muita", "muitos"), ("sempre", "nunca")),
        neither=("nem",),
        opinionless=("não sei", "sem opinião", "indeciso", "indecisa"),
        partly=("concordo parcialmente", "concordo em parte"),
    ),
    "es": Words(
        sets=(
            (
                "totalmente en desacuerdo",
                "en desacuerdo",
                "ni de acuerdo ni en desacuerdo",
                "de acuerdo",
                "totalmente de acuerdo",
            ),
        ),
        intense=(("totalmente", "completamente"), ("muy",), ("siempre", "nunca")),
        neither=("ni",),
        opinionless=("no sé", "no sabe", "sin opinión", "indeciso", "indecisa"),
        partly=("parcialmente de acuerdo", "algo de acuerdo"),
    ),
    "fr": Words(
        sets=(
            (
                "pas du tout d'accord",
                "pas d'accord",
                "ni d'accord, ni pas d'accord",
                "d'accord",
                "tout à fait d'accord",
            ),
        ),
        intense=(("pas du tout", "tout à fait"), ("totalement", "complètement"), ("très",), ("toujours", "jamais")),
        neither=("ni",),
        opinionless=("sans opinion", "ne sait pas", "ne sais pas", "indécis", "indécise"),
        partly=("plutôt d'accord", "partiellement d'accord"),
    ),
    "ur": Words(
        sets=(
            ("سخت غیر متفق", "غیر متفق", "نہ متفق نہ غیر متفق", "متفق", "سخت متفق"),
            ("بہت غیر مطمئن", "غیر مطمئن", "نہ مطمئن نہ غیر مطمئن", "مطمئن", "بہت مطمئن"),
        ),
        intense=(("سخت",), ("مکمل",), ("بہت",), ("ہمیشہ", "کبھی نہیں")),
        neither=("نہ",),
        opinionless=("کوئی رائے نہیں", "معلوم نہیں", "پتہ نہیں"),
        partly=("جزوی طور پر متفق",),
    ),
    "pap": Words(
        sets=(
            (
                "totalmente no di akuerdo",
                "no di akuerdo",
                "ni di akuerdo ni no di akuerdo",
                "di akuerdo",
                "totalmente di akuerdo",
            ),
            ("hopi diskontentu", "diskontentu", "ni kontentu ni diskontentu", "kontentu", "hopi kontentu"),
        ),
        intense=(("totalmente",), ("hopi",), ("semper", "nunka")),
        neither=("ni",),
        opinionless=("no sa", "sin opinion"),
        partly=("parsialmente di akuerdo",),
    ),
}
