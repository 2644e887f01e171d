"""A prompt cut into words, in the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from haneul.model.words import is_hangul
from haneul.prompts.shot import Language

WORD = re.compile(r"[가-힣]+|[^\W_가-힣]+(?:['.][^\W_가-힣]+)*|[\u2190-\u32ff\U0001f000-\U0001faff]")
ARTICLES = frozenset({"a", "an", "the"})


class Token(NamedTuple):
    """A word in lower case, where it stands in the text, and the signs before it."""

    word: str
    start: int
    stop: int
    before: str

    @property
    def breaks(self) -> bool:
        """Whether a comma, a full stop or the like stands before it."""
        return any(sign in self.before for sign in ",.;:!?\n()|/·—–…")


def plain(text: str) -> str:
    """The text with one form for every letter; half of a broken emoji becomes a space."""
    whole = "".join(" " if 0xD800 <= ord(letter) <= 0xDFFF else letter for letter in text)
    return unicodedata.normalize("NFKC", whole).replace("\u2019", "'").replace("\u2018", "'")


def tokens(text: str) -> list[Token]:
    """The words of a `plain` text; Hangul is cut from other letters and figures (10초: 10, 초)."""
    out, stop = [], 0
    for match in WORD.finditer(text):
        word = match[0].lower().removesuffix("'s")
        out.append(Token(word, match.start(), match.end(), text[stop : match.start()]))
        stop = match.end()
    return out


def language(text: str) -> Language:
    """ko where a third of the letters are Hangul, else en."""
    letters = [letter for letter in text if letter.isalpha()]
    hangul = sum(map(is_hangul, letters))
    return "ko" if hangul and 3 * hangul >= len(letters) else "en"
