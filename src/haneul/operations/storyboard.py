"""Many shots on one canvas: cards keep their places, and what lies between them is invented.

Where cards touch the canvas is cut, so that a new shot owes nothing to the one before. Where they do
not, the gap is neither's: no pixel of it is known, nothing cuts it off from its neighbours, and its
prompt leads from the one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, ClassVar

from haneul.canvas import Canvas, Prompt, Span
from haneul.errors import InvalidInput
from haneul.fields import Field
from haneul.operations.base import Operation
from haneul.operations.board import Board, of_card
from haneul.operations.board_file import read_board
from haneul.operations.shape import Defaults, fit, like
from haneul.operations.source import Source, read
from haneul.operations.timeline import MARK, lead_over, timeline


@dataclass(frozen=True)
class Storyboard(Operation):
    """Film a storyboard: cards of text, pictures and clips with their times.

    Cards that touch are cut hard from one shot to the next; a gap between two cards becomes a
    transition from the one to the other. Characters stay the same from card to card: the same words
    mean the same one. `haneul draft` writes such a file from a sentence; docs/storyboard.md tells the
    keys.
    """

    example: ClassVar[str] = "haneul storyboard examples/beach.yaml --seed 1"

    file: Annotated[Path, Field("A storyboard in YAML.")]

    def canvas(self, defaults: Defaults) -> Canvas:
        board = read_board(Path(self.file))
        times, clips = board.times(), _clips(self, board)
        texts = tuple(
            text or (clips[number].prompt if number in clips else "") for number, text in enumerate(board.texts())
        )
        canvas = self._blank(board, defaults, next(iter(clips.values()), None), times[-1][1])
        shots = _frames(times, canvas)
        canvas = replace(canvas, prompts=_prompts(texts, shots, canvas.fps), cuts=_cuts(shots))
        for number, (card, shot) in enumerate(zip(board.cards, shots, strict=True)):
            if number in clips:
                canvas = _with_clip(canvas, clips[number], shot)
            elif card.picture:
                with of_card(number + 1):
                    canvas = _with_picture(canvas, card.picture, shot)
        return canvas

    def _blank(self, board: Board, defaults: Defaults, first: Source | None, seconds: float) -> Canvas:
        """At size and rate of the first clip, for its frames shall come back as they are; else in the
        shape of the first picture; else the engine's own."""
        from haneul import media

        everybody = replace(self, cast={**board.cast, **self.cast})
        named = MARK.sub(" ", "\n".join(board.texts()))
        if first is not None:
            return first.blank(everybody, max(1, round(seconds * first.fps)), named)
        size = None
        for number, card in enumerate(board.cards, 1):
            if card.picture and size is None:
                with of_card(number):
                    size = like(media.read_picture(card.picture), defaults)
        return everybody.blank(defaults, seconds, named, size)

    def inputs(self) -> tuple[Path, ...]:
        """The board and all that it names."""
        return (*super().inputs(), *read_board(Path(self.file)).files)


def _clips(operation: Operation, board: Board) -> dict[int, Source]:
    """The clips of the cards, by the place of the card; all at the size and rate of the first."""
    found: dict[int, Source] = {}
    for number, card in enumerate(board.cards):
        if card.clip:
            with of_card(number + 1):
                found[number] = read(operation, card.clip, beside=next(iter(found.values()), None))
    return found


def _frames(times: tuple[tuple[float, float], ...], canvas: Canvas) -> list[Span]:
    """The frames of each card; rounded alike, so that cards which touch still do."""
    spans = [Span(round(start * canvas.fps), round(stop * canvas.fps)) for start, stop in times]
    for number, span in enumerate(spans, 1):
        if not len(span):
            raise InvalidInput(f"Card {number} is shorter than a frame at {canvas.fps:g} a second; make it longer.")
    return spans


def _cuts(shots: list[Span]) -> tuple[int, ...]:
    return tuple(after.start for before, after in pairwise(shots) if before.stop == after.start)


def _prompts(texts: tuple[str, ...], shots: list[Span], fps: float) -> tuple[Prompt, ...]:
    """Each card's text over its shot, and over each gap both in turn; before the first card its own."""
    cards = []
    for number, (text, shot) in enumerate(zip(texts, shots, strict=True), 1):
        with of_card(number):
            said = timeline(text, len(shot), fps)
        cards.append([replace(one, span=one.span.shift(shot.start)) for one in said] or [Prompt("", shot)])
    made = [one for card in cards for one in card]
    made.append(Prompt(cards[0][0].text, Span(0, shots[0].start)))
    for before, after in pairwise(cards):
        gap = Span(before[-1].span.stop, after[0].span.start)
        made.append(Prompt(lead_over(before[-1].text, after[0].text), gap))
    return tuple(sorted((one for one in made if one.text and len(one.span)), key=lambda one: one.span))


def _with_picture(canvas: Canvas, file: Path, shot: Span) -> Canvas:
    """The picture as the first frame of its shot."""
    from haneul import media

    picture = media.read_picture(file)
    height, width = picture.shape[1:3]
    if (width, height) != (canvas.width, canvas.height):
        canvas = canvas.note(f"{file.name} was fitted from {width}x{height} to {canvas.width}x{canvas.height}")
    return canvas.put(fit(picture, canvas.width, canvas.height), at=shot.start)


def _with_clip(canvas: Canvas, clip: Source, shot: Span) -> Canvas:
    """The clip from the first frame of its shot on, as much as it has room for."""
    shown = clip.span & Span(0, len(shot))
    if len(clip.span) > len(shown) + 1:
        canvas = canvas.note(f"of {clip.path.name} the first {len(shown) / clip.fps:g} of {clip.seconds:g} s are shown")
    return clip.put(canvas, at=shot.start, span=shown)
