"""Words taken out of a prompt, and what is left made readable again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from haneul.prompts.lexicon import UNSAID, Claim, lexicon
from haneul.prompts.tokens import ARTICLES, Token, language, plain, tokens

BRACKETED = re.compile(r"[\[(]\0+[\])]")
LEFT_OVER = re.compile(r"(?i)\b(?:for|in|of|with)\s*(?=\0)|(?<=\0)\s*(?:long\b|(?:짜리|동안|길이로|로)(?=\s|$))")
"""Words that mean nothing beside what was cut out (marked by NUL)."""
_LEADING = """
    a an the in as with like by of if it its is are has was look looks everything glows glowing colours colors tones
    picture style film movie mood old soft vivid delicate pale very crime detective home 오래된 온통 마치
"""
LEADING = frozenset(_LEADING.split())
_TRAILING = """
    style look film movie colours colors tones shades haze tint glow
    스타일로 스타일의 풍으로 풍의 느낌으로 느낌의 느낌이다 영화처럼 영화 같은 같다 것처럼 것 듯이 보인다 보이는
    색감으로 색감의 색으로 톤으로 색조로 빛난다 만든 만들어진 탐정 범죄
"""
TRAILING = frozenset(_TRAILING.split())


def cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text without the letters of `spans` (first, end); the whole text where no word would be left."""
    letters = list(text)
    for start, stop in spans:
        letters[start:stop] = ["\0"] * (stop - start)
    left = LEFT_OVER.sub(" ", BRACKETED.sub("\0", "".join(letters))).replace("\0", " ")
    left = re.sub(r"\s+([,.;!?])", r"\1", re.sub(r"\s+", " ", left))
    left = re.sub(r"(?:[,;.]\s*)+([,.;!?])", r"\1", left).strip(" ,;")
    return left if any(letter.isalnum() for letter in left) else text


def latest(text: str, slots: Collection[str]) -> str:
    """The text without what it said of one of the `slots` before it said something else of it.

    "A fox in pastel colours, in neon colours" keeps its neon colours alone where `slots` has the look.
    """
    said = plain(text)
    words = tokens(said)
    claims = lexicon(language(said)).claims(words)
    last = {claim.slot: claim.value for claim in claims}
    old = [claim for claim in claims if claim.slot in slots and claim.value != last[claim.slot]]
    return cut(said, [_phrase(claim, words, claims) for claim in old]) if old else text


def _phrase(claim: Claim, words: list[Token], claims: list[Claim]) -> tuple[int, int]:
    """The letters of a claim with the words about it that only lead to it: "like an old film"."""
    says = {i for one in claims if one.slot not in UNSAID for i in range(one.first, one.last + 1)}

    def joined(i: int, among: frozenset[str]) -> bool:
        return 0 <= i < len(words) and words[i].word in among and i not in says

    first, last = claim.first, claim.last
    while joined(first - 1, LEADING) and not words[first].breaks:
        first -= 1
    while words[first].word in ARTICLES:  # somebody's: "a dreamy fox"
        first += 1
    while joined(last + 1, TRAILING) and not words[last + 1].breaks:
        last += 1
    return words[first].start, words[last].stop
