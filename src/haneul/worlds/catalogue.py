"""The subjects of the rendered world: who they are, what they are called and how they move.

The table stands in `catalogue.tsv` beside this file, one subject a line, so that a person can
read and correct it. It tells what the artwork really shows (the facing was read off the pictures),
not what its code point is called: the "dog" is a golden retriever.

Columns: key, code points of the artwork, Korean name, synonyms in English and Korean (separated by
commas; `~` marks a novel one, which no caption may use, so that unseen words can be tested), kind,
height (of the whole artwork, in picture heights), moves, faces, colour, flags, plural where it is
irregular. The first lines are the core: what people ask for most. Its leads are most of what is taught: a
small model knows forty well or a hundred badly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from haneul.errors import UnknownName

Kind = Literal[
    "animal", "bird", "fish", "insect", "dinosaur", "person", "fantasy", "vehicle", "aircraft", "boat",
    "food", "plant", "thing", "sport", "instrument", "clothes", "building", "nature",
]  # fmt: skip
Move = Literal["walk", "fly", "swim", "roll", "float", "still"]
Faces = Literal["left", "right", "front"]

KINDS: tuple[str, ...] = get_args(Kind)
MOVES: tuple[str, ...] = get_args(Move)
FACES: tuple[str, ...] = get_args(Faces)
FLAGS = ("lead", "core", "prop", "ride", "unseen")
COLUMNS = (
    "key", "code", "korean", "synonyms_en", "synonyms_ko", "kind", "height", "moves", "faces", "colour",
    "flags", "plural",
)  # fmt: skip

COUNTERS = {
    **dict.fromkeys(("animal", "bird", "fish", "insect", "dinosaur", "dragon", "unicorn", "dragon head"), "마리"),
    **dict.fromkeys(("person", "fantasy"), "명"),
    **dict.fromkeys(("vehicle", "aircraft", "piano", "camera", "television", "laptop", "computer", "printer"), "대"),
    **dict.fromkeys(("sunflower", "rose", "tulip", "daisy", "lotus", "hibiscus", "hyacinth", "cherry blossom"), "송이"),
    **dict.fromkeys(("tree", "palm tree", "pine tree", "Christmas tree", "cactus", "bamboo"), "그루"),
    **dict.fromkeys(("book", "open book"), "권"),
    **dict.fromkeys(("shirt", "dress", "jeans", "coat"), "벌"),
    **dict.fromkeys(("gloves", "socks", "sneaker", "boot", "high heel"), "켤레"),
    **dict.fromkeys(("coffee", "tea", "milk", "beer", "wine glass", "cocktail", "bubble tea"), "잔"),
    "boat": "척", "building": "채", "parachutist": "명", "robot": "대",
}  # fmt: skip
"""Korean counting words by key, else by kind."""


@dataclass(frozen=True)
class Subject:
    """One character of the artwork. `height` is 0.15..1.0 of the picture's height, to scale but readable."""

    key: str  # the short English name, unique
    codepoints: str  # the artwork's file name without suffix
    english: str
    korean: str
    synonyms_en: tuple[str, ...] = ()
    synonyms_ko: tuple[str, ...] = ()
    kind: str = "thing"
    height: float = 0.4
    moves: frozenset[str] = frozenset({"still"})
    faces: str = "front"  # which way the artwork looks
    colour: str = ""  # the dominant colour word
    lead: bool = False  # taught most, and so known best
    core: bool = False  # taught at all
    prop: bool = False  # can be held or stood before somebody
    ride: bool = False  # somebody can sit on its back
    unseen: bool = False  # in no training scene at all
    plural: str = ""
    novel: frozenset[str] = frozenset()  # synonyms of either language that no caption may use

    @property
    def legs(self) -> bool:
        """Whether it bobs as it goes."""
        return "walk" in self.moves or not self.moves & {"roll", "swim"}

    @property
    def counter(self) -> str:
        """The Korean counting word, such as 마리 for beasts, 명 for people, 대 for machines."""
        return COUNTERS.get(self.key) or COUNTERS.get(self.kind, "개")

    def said(self, language: str = "en") -> tuple[str, ...]:
        """The name and the synonyms that captions may use, in `en` or `ko`."""
        name, others = (self.english, self.synonyms_en) if language == "en" else (self.korean, self.synonyms_ko)
        return (name, *(word for word in others if word not in self.novel))


@cache
def catalogue() -> tuple[Subject, ...]:
    """All subjects in the order of the table, the core first."""
    text = files("haneul.worlds").joinpath("catalogue.tsv").read_text(encoding="utf-8")
    return tuple(parse(text))


def find(key: str, subjects: Sequence[Subject] | None = None) -> Subject:
    """The subject of that key; raises `UnknownName` with the nearest keys."""
    by_key = {subject.key: subject for subject in (catalogue() if subjects is None else subjects)}
    if key in by_key:
        return by_key[key]
    from difflib import get_close_matches

    near = get_close_matches(key, by_key, 3, 0.5)
    hint = f"; near it: {', '.join(near)}" if near else ""
    raise UnknownName(f"The catalogue has no subject {key!r}{hint}.")


def parse(text: str) -> list[Subject]:
    """Read the table; raises `ValueError` naming the line where it is wrong."""
    subjects = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            subjects.append(_subject(line))
        except ValueError as error:
            raise ValueError(f"catalogue line {number}: {error}") from error
    return subjects


def plural(name: str) -> str:
    """The regular English plural of a name's last word."""
    if name.endswith(("s", "x", "z", "ch", "sh")):
        return name + "es"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + "s"


def _subject(line: str) -> Subject:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) != len(COLUMNS):
        raise ValueError(f"needs {len(COLUMNS)} cells, has {len(cells)}")
    row = dict(zip(COLUMNS, cells, strict=True))
    english, korean = _words(row["synonyms_en"]), _words(row["synonyms_ko"])
    flags = set(_words(row["flags"]))
    moves = frozenset(_words(row["moves"]))
    for name, values, known in (
        ("kind", {row["kind"]}, KINDS),
        ("moves", moves, MOVES),
        ("faces", {row["faces"]}, FACES),
        ("flags", flags, FLAGS),
    ):
        if not values <= set(known) or (not values and name != "flags"):
            raise ValueError(f"{name} {sorted(values)} are not among {', '.join(known)}")
    return Subject(
        key=row["key"],
        codepoints=row["code"],
        english=row["key"],
        korean=row["korean"],
        synonyms_en=tuple(word.lstrip("~") for word in english),
        synonyms_ko=tuple(word.lstrip("~") for word in korean),
        kind=row["kind"],
        height=float(row["height"]),
        moves=moves,
        faces=row["faces"],
        colour=row["colour"],
        lead="lead" in flags,
        core="core" in flags,
        prop="prop" in flags,
        ride="ride" in flags,
        unseen="unseen" in flags,
        plural=row["plural"] or plural(row["key"]),
        novel=frozenset(word[1:] for word in (*english, *korean) if word.startswith("~")),
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())
