"""Other words for whom the cast has a picture of: a hound is the dog, a corgi is near it, 고무풍선 is a 풍선.

`thesaurus.tsv` holds WordNet's words and this project's own; `python -m haneul.train.thesaurus` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from haneul.model.words import is_hangul

SAME, NEAR = 0.99, 0.9
"""How sure it is that a word means somebody: that it says the same, or what is a kind of them or they are one of."""
HOMONYMS = frozenset({"가지"})  # names that are rather something else at a compound's end


class Meaning(NamedTuple):
    name: str  # English name of a member of the cast
    score: float


@dataclass(frozen=True)
class Thesaurus:
    """Words in small letters, and what they mean."""

    words: Mapping[str, Meaning] = field(default_factory=dict)

    def look_up(self, spellings: Iterable[str]) -> Meaning | None:
        """What the first known of the spellings means."""
        return next((self.words[one] for one in spellings if one in self.words), None)


def parse(text: str) -> Thesaurus:
    """A table of names, words that mean the same and words near them, | between words."""
    words: dict[str, Meaning] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, *columns = line.split("\t")
            for column, score in zip(columns, (SAME, NEAR), strict=True):
                words |= {word.lower(): Meaning(name, score) for word in column.split(" | ") if word}
    return Thesaurus(words)


@cache
def shipped() -> Thesaurus:
    """The package's."""
    return parse(files("haneul.prompts").joinpath("thesaurus.tsv").read_text(encoding="utf-8"))


def heads(word: str) -> Iterable[str]:
    """The ends of a Korean word that may be the head of a compound, longest first."""
    if is_hangul(word[-1]) and " " not in word:
        yield from (word[start:] for start in range(1, len(word) - 1) if word[start:] not in HOMONYMS)
