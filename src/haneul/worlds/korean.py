"""Korean particles: which of a pair follows a word depends on the word's last sound."""

from __future__ import annotations

FIRST, LAST, ENDINGS = 0xAC00, 0xD7A3, 28  # precomposed syllables; 28 final consonants each, 0 none
RIEUL = 8  # ㄹ, which 로/으로 treats like a vowel
DIGITS = {"0": 21, "1": RIEUL, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": RIEUL, "8": RIEUL, "9": 0}


def final(word: str) -> int:
    """The final consonant of a word's last syllable as 0..27; 0 is none, as for other scripts."""
    last = word[-1:] or " "
    if FIRST <= ord(last) <= LAST:
        return (ord(last) - FIRST) % ENDINGS
    return DIGITS.get(last, 0)


def particle(word: str, pair: str) -> str:
    """The particle of `pair` ("은/는", "이/가", "을/를", "과/와", "으로/로") that fits behind `word`."""
    closed, open_ = pair.split("/")
    end = final(word)
    if closed.startswith("으로") and end == RIEUL:
        return open_
    return closed if end else open_
