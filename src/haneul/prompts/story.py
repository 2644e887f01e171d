# ruff: noqa: E501  (Hangul counts double)
"""Cuts a story into the parts that are shots: sentences, "then", "cut to", 그리고 나서."""

from __future__ import annotations

import re

ENDS = re.compile(r"(?<=[.!?。])\s+|\n+|\s*;\s*|(?<=[다요])\.\s*")
THEN = re.compile(
    r"(?:[,.]?\s*(?:\band then\b|\bthen,?|\bafter that,?|\bcut to:?|\bnext,|\bfinally,|\blater,|\bafterwards,?)\s+)"
    r"|(?:,?\s*(?:그리고 나서|그런 다음|그런 뒤|그 다음에?|그다음에?|그 후에?|그 뒤에?|이어서|다음 장면에서|다음으로|그러고 나서|마지막으로|이윽고|잠시 후)[은,]?\s+)",
    re.IGNORECASE,
)


def parts(text: str) -> list[str]:
    """The parts in order, without empty ones."""
    found = []
    for sentence in ENDS.split(text):
        found += [part.strip(" ,") for part in THEN.split(sentence)]
    return [part for part in found if any(letter.isalnum() for letter in part)]
