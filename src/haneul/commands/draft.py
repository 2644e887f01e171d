"""`haneul draft`: a storyboard from a sentence or a story, to be edited by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App

from haneul.errors import InvalidInput
from haneul.fields import Field, check
from haneul.flags import command
from haneul.operations.base import PromptText
from haneul.operations.board import LONGEST, Board, Card
from haneul.operations.board_file import to_yaml
from haneul.operations.timeline import lead_over
from haneul.output import claim, free

if TYPE_CHECKING:
    from haneul.prompts.shot import Shot

FRAMINGS = {
    "en": ("wide shot", "the camera zooms in", "close-up", "the camera pans right", "the camera zooms out"),
    "ko": ("와이드 숏", "카메라가 줌인한다", "클로즈업", "카메라가 오른쪽으로 패닝한다", "카메라가 줌아웃한다"),
}
CARRIED = ("place", "time", "weather", "look")
HEAD = """\
# Drafted from: {text}
# Edit it, then film it: haneul storyboard {name}
# Cards that touch are cut; leave time between two (at: ...) and a transition is invented.
"""


@dataclass(frozen=True)
class Draft:
    """Draft a storyboard from a sentence or a story.

    Each thing that happens gets a card ("..., then ..." or a sentence of its own), and says again who and
    where it is. With more --cards than that, moments are seen from several distances. Edit the file, then
    film it with `haneul storyboard`.
    """

    prompt: PromptText
    _: KW_ONLY
    cards: Annotated[int | None, Field("How many cards; one for each thing that happens when left out.", 1, 20)] = None
    seconds: Annotated[float | None, Field("How long they last in all; 3 s each when left out.", 0.1, LONGEST, "s")] = (
        None
    )
    output: Annotated[Path | None, Field("File to write; storyboard.yaml when left out.", short="o")] = None
    overwrite: Annotated[bool, Field("Write over the file if it exists.")] = False

    def __post_init__(self) -> None:
        check(self)


def add(app: App) -> None:
    app.command(command("draft", Draft.__doc__ or "", (Draft,), write), name="draft")


def write(wanted: Draft) -> None:
    """Write the storyboard and say what is in it."""
    from haneul.media.aside import aside
    from haneul.media.fault import telling

    path = claim(wanted.output or free(Path("storyboard.yaml")), (), wanted.overwrite)
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise InvalidInput(f"A storyboard is a YAML file; end the name {path.name!r} with .yaml.")
    made = board(wanted.prompt, wanted.cards, wanted.seconds)
    head = HEAD.format(text=" ".join(wanted.prompt.split()), name=path.name)
    with telling(path, "write"), aside(path) as beside:
        beside.write_text(head + to_yaml(made), "utf-8")
    print(f"{path}: {len(made.cards)} cards, {made.times()[-1][1]:g} s; film it with: haneul storyboard {path}")


def board(prompt: str, cards: int | None = None, seconds: float | None = None) -> Board:
    """The storyboard of a sentence or a story, with as many cards as it tells things, or `cards`."""
    from haneul.prompts.reader import shots

    told = shots(prompt)
    texts = [text(shot, before) for shot, before in zip(told, [None, *told], strict=False)]
    count = cards or len(texts)
    if count < len(texts):
        texts = joined(texts, count)
    elif count > len(texts):
        texts = seen_from_nearer(texts, count, told[0].language)
    each = round((seconds or 3.0 * count) / count, 2)
    return Board(cards=tuple(Card(text=one, seconds=each) for one in texts))


def text(shot: Shot, before: Shot | None) -> str:
    """What the shot says, and again what it leaves to the shot before it: a card is read by itself."""
    said = shot.text.strip(" .,")
    if before is None:
        return said
    names = " ".join(one.words for one in shot.subjects if one.words.casefold() not in said.casefold())
    kept = [(slot, shot[slot]) for slot in CARRIED if shot[slot] and shot[slot] == before[slot]]
    missing = [word for word in (spoken(*one, shot.language) for one in kept) if word.casefold() not in said.casefold()]
    space = " " if shot.language == "ko" else ", "
    return ", ".join([f"{names}{space}{said}" if names else said, *missing])


def spoken(slot: str, value: str, language: str) -> str:
    """A value of the vocabulary as the language says it."""
    from haneul.prompts.lexicon import rows

    said = (forms for name, known, forms in rows(language) if (name, known) == (slot, value) and forms)
    return next((forms[0] for forms in said), value)


def joined(texts: Sequence[str], count: int) -> list[str]:
    """`texts` in `count` groups of neighbours, each one text."""
    edges = [round(place * len(texts) / count) for place in range(count + 1)]
    made = []
    for start, stop in pairwise(edges):
        one = texts[start]
        for other in texts[start + 1 : stop]:
            one = lead_over(one, other)
        made.append(one)
    return made


def seen_from_nearer(texts: Sequence[str], count: int, language: str) -> list[str]:
    """`count` texts: each of `texts` several times in a row, seen from another distance each time."""
    framings = FRAMINGS[language]
    edges = [round(place * count / len(texts)) for place in range(len(texts) + 1)]
    return [
        f"{one}, {framings[place % len(framings)]}" if stop - start > 1 else one
        for one, (start, stop) in zip(texts, pairwise(edges), strict=True)
        for place in range(stop - start)
    ]
