"""Finds the vocabulary's phrases in a prompt: which words say which value of which slot.

The phrases stand in `words_en.tsv` and `words_ko.tsv`, so that a native speaker can correct them
without reading code. The longest phrase wins ("film noir" before "film"), and a word says one thing
only, unless the files give one phrase to several slots (밤거리: night and city street).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from haneul.model.words import is_hangul
from haneul.prompts import english, korean
from haneul.prompts.tokens import ARTICLES, Token

GAP = 3  # most words that ".." stands for
UNSAID = ("film", "filler")  # slots of words that are understood, but say nothing about the picture
VERB = re.compile(r"\[([^\]]+)\]")
Fits = Callable[[str], bool]


class Claim(NamedTuple):
    """Words `first` to `last` (included) of a prompt say `value` of `slot`."""

    first: int
    last: int
    slot: str
    value: str

    @property
    def outside(self) -> bool:
        """Whether the embedded model was not taught what they say."""
        return self.value.startswith("~")

    @property
    def said(self) -> str:
        return self.value.removeprefix("~")


class Phrase(NamedTuple):
    """One way to say a value: a test for each of its words (None for a gap)."""

    slot: str
    value: str
    fits: tuple[Fits | None, ...]
    letters: int


@cache
def rows(language: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Slot, value and phrases of each line of the vocabulary file."""
    text = files("haneul.prompts").joinpath(f"words_{language}.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple((slot, value, tuple(p.strip() for p in said.split("|") if p.strip())) for slot, value, said in lines)


@cache
def values(slot: str) -> frozenset[str]:
    """All values of a slot that prompts can say, those outside the embedded model's world with their ~."""
    return frozenset(value for language in ("en", "ko") for one, value, _ in rows(language) if one == slot)


Match = tuple[tuple[int, int, int], Claim | None, tuple[int, ...]]
"""How long it is (words, whether it says anything, letters), what it says (None: whom), and the words."""


class Lexicon:
    """The vocabulary of one language, ready to be looked up by the first sound of a phrase."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.by_letter: dict[str, list[Phrase]] = defaultdict(list)
        for slot, value, said in rows(language):
            for text in said:
                make = _english if language == "en" else _korean
                for letters, phrase in make(slot, value, text):
                    for letter in letters:
                        self.by_letter[letter].append(phrase)

    def claims(self, words: Sequence[Token], taken: Sequence[tuple[int, int]] = ()) -> list[Claim]:
        """What the words say, in order. `taken`: stretches (first, last) that name somebody."""
        found: list[Match] = []
        for i, token in enumerate(words):
            for phrase in self.by_letter.get(_initial(token.word), ()):
                if covered := _match(phrase, words, i):
                    claim = Claim(covered[0], covered[-1], phrase.slot, phrase.value)
                    says = int(phrase.slot not in UNSAID)
                    found.append(((len(covered), says, phrase.letters), claim, covered))
        for first, last in taken:
            letters = sum(len(words[i].word) for i in range(first, last + 1))
            found.append(((last - first + 1, 1, letters), None, tuple(range(first, last + 1))))
        return _chosen(found)


@cache
def lexicon(language: str) -> Lexicon:
    """The vocabulary of "en" or "ko"."""
    return Lexicon(language)


def _chosen(found: Sequence[Match]) -> list[Claim]:
    """The longest that share no word; equal stretches may say several slots."""
    owner: dict[int, tuple[tuple[int, ...], int]] = {}
    slots: dict[tuple[int, ...], set[str]] = defaultdict(set)
    kept = []
    for (_, _, letters), claim, covered in sorted(found, key=lambda one: one[0], reverse=True):
        free = all(i not in owner for i in covered)
        shared = all(owner.get(i) == (covered, letters) for i in covered)
        if claim is None:
            owner |= dict.fromkeys(covered, (covered, letters)) if free else {}
            slots[covered].add("subject") if free else None
        elif free or (shared and "subject" not in slots[covered] and claim.slot not in (*slots[covered], *UNSAID)):
            owner |= dict.fromkeys(covered, (covered, letters))
            slots[covered].add(claim.slot)
            kept.append(claim)
    return sorted(kept)


def _match(phrase: Phrase, words: Sequence[Token], start: int) -> tuple[int, ...]:
    """The words that say the phrase from `start` on; none where it is not said."""
    covered: list[int] = []
    at, gap = start, 0
    for fits in phrase.fits:
        if fits is None:
            gap = GAP
            continue
        while True:
            if at >= len(words) or (covered and words[at].breaks):
                return ()
            if fits(words[at].word):
                break
            if words[at].word not in ARTICLES or not covered:
                if gap == 0:
                    return ()
                gap -= 1
            at += 1
        covered.append(at)
        at, gap = at + 1, 0
    return tuple(covered)


def _english(slot: str, value: str, text: str) -> Iterator[tuple[str, Phrase]]:
    words = [word.removesuffix("'s") for word in text.replace("-", " ").split()]
    letters = len(text.replace("[", "").replace("]", ""))
    tests = tuple(None if word == ".." else _fits_english(word) for word in words)
    first = words[0].strip("[]")
    initials = {first[0], *(past[0] for past, base in english.PAST.items() if base == first)}
    yield "".join(initials), Phrase(slot, value, tests, letters)


def _initial(word: str) -> str:
    """Its first letter, or its first consonant in Hangul, for 걷다 is also 걸어 and 날다 also 난다."""
    return chr((ord(word[0]) - korean.FIRST) // 588) if is_hangul(word) else word[0]


@lru_cache(maxsize=8192)
def _fits_english(word: str) -> Fits:
    if match := VERB.fullmatch(word):
        verb = match[1]
        return lambda said: verb in english.bases(said)
    return lambda said: said == word or english.singular(said) == word


def _korean(slot: str, value: str, text: str) -> Iterator[tuple[str, Phrase]]:
    """Every way to write the spaces: 산 꼭대기, 산꼭대기."""
    whole = VERB.sub(lambda match: " ".join([*match[1].split()[:-1], f"[{match[1].split()[-1]}]"]), text)
    words = re.sub(r"(?<=[0-9A-Za-z])(?=[가-힣])", " ", whole).split()  # as prompts are cut: 1 인칭, 80 년대
    letters = len(re.sub(r"[][ .]", "", text))
    for joints in product((" ", ""), repeat=len(words) - 1):
        parts = "".join(word + joint for word, joint in zip(words, (*joints, ""), strict=True)).split(" ")
        if any(".." in part and part != ".." for part in parts):
            continue
        tests = tuple(
            None if part == ".." else _fits_korean(part, last=i == len(parts) - 1, loose=len(words) > 1)
            for i, part in enumerate(parts)
        )
        yield _initial(parts[0].lstrip("[").lower()), Phrase(slot, value, tests, letters)


@lru_cache(maxsize=16384)
def _fits_korean(part: str, last: bool, loose: bool) -> Fits:
    """A test for one written word; `loose` phrases of several words may end in anything."""
    match = VERB.search(part)
    if match:
        before, verb = part[: match.start()], match[1]
        return lambda said: said.startswith(before) and korean.is_verb(said[len(before) :], verb)
    low = part.lower()
    if not last:
        return lambda said: said == low
    if loose and len(low) > 1:
        return lambda said: said.startswith(low)
    if loose:
        return lambda said: said.startswith(low) and len(said) <= len(low) + 3
    return lambda said: said == low or korean.is_noun(said, low)
