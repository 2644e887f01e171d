"""Terms of two languages by meaning: the hand lexicon, the names of emoji and the catalogue's subjects.

Nothing novel is taken from the catalogue: those synonyms test words that were never taught.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from haneul.train.templates import Name

SKIN_TONES = range(0x1F3FB, 0x1F400)
NAMED_SECTIONS = ("animals", "people and fantasy", "vehicles", "food", "plants", "things")


@dataclass(frozen=True)
class Meaning:
    """Terms that mean the same; the vector of the whole is the mean over the English ones."""

    english: tuple[str, ...]
    korean: tuple[str, ...]
    section: str = ""


def lexicon() -> Iterator[Meaning]:
    """The hand-written lexicon, a meaning a line."""
    section = ""
    for line in files("haneul.train").joinpath("lexicon.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            section = line[1:].strip()
        elif "|" in line:
            english, korean = line.split("|")
            yield Meaning(terms(english, ";"), terms(korean, ","), section)


def emoji_names() -> Iterator[Meaning]:
    """English and Korean names of all emoji without skin tones, and the emoji itself when it is one character."""
    import emoji

    emoji.config.load_language("ko")
    for sign, names in emoji.EMOJI_DATA.items():
        if names["status"] > 2 or any(ord(letter) in SKIN_TONES for letter in sign) or "ko" not in names:
            continue
        english, korean = (names[language].strip(":").replace("_", " ").lower() for language in ("en", "ko"))
        alone = sign.replace("\ufe0f", "")
        yield Meaning((english,), (korean, *((alone,) if len(alone) == 1 else ())), "emoji")


def subjects() -> Iterator[Meaning]:
    """The catalogue's names and synonyms, but for the novel ones."""
    from haneul.worlds.catalogue import catalogue

    for subject in catalogue():
        yield Meaning(subject.said("en"), subject.said("ko"), "catalogue")


def spoken() -> Iterator[Meaning]:
    """The captions' own phrases, a meaning a value and side: "walks to the left", "왼쪽으로 걷는다"."""
    from haneul.worlds.phrases import all_phrases, table

    values = dict.fromkeys((kind, value) for kind, value, _ in table("en") if kind not in ("side", "shot"))
    for kind, value in values:
        both = [all_phrases(language, kind, value) for language in ("en", "ko")]
        sided = any("{to}" in phrase for phrase in both[0])
        for side in ("left", "right") if sided else ("",):
            english = [_english(phrase, side, turn) for turn, phrase in enumerate(both[0])]
            korean = [_korean(phrase, side, turn) for turn, phrase in enumerate(both[1])]
            if english and korean:
                yield Meaning(tuple(dict.fromkeys(english)), tuple(dict.fromkeys(korean)), f"spoken {kind}")


def _english(phrase: str, side: str, turn: int) -> str:
    from haneul.worlds.english import inflect

    to = (f"to the {side}", side, f"towards the {side}", f"{side}wards")[turn % 4]
    return _bare(inflect(phrase, ("s", "ing", "base", "s")[turn % 4]), to)


def _korean(phrase: str, side: str, turn: int) -> str:
    from haneul.worlds.korean_verb import inflect

    ways = {"left": ("왼쪽으로", "왼편으로"), "right": ("오른쪽으로", "오른편으로")}.get(side, ("", ""))
    return _bare(inflect(phrase, ("plain", "adnominal", "plain", "while", "polite", "and")[turn % 6]), ways[turn % 2])


def _bare(phrase: str, to: str) -> str:
    """A phrase with its side put in and the other holes left empty."""
    phrase = phrase.replace("{to}", to).replace("{its}", "its").replace("*", "")
    return " ".join(re.sub(r"\{[^}]*\}|[\ue000\ue001]", "", phrase).split())


def names(meanings: list[Meaning]) -> list[Name]:
    """Every way to name a thing that can be seen, in both languages."""
    abstract = re.compile("flag|face|button|clock|symbol|hand|arrow|square|circle|heart|moon|with|:|person|medium")
    seen = [
        m
        for m in meanings
        if m.section in (*NAMED_SECTIONS, "catalogue")
        or (m.section == "emoji" and len(m.english[0].split()) < 3 and not abstract.search(m.english[0]))
    ]
    spelt = [(m.english, tuple(term for term in m.korean if "가" <= term[0] <= "힣")) for m in seen]
    return [Name(english[i % len(english)], korean[i % len(korean)])
            for english, korean in spelt if korean for i in range(max(len(english), len(korean)))]  # fmt: skip


def terms(cell: str, between: str) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", term.strip()) for term in cell.split(between) if term.strip())
