"""More frames a second: the clip's own stay, and those between show things on their way."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import Annotated, ClassVar

import numpy as np

from haneul.canvas import Canvas
from haneul.errors import InvalidInput
from haneul.fields import Field
from haneul.operations import source
from haneul.operations.base import MotionText, Operation
from haneul.operations.shape import Defaults
from haneul.operations.source import FASTEST, ClipFile


@dataclass(frozen=True)
class Interpolate(Operation):
    """Give a clip more frames a second, so that it moves more smoothly.

    Twice as many unless --fps says how many. The clip's own frames stay exactly as they are; the new
    ones follow the motion between them. Its length and its sound stay.
    """

    example: ClassVar[str] = "haneul interpolate clip.mp4 --fps 24 --seed 1"

    clip: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    strength: Annotated[
        float, Field("How much of the new frames the engine paints anew; 0 leaves them as the motion makes them.", 0, 1)
    ] = 0.0

    def canvas(self, defaults: Defaults) -> Canvas:
        from haneul import media

        plain = replace(self, fps=None)  # the clip is read at its own rate
        given = source.read(plain, self.clip)
        fps = self.fps or min(2 * given.fps, FASTEST)
        if not fps > given.fps:
            raise InvalidInput(
                f"fps cannot be {fps:g}: {self.clip} has {given.fps:g} frames a second already; "
                f"give more, up to {FASTEST:g}."
            )
        frames = media.Between(given.frames, fps)
        level = np.where(frames.own(), 0.0, self.strength)[:, None, None]
        canvas = replace(given.blank(plain, len(frames), self.prompt), fps=fps).put(frames, noise=level)
        for note in given.notes:
            canvas = canvas.note(note)
        sound = given.sound()
        return canvas if sound is None else source.with_sound(canvas, sound)
