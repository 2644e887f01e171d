"""What a prompt does not want to see: "no rain", "without people", 사람 없이, 자막 없는."""

from __future__ import annotations

import re
from collections.abc import Sequence

from haneul.prompts import korean
from haneul.prompts.tokens import ARTICLES, Token

MOST = 4  # words of one thing not wanted
TRIGGERS = frozenset({"no", "without", "avoid", "excluding", "exclude"})
NOT = frozenset({"not", "don't", "doesn't", "never"})
SHOWING = frozenset({"show", "include", "add", "want", "have", "use", "see", "shown", "be", "any"})
ENDS = frozenset(
    [
        "in",
        "on",
        "at",
        "with",
        "while",
        "as",
        "over",
        "under",
        "through",
        "for",
        "and",
        "but",
        "just",
        "only",
        "the",
        "a",
        "an",
        "then",
        "from",
        "to",
        "by",
        "is",
        "are",
        "that",
        "please",
    ]
)
KOREAN = re.compile("없이|없는|없고|없음|없게|없도록|빼고|빼줘|말고|제외|제외하고|제외한|안나오게")
NOTHING = ("끝없", "구김없", "움직임", "흔들림", "한", "점", "쉼", "수", "끊임", "거침")


def find(words: Sequence[Token], language: str) -> tuple[set[int], tuple[str, ...]]:
    """The places of words that speak of what is not wanted, and those things as spelled (without particles)."""
    return _korean(words) if language == "ko" else _english(words)


def _english(words: Sequence[Token]) -> tuple[set[int], tuple[str, ...]]:
    covered: set[int] = set()
    things: list[str] = []
    i = 0
    while i < len(words):
        word = words[i].word
        start = i + 1
        if word in NOT and start < len(words) and words[start].word in SHOWING - {"be", "see"}:
            start += 1
        elif word not in TRIGGERS or (
            start < len(words) and words[start].word in ("one", "longer", "matter", "wait", "way")
        ):
            i += 1
            continue
        if start < len(words) and words[start].word.endswith("ing") and word == "without":
            i += 1
            continue
        thing: list[str] = []
        stop = start
        while stop < len(words) and stop - start < 2 * MOST and not words[stop].breaks:
            if words[stop].word in ("or", "nor") or (words[stop].word == "and" and not thing_ends(words, stop)):
                things.extend([" ".join(thing)] if thing else [])
                thing = []
            elif words[stop].word in ENDS or len(thing) == MOST:
                if thing or words[stop].word not in ARTICLES:
                    break
            elif words[stop].word not in ("any", "other", "visible"):
                thing.append(words[stop].word)
            stop += 1
        things.extend([" ".join(thing)] if thing else [])
        covered |= set(range(i, stop))
        i = max(stop, i + 1)
    return covered, tuple(dict.fromkeys(things))


def thing_ends(words: Sequence[Token], place: int) -> bool:
    """Whether what follows "and" is no further thing but a new clause or noun with an article."""
    after = words[place + 1].word if place + 1 < len(words) else ""
    return not after or after in ARTICLES or after in ENDS or after.endswith("ing")


def _korean(words: Sequence[Token]) -> tuple[set[int], tuple[str, ...]]:
    covered: set[int] = set()
    things: list[str] = []
    for i, token in enumerate(words):
        if not i or not KOREAN.match(token.word) or words[i - 1].word.startswith(NOTHING):
            continue
        place, found = i - 1, [words[i - 1].word]
        while (
            place
            and words[place - 1].word.endswith(("이나", "나", "와", "과", "랑", "하고"))
            and len(words[place - 1].word) > 1
        ):
            place -= 1
            found.insert(0, words[place].word)
        covered |= set(range(place, i + 1))
        things += [_bare(word) for word in found]
    return covered, tuple(dict.fromkeys(things))


def _bare(word: str) -> str:
    """The noun without its particle."""
    for tail in (
        "이나",
        "하고",
        "이랑",
        "들은",
        "들이",
        "은",
        "는",
        "이",
        "가",
        "을",
        "를",
        "도",
        "나",
        "와",
        "과",
        "랑",
    ):
        noun = word.removesuffix(tail)
        closed = korean.final(noun) != 0
        fits = (
            closed
            if tail in ("이나", "은", "이", "을", "과", "이랑")
            else not closed
            if tail in ("는", "가", "를", "와", "나", "랑")
            else True
        )
        if noun != word and noun and fits:
            return noun
    return word
