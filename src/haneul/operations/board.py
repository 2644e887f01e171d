"""A storyboard: cards on a timeline. What a card can say is said here once, for the file and its page.

Cards that touch are hard cuts; the time between cards that do not is a transition to be invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from haneul.errors import HaneulError, InvalidInput, InvalidPrompt, InvalidSize, MediaError
from haneul.fields import Field, check
from haneul.operations.base import MOST_LETTERS

SECONDS = 3.0  # of a card that does not say
LONGEST = 60.0  # seconds of a whole board
TOUCH = 1e-6  # seconds that times may differ by and mean the same


@dataclass(frozen=True, kw_only=True)
class Card:
    """One shot: what it shows, and when."""

    text: Annotated[str, Field("What the shot shows, in English or Korean.", 1, MOST_LETTERS, error=InvalidPrompt)] = ""
    picture: Annotated[Path | None, Field("A picture file: the shot's first frame.")] = None
    clip: Annotated[
        Path | None,
        Field("A video file that begins with the shot; cut where the shot is shorter, continued where longer."),
    ] = None
    at: Annotated[
        float | None,
        Field("Second at which it begins; where the card before it ends when left out.", 0, LONGEST, error=InvalidSize),
    ] = None
    seconds: Annotated[
        float | None,
        Field(
            "How long it lasts; the clip's own length, or 3 s, when left out.", 0.01, LONGEST, "s", error=InvalidSize
        ),
    ] = None

    def __post_init__(self) -> None:
        check(self)
        if not (self.text or self.picture or self.clip):
            raise InvalidInput("it is empty; give it a text, a picture or a clip.")
        if self.picture and self.clip:
            raise InvalidInput("it has both a picture and a clip; give one of them a card of its own.")

    @property
    def file(self) -> Path | None:
        """The picture or clip that it shows."""
        return self.clip or self.picture


@dataclass(frozen=True, kw_only=True)
class Board:
    """The cards in order of time, and what holds for all of them."""

    cards: tuple[Card, ...]
    look: Annotated[
        str, Field('Words that every card is given, such as "film noir".', 1, MOST_LETTERS, error=InvalidPrompt)
    ] = ""
    cast: Annotated[
        Mapping[str, Path],
        Field("NAME: PICTURE of one's own character, the same in all the cards that name it."),
    ] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check(self)
        if not self.cards:
            raise InvalidInput("it has no cards; write at least one.")

    @property
    def files(self) -> tuple[Path, ...]:
        """The pictures and clips that it names."""
        return (*(card.file for card in self.cards if card.file), *self.cast.values())

    def texts(self) -> tuple[str, ...]:
        """What each card shows, with the look; empty where neither says anything."""
        return tuple(", ".join(part for part in (card.text.rstrip(" .,"), self.look) if part) for card in self.cards)

    def times(self) -> tuple[tuple[float, float], ...]:
        """From when until when each card is shown, in seconds; the lengths of clips are looked up.

        Raises `InvalidInput` where cards overlap, `InvalidSize` beyond a minute.
        """
        made: list[tuple[float, float]] = []
        for number, card in enumerate(self.cards, 1):
            end = made[-1][1] if made else 0.0
            start = end if card.at is None else card.at
            if start < end - TOUCH:
                raise InvalidInput(
                    f"Card {number} begins at {start:g} s, before card {number - 1} ends at {end:g} s; cards must "
                    "stand in the order of their times and not overlap."
                )
            with of_card(number):
                stop = start + (card.seconds or _length(card.clip))
            if stop > LONGEST + TOUCH:
                raise InvalidSize(f"Card {number} ends at {stop:g} s; a storyboard lasts at most {LONGEST:g} s.")
            made.append((max(start, end), stop))
        return tuple(made)


@contextmanager
def of_card(number: int) -> Iterator[None]:
    """Whatever is wrong inside the block is told with the card's number."""
    try:
        yield
    except HaneulError as error:
        kind = InvalidInput if isinstance(error, MediaError) else type(error)
        raise kind(f"Card {number}: {error}") from error


def _length(clip: Path | None) -> float:
    from haneul import media

    return media.probe(clip).seconds if clip else SECONDS
