# ruff: noqa: E501  (Hangul counts double)
"""Words of English and Korean as rows of an embedding table, so that no word is unknown.

A word is found exactly when it is in the vocabulary (hashes only: the words themselves are not
stored), and always by its parts: letter n-grams, or for Hangul the prefixes of its jamo, which
inflections and particles share (달린다, 달리는; 강아지가, 강아지를). The parts share hashed rows.

The table's layout: row 0 is padding, rows 1..V the vocabulary, then the hashed parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from zlib import crc32

PARTS = 24
"""Most rows of one word; further parts are left out."""

WORD = re.compile(r"[가-힣]+|[^\W_가-힣]+(?:'[^\W_가-힣]+)?|[\u2190-\u32ff\U0001f000-\U0001faff]")
# 조사: what may follow a noun inside one written word. Only used to find a noun's vocabulary row.
_PARTICLES = """
    이 가 은 는 을 를 의 에 도 만 와 과 로 랑 나 야 들 이가 에서 에게 한테 께서 으로 이랑 까지 부터 보다 처럼 마저 조차 들이 들은
    들을 들의 들과 에는 에서는 에서의 으로는 로는 로서 이나 이며 이고 이다 입니다 하고 위에 위에서 위로 위를 속에 속에서 속을
    안에 안에서 옆에 옆에서 앞에 앞에서 뒤에 뒤에서 밑에 아래에 쪽으로
"""
PARTICLES = frozenset(_PARTICLES.split())
# An English ending and what stands in its place in the stem.
ENDINGS = (
    ("'s", ""), ("ies", "y"), ("ves", "f"), ("ves", "fe"), ("men", "man"), ("s", ""), ("es", ""), ("ed", ""), ("d", ""),
    ("ing", ""), ("ly", ""), ("er", ""), ("y", ""),
)  # fmt: skip


def split(text: str) -> list[str]:
    """The words of a text in lower case; punctuation only separates. Emoji are words."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    return WORD.findall(folded)


def fingerprint(word: str) -> int:
    """A signed 64-bit hash, the same on every machine."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little", signed=True)


def jamo(word: str) -> str:
    """Hangul syllables taken apart: 강 is ㄱㅏㅇ."""
    return unicodedata.normalize("NFD", word)


def is_hangul(word: str) -> bool:
    return "가" <= word[0] <= "힣"


def stems(word: str) -> Iterable[str]:
    """The word, then shorter forms that its vocabulary row may stand under, the likeliest first."""
    yield word
    if is_hangul(word):
        for end in range(len(word) - 1, 0, -1):
            if end > 1 or word[end:] in PARTICLES:
                yield word[:end]
        return
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (2 if instead else 3):
            yield word[: -len(ending)] + instead


def parts(word: str) -> list[str]:
    """What a word is hashed by besides itself."""
    if is_hangul(word):
        letters = jamo(word)
        prefixes = [letters[:n] for n in range(min(len(letters), 12), 1, -1)]
        pairs = [f"~{a}{b}" for a, b in pairwise(word)]
        return ["=" + word, *prefixes, *pairs, "$" + word[-1:], "$$" + word[-2:]]
    marked = f"<{word}>"
    grams = [marked[i : i + n] for n in (5, 4, 3) for i in range(len(marked) - n + 1)]
    return ["=" + word, *grams]


class Vocabulary:
    """Finds the table rows of words. `known` maps fingerprints to rows 1..V."""

    def __init__(self, known: Mapping[int, int], buckets: int) -> None:
        self.known, self.buckets = known, buckets
        self.rows = lru_cache(maxsize=65536)(self._rows)

    def exact(self, word: str) -> int:
        """The row of the word or of its likeliest stem; 0 when none is known."""
        return next((row for stem in stems(word) if (row := self.known.get(fingerprint(stem), 0))), 0)

    def has(self, word: str) -> bool:
        """Whether the word itself is known, but for an English ending or a Korean particle."""
        return any(
            fingerprint(stem) in self.known
            for stem in stems(word)
            if stem == word or not is_hangul(word) or word[len(stem) :] in PARTICLES
        )

    def hashed(self, word: str) -> list[int]:
        """The rows of the word's parts, at most `PARTS` - 1."""
        first = len(self.known) + 1
        found = dict.fromkeys(first + crc32(part.encode()) % self.buckets for part in parts(word))
        return list(found)[: PARTS - 1]

    def _rows(self, word: str) -> tuple[int, ...]:
        exact = self.exact(word)
        return (*((exact,) if exact else ()), *self.hashed(word))
