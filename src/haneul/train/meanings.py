"""Terms of two languages by meaning: the hand lexicon, the names of emoji and the catalogue's subjects.

Nothing novel is taken from the catalogue: those synonyms test words that were never taught.
"""

from __future__ import annotations

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


def names(meanings: list[Meaning]) -> list[Name]:
    """Every way to name a thing that can be seen, in both languages."""
    seen = [m for m in meanings if m.section in (*NAMED_SECTIONS, "catalogue")]
    return [Name(m.english[i % len(m.english)], m.korean[i % len(m.korean)])
            for m in seen for i in range(max(len(m.english), len(m.korean)))]  # fmt: skip


def terms(cell: str, between: str) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", term.strip()) for term in cell.split(between) if term.strip())
