"""Korean verb forms for captions, by Unicode arithmetic.

Phrases are written once, with their verbs in brackets and in the dictionary form: "왼쪽으로 [달리다]"
becomes 달린다, 달리는, 달려요, 달립니다, 달리고, 달리며. A syllable of Hangul is
0xAC00 + (initial * 21 + vowel) * 28 + final (The Unicode Standard, section 3.12), so endings are
added by numbers. Irregular stems are listed; a morphological library would be far heavier.
"""

from __future__ import annotations

import re

from haneul.worlds.korean import final

FORMS = ("plain", "adnominal", "polite", "formal", "and", "while")
VERB = re.compile(r"\[([가-힣]+)\]")
# Describing words take no -는다: "빛이 따뜻하다", "따뜻한 빛".
ADJECTIVES = frozenset({
    "있다", "없다", "이다", "같다", "따뜻하다", "따스하다", "차갑다", "부드럽다", "흐리다", "맑다", "화창하다",
    "자욱하다", "환하다", "밝다", "어둡다", "가득하다", "은은하다", "선명하다", "포근하다", "서늘하다", "잔잔하다",
    "거세다", "평범하다", "자연스럽다", "조용하다", "깊다", "짙다", "크다", "화려하다",
})  # fmt: skip
B_IRREGULAR = frozenset({"차갑", "부드럽", "어둡", "자연스럽", "가볍", "눕", "아름답"})
D_IRREGULAR = frozenset({"걷", "듣", "싣"})
EU_REGULAR = ("따르", "치르", "들르")  # these drop ㅡ as 크다 does, instead of doubling ㄹ

VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"  # in the order of Unicode
CONTRACTED = {"ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅚ": "ㅙ"}  # with 아 or 어; ㅏ, ㅓ, ㅐ, ㅔ, ㅕ swallow it
N, R, B = 4, 8, 17  # finals ㄴ, ㄹ, ㅂ


def inflect(phrase: str, form: str) -> str:
    """Write the bracketed verbs of a phrase in one of `FORMS`; the copula looks at the letter before it."""

    def write(match: re.Match[str]) -> str:
        before = phrase[: match.start()].rstrip("\ue000\ue001")[-1:]
        return conjugate(match[1], form, before)

    return VERB.sub(write, phrase)


def conjugate(verb: str, form: str, before: str = "") -> str:
    """One verb from its dictionary form. `before` is the syllable before a copula.

    >>> [conjugate("걷다", form) for form in ("plain", "adnominal", "polite", "formal")]
    ['걷는다', '걷는', '걸어요', '걷습니다']
    """
    assert form in FORMS and verb.endswith("다"), (verb, form)
    stem = verb[:-1]
    describing = verb in ADJECTIVES or verb.endswith(("있다", "없다"))
    if verb == "이다" and form == "plain":
        return "이다" if final(before) else "다"
    if form == "plain":
        return verb if describing else _plain(stem)
    if form == "adnominal":
        return _adnominal(stem, describing)
    if form == "polite":
        if stem == "이":
            return "이에요" if final(before) else "예요"
        return _infinitive(stem) + "요"
    if form == "formal":
        return _with_final(stem, B) + "니다" if final(stem) in (0, R) else stem + "습니다"
    return stem + "고" if form == "and" else _while(stem)


def _plain(stem: str) -> str:
    return _with_final(stem, N) + "다" if final(stem) in (0, R) else stem + "는다"


def _adnominal(stem: str, describing: bool) -> str:
    if stem.endswith(("있", "없")):
        return stem + "는"
    if not describing:
        return (_with_final(stem, 0) if final(stem) == R else stem) + "는"
    if _irregular(stem, B_IRREGULAR):
        return _with_final(stem, 0) + "운"
    return _with_final(stem, N) if final(stem) in (0, R) else stem + "은"


def _while(stem: str) -> str:
    if _irregular(stem, D_IRREGULAR):
        return _with_final(stem, R) + "으며"
    if _irregular(stem, B_IRREGULAR):
        return _with_final(stem, 0) + "우며"
    return stem + ("며" if final(stem) in (0, R) else "으며")


def _infinitive(stem: str) -> str:
    """The stem with 아 or 어, contracted as it is said."""
    if stem.endswith("하"):
        return stem[:-1] + "해"
    if _irregular(stem, B_IRREGULAR):
        return _with_final(stem, 0) + "워"
    if _irregular(stem, D_IRREGULAR):
        stem = _with_final(stem, R)
        return stem + ("아" if _vowel(stem) in "ㅏㅗ" else "어")
    if len(stem) > 1 and stem.endswith("르") and not stem.endswith(EU_REGULAR):
        return _with_final(stem[:-1], R) + ("라" if _vowel(stem[:-1]) in "ㅏㅗ" else "러")
    vowel = _vowel(stem)
    if final(stem) or vowel in "ㅟㅢ":
        return stem + ("아" if vowel in "ㅏㅗ" else "어")
    if vowel == "ㅡ":
        return _with_vowel(stem, "ㅏ" if len(stem) > 1 and _vowel(stem[:-1]) in "ㅏㅗ" else "ㅓ")
    return _with_vowel(stem, CONTRACTED.get(vowel, vowel))


def _irregular(stem: str, stems: frozenset[str]) -> bool:
    return stem.endswith(tuple(stems))


def _code(text: str) -> int:
    return ord(text[-1]) - 0xAC00 if text else -1


def _vowel(text: str) -> str:
    return VOWELS[_code(text) // 28 % 21]


def _with_final(text: str, closing: int) -> str:
    return text[:-1] + chr(ord(text[-1]) - final(text) + closing)


def _with_vowel(text: str, vowel: str) -> str:
    return text[:-1] + chr(0xAC00 + (_code(text) // 588 * 21 + VOWELS.index(vowel)) * 28)
