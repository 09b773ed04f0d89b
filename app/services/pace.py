"""How long reading aloud takes at least.

Four words a second is faster than anybody reads to a parent who is to understand it. It is where every language
begins; the language table may say otherwise once there are data. What falls short of it is recorded, never blocked.
"""

import re
from collections.abc import Iterable
from math import ceil

from app import i18n

# Writing without spaces between words, and how many of its letters make a word at most: a long word makes few words,
# so that what comes out stays the least.
UNSPACED = (
    (re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"), 2),  # Chinese, Japanese
    (re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 5),  # Thai, Lao, Burmese, Khmer
)
WORD = re.compile(r"\w")


def words(text: str) -> int:
    """How many words are read; a dash or a bullet on its own is none."""
    count = 0
    for letters, each in UNSPACED:
        text, found = letters.subn(" ", text)
        count += ceil(found / each)
    return count + sum(bool(WORD.search(part)) for part in text.split())


def least(texts: Iterable[str], tag: str) -> float:
    """Seconds in which these texts can be read in this language, to a tenth."""
    return round(sum(words(text) for text in texts) / i18n.language(tag).words_per_second, 1)
