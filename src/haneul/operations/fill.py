"""A span of a clip is made anew between its neighbours: known, new, known."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Annotated, ClassVar

from haneul.canvas import Canvas, Span
from haneul.errors import InvalidInput
from haneul.fields import Field
from haneul.operations.base import MotionText, Operation
from haneul.operations.shape import Defaults
from haneul.operations.source import ClipFile, Source, frame_at, read, with_sound


@dataclass(frozen=True)
class Fill(Operation):
    """Make a span of a clip anew: missing, broken or unwanted frames.

    The frames before and after it stay as they are, the clip stays as long as it is and keeps its sound.
    """

    example: ClassVar[str] = "haneul fill clip.mp4 --from 0.75 --to 1.25 --seed 1"

    clip: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    from_: Annotated[float, Field("Where the span begins.", 0, 86_400, "s")]
    to: Annotated[float, Field("Where the span ends.", 0, 86_400, "s")]

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.from_ >= self.to:
            raise InvalidInput(f"from {self.from_:g} to {self.to:g} s is no span; give an end after its beginning.")

    def canvas(self, defaults: Defaults) -> Canvas:
        clip = read(self, self.clip)
        gap = self._gap(clip)
        canvas = clip.blank(self, len(clip.frames), self.prompt)
        for known in (Span(0, gap.start), Span(gap.stop, len(clip.frames))):
            canvas = clip.put(canvas, at=known.start, span=known, sound=False)
        heard = clip.sound()
        return canvas if heard is None else with_sound(canvas, heard)

    def _gap(self, clip: Source) -> Span:
        """The frames that are made anew: at least one, and never all."""
        start = frame_at(self.from_, clip.fps)
        if start >= len(clip.frames):
            raise InvalidInput(f"from cannot be {self.from_:g}: {self.clip} ends at {clip.seconds:g} s.")
        if self.to > clip.seconds + 0.5 / clip.fps:
            raise InvalidInput(f"to cannot be {self.to:g}: {self.clip} ends at {clip.seconds:g} s.")
        gap = Span(start, min(max(start + 1, frame_at(self.to, clip.fps)), len(clip.frames)))
        if len(gap) == len(clip.frames):
            raise InvalidInput(f"{self.from_:g} to {self.to:g} s is all of {self.clip}; leave a part of it as it is.")
        return gap
