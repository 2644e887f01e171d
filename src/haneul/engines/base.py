"""What an engine is: one method that paints a canvas, and a list of what it can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Protocol

from haneul.canvas import Canvas, Frames
from haneul.errors import AbilityMissing
from haneul.fields import Field, check

Progress = Callable[[float, str], None]
"""Called with the share done (0..1) and what is being done."""


@dataclass(frozen=True)
class Abilities:
    """What an engine can do; `require` refuses by name what it cannot."""

    name: str
    size: tuple[int, int] = (256, 144)  # width, height it is best at, and the default
    fps: float = 12.0
    largest: int = 1920  # longest side in pixels
    frames: int = 121  # most frames in one go
    context: int = 25  # frames of one window that the next one of a longer clip is given
    per_place_noise: bool = True  # any known region, not only frames
    references: bool = True
    cast: bool = False  # was trained with the starter cast: render looks up whom the prompt names
    sound: bool = False

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
        if canvas.sound is not None and not self.sound:
            raise AbilityMissing(f"{self.name} makes no sound; leave the sound out.")
        if not self.per_place_noise and any(layer.frames.shape[1:3] != canvas.shape[1:] for layer in canvas.layers):
            raise AbilityMissing(f"{self.name} keeps whole frames only, not regions of them.")


@dataclass(frozen=True)
class Sampling:
    """How the painting is done. Fewer steps are faster, more guidance follows the prompt harder."""

    steps: Annotated[int, Field("Sampling steps; fewer are faster.", 1, 1000)] = 16
    guidance: Annotated[float, Field("How hard the prompt is followed.", 0, 30)] = 3.0

    def __post_init__(self) -> None:
        check(self)


class Engine(Protocol):
    """Paints canvases. `paint` returns frames (T, H, W, 3) uint8 of exactly the canvas's shape."""

    @property
    def abilities(self) -> Abilities: ...

    def paint(self, canvas: Canvas, sampling: Sampling, progress: Progress) -> Frames: ...
