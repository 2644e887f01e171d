# ruff: noqa: E501  (Hangul counts double)
"""Korean word forms, as far as a prompt's words must be found in the vocabulary: particles and verb endings.

A syllable of Hangul is 0xAC00 + (initial * 21 + vowel) * 28 + final (The Unicode Standard, section 3.12),
so endings are joined by numbers. A verb is known by the beginnings that its forms share: 달리, 달린, 달려, 달렸.
"""

from __future__ import annotations

import re
from functools import lru_cache

from haneul.model.words import PARTICLES

FIRST, FINALS, VOWELS_AND_FINALS = 0xAC00, 28, 588
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
CONTRACTED = {"ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅚ": "ㅙ"}
N, L, M, B, SS = 4, 8, 16, 17, 20  # finals ㄴ ㄹ ㅁ ㅂ ㅆ
D_IRREGULAR = ("걷", "듣", "싣")
B_IRREGULAR = ("눕", "굽", "돕", "줍", "차갑", "어둡", "아름답")
S_IRREGULAR = ("짓", "젓", "잇")
BARE = ("고", "지", "기", "던", "자", "게", "도록", "다가", "거", "듯")  # endings that leave the stem as it is

_MORE = "위의 안의 속의 앞의 뒤의 옆의 밑의 가에 가에서 쯤 마다 인 입니다 이에요 예요 이었 풍 풍의 풍으로 빛 같은 째 가득 짜리 동안 내내 용 용으로 아래 아래에서 아래서 밑에서 하며 한테서 에서도 에도 처럼요 쪽 쪽에서 쪽으로 너머 너머로 사이로 사이에서 사이를 위로 속으로 안으로 가 가의 이라는 라는 밖으로 밖에서 곁에 곁에서 주변에서 주변을 주위를 적 적인 적으로 서 에선 끝에서 끝에 한가운데 한가운데에서 한복판 한복판에서"
TAILS = frozenset(
    many + one + also
    for many in ("", "들")
    for one in ("", *PARTICLES, *_MORE.split())
    for also in ("", "의", "도", "만", "은", "는")
)
DOING = re.compile("(하|한|해|할|합|했|되|된|돼|됩|됐)")  # 점프하며, 확대되는


def final(text: str) -> int:
    """The final consonant of the last syllable, 0 for none."""
    code = ord(text[-1]) - FIRST if text else -1
    return code % FINALS if 0 <= code < 11172 else 0


def is_noun(token: str, noun: str) -> bool:
    """Whether the token is the noun with nothing or particles behind it, or 하다 behind a longer one."""
    if not token.startswith(noun):
        return False
    tail = token[len(noun) :]
    is_it = tail == "다" and not final(noun)  # 바다다
    return tail in TAILS or is_it or (len(noun) > 1 and bool(DOING.match(tail)))


def is_verb(token: str, verb: str) -> bool:
    """Whether the token is a form of the verb, given in the dictionary form (달리다)."""
    exact, free = beginnings(verb)
    return token in exact or token.startswith(free)


def is_adnominal(token: str) -> bool:
    """Whether a verb form describes the noun behind it: 달리는, 달린, 달리던."""
    return token.endswith(("는", "던", "있는")) or (final(token) == N and not token.endswith(("은", "한편", "란")))


@lru_cache(maxsize=4096)
def beginnings(verb: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Forms that stand alone, and beginnings behind which anything may follow."""
    if not verb.endswith("다") or len(verb) < 2:
        return frozenset({verb}), (verb,)
    stem = verb[:-1]
    closed, vowel = final(stem), _vowel(stem)
    loose = stem if closed in (0, L) else ""
    short = _close(stem, 0) if closed == L else stem  # ㄹ falls before ㄴ, ㅂ, ㅅ
    free = {stem + ending for ending in BARE} | {short + "는", short + "네"}
    exact = {verb}
    if loose:
        free |= {_close(stem, N) + "다", _close(stem, B) + "니다", stem + "며", stem + "면", stem + "려", short + "니"}
        exact |= {_close(stem, N), _close(stem, L), _close(stem, M), _close(stem, N) + "채"}
    else:
        soft = _soft(stem)
        free |= {soft + ending for ending in _soft_endings(stem)} | {stem + "는다", stem + "습니다"}
        exact |= {_close(soft, N) if stem.endswith(B_IRREGULAR) else soft + "은", soft + "을", soft + "음"}
    for infinitive in _infinitives(stem, vowel):
        if len(infinitive) > 1:
            free.add(infinitive)
        else:
            exact |= {infinitive + after for after in ("", "서", "요", "야", "도", "라")}
        free.add(_close(infinitive, SS))
    if len(stem) > 1:
        free |= {form for form in exact if form != verb and len(form) > 1}
    return frozenset(exact), tuple(sorted(free))


def _soft(stem: str) -> str:
    """The stem before a vowel: 걷 걸, 눕 누우, 짓 지."""
    if stem.endswith(D_IRREGULAR):
        return _close(stem, L)
    if stem.endswith(B_IRREGULAR):
        return _close(stem, 0) + "우"
    return _close(stem, 0) if stem.endswith(S_IRREGULAR) else stem


def _soft_endings(stem: str) -> tuple[str, ...]:
    return ("며", "면", "니", "려") if stem.endswith(B_IRREGULAR) else ("으며", "으면", "으니", "으려", "은채")


def _infinitives(stem: str, vowel: str) -> tuple[str, ...]:
    """The form before 요, 서 and 있다: 달려, 걸어, 날아, 해."""
    bright = "아" if vowel in "ㅏㅗ" else "어"
    if stem.endswith("하"):
        return (stem[:-1] + "해", stem + "여")
    if stem.endswith(B_IRREGULAR):
        return (_close(stem, 0) + "워",)
    if stem.endswith("르") and len(stem) > 1:
        return (_close(stem[:-1], L) + ("라" if _vowel(stem[:-1]) in "ㅏㅗ" else "러"), stem[:-1] + "러")
    if final(stem):
        return (_soft(stem) + bright,)
    if vowel == "ㅡ":
        return (_voice(stem, "ㅏ" if len(stem) > 1 and _vowel(stem[:-1]) in "ㅏㅗ" else "ㅓ"),)
    if vowel in "ㅟㅢ":
        return (stem + "어",)
    return (_voice(stem, CONTRACTED.get(vowel, vowel)), stem + bright)


def _vowel(text: str) -> str:
    code = ord(text[-1]) - FIRST if text else -1
    return VOWELS[code // FINALS % 21] if 0 <= code < 11172 else "ㅏ"


def _close(text: str, closing: int) -> str:
    return text[:-1] + chr(ord(text[-1]) - final(text) + closing) if FIRST <= ord(text[-1]) < FIRST + 11172 else text


def _voice(text: str, vowel: str) -> str:
    code = ord(text[-1]) - FIRST
    return text[:-1] + chr(FIRST + (code // VOWELS_AND_FINALS * 21 + VOWELS.index(vowel)) * FINALS)
