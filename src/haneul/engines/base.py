"""What an engine is: one method that paints a canvas, and a list of what it can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Protocol

from haneul.canvas import Canvas, Frames
from haneul.errors import AbilityMissing
from haneul.fields import Field, check

Preview = Callable[[], Frames]
"""Decodes the present guess at what is being painted: a few frames (t, h, w, 3), maybe fewer than it will have."""


class Progress(Protocol):
    """Told the share done (0..1) and what is being done.

    While it samples, an engine may hand over a `preview`; calling it costs time, and it holds only
    until the engine goes on. Who watches the share alone ignores it.
    """

    def __call__(self, share: float, what: str, preview: Preview | None = None, /) -> None: ...


def silent(share: float, what: str, preview: Preview | None = None, /) -> None:
    """A progress that nobody watches."""


def part_of(progress: Progress, done: float, share: float) -> Progress:
    """The progress of a part of the work: `share` of the whole, begun when `done` of it was done."""
    return lambda part, what, preview=None, /: progress(done + part * share, what, preview)


@dataclass(frozen=True)
class Abilities:
    """What an engine can do; `require` refuses by name what it cannot."""

    name: str
    size: tuple[int, int] = (256, 144)  # width, height it is best at, and the default
    fps: float = 12.0
    largest: int = 1920  # longest side in pixels
    frames: int = 121  # most frames in one go
    context: int = 25  # frames of one window that the next one of a longer clip is given
    steps: int = 16  # sampling steps and guidance when the user gives none
    guidance: float = 3.0
    sink: int = 0  # of those, how many are the first frames of the shot instead of the last ones
    settling: float = 0.0  # noise on those frames: an exact copy of its own faults makes an engine repeat them
    stride: int = 1  # frames of one latent after the first: context is best 1 + k * stride frames
    one_prompt: bool = False  # follows one prompt per window: windows are cut where the prompt changes
    per_place_noise: bool = True  # any known region, not only frames
    references: bool = True
    guides: bool = True  # films an animatic
    cast: bool = False  # was trained with the starter cast: render looks up whom the prompt names
    sound: bool = False
    enrich: bool = False  # wants dense captions: render adds what a short prompt leaves open

    def require(self, canvas: Canvas) -> None:
        """Raise `AbilityMissing` when the canvas asks for more than the engine can do."""
        if max(canvas.width, canvas.height) > self.largest:
            raise AbilityMissing(
                f"{self.name} paints at most {self.largest} pixels a side, asked for "
                f"{canvas.width}x{canvas.height}; choose a smaller --size."
            )
        if canvas.frames > self.frames:
            raise AbilityMissing(
                f"{self.name} paints at most {self.frames} frames at once, asked for {canvas.frames}; "
                f"choose fewer --seconds or a lower --fps."
            )
        if canvas.references and not self.references:
            raise AbilityMissing(f"{self.name} takes no reference pictures; leave --cast out.")
        if canvas.guides and not self.guides:
            raise AbilityMissing(f"{self.name} films no animatic; choose --model native.")
        if not self.per_place_noise and any(layer.frames.shape[1:3] != canvas.shape[1:] for layer in canvas.layers):
            raise AbilityMissing(f"{self.name} keeps whole frames only, not regions of them.")


@dataclass(frozen=True)
class Sampling:
    """How the painting is done. Fewer steps are faster, more guidance follows the prompt harder."""

    steps: Annotated[
        int | None, Field("Sampling steps; fewer are faster; the engine's own when left out.", 1, 1000)
    ] = None
    guidance: Annotated[
        float | None, Field("How hard the prompt is followed; the engine's own when left out.", 0, 30)
    ] = None
    detail: Annotated[
        float,
        Field("How much of an enlarged picture is painted anew, tile by tile: for engines with fine detail.", 0, 0.3),
    ] = 0.0

    def __post_init__(self) -> None:
        check(self)

    def of(self, abilities: Abilities) -> tuple[int, float]:
        """Steps and guidance: what was asked, and the engine's own where nothing was."""
        steps = abilities.steps if self.steps is None else self.steps
        return steps, abilities.guidance if self.guidance is None else self.guidance


class Engine(Protocol):
    """Paints canvases. `paint` returns frames (T, H, W, 3) uint8 of exactly the canvas's shape."""

    @property
    def abilities(self) -> Abilities: ...

    def paint(self, canvas: Canvas, sampling: Sampling, progress: Progress) -> Frames: ...
