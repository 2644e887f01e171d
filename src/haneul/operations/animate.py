"""Picture to video: one frame is known, wherever in the clip it stands."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from haneul.canvas import Canvas
from haneul.errors import InvalidInput
from haneul.fields import Field
from haneul.operations.base import MotionText, Operation, Seconds
from haneul.operations.shape import Defaults, fit, like


@dataclass(frozen=True)
class Animate(Operation):
    """Bring a picture to life as the first, the last or any other frame of a clip.

    The clip has the picture's shape unless a size is given; then the picture is resized to cover
    it, and what hangs over is cut off evenly. Its frame comes back in the clip as it was.
    """

    example: ClassVar[str] = 'haneul animate picture.png "a fox walks right in a meadow" --seconds 2 --seed 1'

    picture: Annotated[Path, Field("A picture file: PNG, JPEG, WebP ...")]
    prompt: MotionText = ""
    _: KW_ONLY
    at: Annotated[str, Field("Where the picture stands: first, last or a time in SECONDS.")] = "first"
    seconds: Seconds = 4.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _seconds(self.at)

    def canvas(self, defaults: Defaults) -> Canvas:
        from haneul import media

        picture = media.read_picture(Path(self.picture))
        canvas = self.blank(defaults, self.seconds, self.prompt, size=like(picture, defaults))
        return canvas.put(fit(picture, canvas.width, canvas.height), at=self._frame(canvas))

    def _frame(self, canvas: Canvas) -> int:
        """The frame that is on show at the time `at`."""
        frame = canvas.frames - 1 if self.at == "last" else math.floor(_seconds(self.at) * canvas.fps + 1e-6)
        if frame >= canvas.frames:
            raise InvalidInput(
                f"at cannot be {self.at}: the clip ends at {canvas.frames / canvas.fps:g} s; "
                "give an earlier time, or a longer clip with --seconds."
            )
        return frame


def _seconds(at: str) -> float:
    """The time that `at` means, 0 for first and last; `InvalidInput` for anything else."""
    if at in ("first", "last"):
        return 0.0
    try:
        seconds = float(at)
    except (TypeError, ValueError):
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise InvalidInput(f"at cannot be {at!r}; give first, last or seconds from the start such as 1.5.")
    return seconds
