"""The best of a clip, made longer: a span of it is known, what comes before or after is invented."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from haneul.canvas import Canvas, Span
from haneul.errors import InvalidInput, InvalidSize
from haneul.fields import Field
from haneul.operations.base import MotionText, Operation, Seconds
from haneul.operations.shape import Defaults
from haneul.operations.source import ClipFile, Source, read
from haneul.operations.timeline import MARK

if TYPE_CHECKING:
    from haneul.media import Interest


@dataclass(frozen=True)
class Recut(Operation):
    """Find the best span of a clip, cut it out and extend it to the length asked.

    The best span is where the picture is sharp, something happens and somebody stands out, and it never
    contains a cut; how much there is to see in it, from 0 to 1, is printed beside the clip's average.
    Its frames come back as they were.
    """

    example: ClassVar[str] = "haneul recut clip.mp4 --seconds 3 --keep 1 --seed 1"

    clip: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    seconds: Seconds = 4.0
    keep: Annotated[
        float | None,
        Field("How much of the clip is kept; half of the length when left out.", 0.05, 60, "s", error=InvalidSize),
    ] = None
    grow: Annotated[
        Literal["forward", "backward", "both"], Field("Where the new frames come: after the span, before it or both.")
    ] = "forward"

    def canvas(self, defaults: Defaults) -> Canvas:
        from haneul import media

        source = read(self, Path(self.clip))
        frames, wanted = self._lengths(source)
        found = media.interest(source.frames)
        kept = found.best(wanted)
        new = frames - len(kept)
        at = {"forward": 0, "backward": new, "both": new // 2}[self.grow]
        *_, last = MARK.split(source.prompt)  # its marks are times of another clip
        canvas = replace(source, prompt=last.strip()).blank(self, frames, self.prompt)
        return source.put(canvas.note(_told(source, kept, found)), at=at, span=kept)

    def _lengths(self, source: Source) -> tuple[int, int]:
        """Frames of the result, and of the span that is looked for; at least one."""
        keep = self.seconds / 2 if self.keep is None else self.keep
        if keep > self.seconds:
            raise InvalidInput(f"keep cannot be {keep:g}: the result lasts {self.seconds:g} s; give more --seconds.")
        frames = max(1, round(self.seconds * source.fps))
        return frames, min(max(1, round(keep * source.fps)), len(source.span))


def _told(source: Source, kept: Span, found: Interest) -> str:
    return (
        f"{source.path.name}: kept {kept.start / source.fps:.2f} to {kept.stop / source.fps:.2f} s, "
        f"interest {found.of(kept):.2f}, {found.of(source.span):.2f} on average"
    )
