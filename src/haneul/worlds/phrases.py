"""The phrase tables of captions: for every attribute of a scene, the ways in which people say it.

The tables stand beside this file (`phrases_en.tsv`, `phrases_ko.tsv`), one attribute value and form
a line, so that a native speaker can correct them without reading code. A value of the action table
without a side ("walks") serves both sides; `{to}` is where the side comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from haneul.errors import UnknownName

LANGUAGES = ("en", "ko")
Key = tuple[str, str, str]  # attribute, value, form


@cache
def table(language: str) -> dict[Key, tuple[str, ...]]:
    """All phrases of a language by (attribute, value, form)."""
    if language not in LANGUAGES:
        raise UnknownName(f"No captions in {language!r}; there are {', '.join(LANGUAGES)}.")
    text = files("haneul.worlds").joinpath(f"phrases_{language}.tsv").read_text(encoding="utf-8")
    rows: dict[Key, tuple[str, ...]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 4 or (key := (cells[0], cells[1], cells[2])) in rows:
            raise ValueError(f"phrases_{language}.tsv line {number}: needs 4 cells and a new key, got {line!r}")
        rows[key] = tuple(phrase.strip() for phrase in cells[3].split("|"))
    return rows


def phrases(language: str, attribute: str, value: str, *forms: str) -> tuple[str, ...]:
    """The phrases of a value in the given forms; empty where there are none."""
    rows = table(language)
    return tuple(phrase for form in forms for phrase in rows.get((attribute, value, form), ()))


def all_phrases(language: str, attribute: str, value: str) -> tuple[str, ...]:
    """The phrases of a value in every form but adverbs, without repeats, in the table's order."""
    found = [
        phrase
        for (kind, name, form), row in table(language).items()
        if (kind, name) == (attribute, value) and form != "adverb"
        for phrase in row
    ]
    return tuple(dict.fromkeys(found))


def pick(rng: np.random.Generator, options: Sequence[str], terse: bool = False) -> str:
    """One of the options; `terse` takes the one of fewest words."""
    assert options, "nothing to pick from"
    if terse:
        return min(options, key=lambda option: (len(option.split()), len(option)))
    return options[int(rng.integers(len(options)))]
