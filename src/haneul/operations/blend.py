"""Two clips become one under an influence curve: A, then both, then B.

Where both have a share their pixels are mixed, and the mixture is made anew, the more the evener the
shares are: alone it would be a double exposure.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from itertools import pairwise
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Canvas, Frames, LazyFrames, Sound, Span
from haneul.errors import InvalidInput, InvalidSize
from haneul.fields import Field
from haneul.operations.base import MotionText, Operation
from haneul.operations.shape import Defaults
from haneul.operations.source import ClipFile, Source, read, with_sound

PRESETS = {
    "transition": "0:0,0.2:0,0.8:1,1:1",
    "mix": "0:0.5,1:0.5",
    "sample": "0:0,0.3:0.4,0.7:0.4,1:0",
}
MOST_NOISE = 0.8  # of an even mixture

Points = tuple[tuple[float, float], ...]
Shares = NDArray[np.float32]
"""The second clip's share of each frame, 0..1."""


@dataclass(frozen=True)
class Blend(Operation):
    """Turn two clips into one, under a curve that says when which of them has how much influence.

    Where they overlap both play; where the curve is 0 the first clip is seen as it is, where it is 1 the
    second. What plays before and after the overlap is kept if the curve begins at 0 and ends at 1. The
    second clip is fitted to the first one's size and frame rate, and their sounds are faded alike.
    """

    example: ClassVar[str] = "haneul blend clip.mp4 other.mp4 --seed 1"

    first: ClipFile
    second: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    curve: Annotated[
        str,
        Field(
            "The second clip's influence: transition, mix, sample, or points TIME:SHARE from 0 to 1 such as "
            "0:0,0.5:0.3,1:1."
        ),
    ] = "transition"
    seconds: Annotated[
        float | None,
        Field("How long they overlap; the shorter clip's length when left out.", 0.01, 3600, "s", error=InvalidSize),
    ] = None

    def __post_init__(self) -> None:
        super().__post_init__()
        points(self.curve)

    def canvas(self, defaults: Defaults) -> Canvas:
        first = read(self, self.first)
        second = read(self, self.second, beside=first)
        both = self._overlap(first, second)
        share = shares(points(self.curve), both)
        before = len(first.frames) - both if share[0] == 0 else 0
        after = len(second.frames) - both if share[-1] == 1 else 0
        span_a, span_b = Span(0, both).shift(len(first.frames) - both), Span(0, both)
        canvas = first.agreeing(second).blank(self, before + both + after, self.prompt)
        canvas = first.put(canvas, span=Span(0, before), sound=False)
        mixture = Mixture(first.frames.cut(span_a), second.frames.cut(span_b), share)
        canvas = canvas.put(mixture, at=before, noise=noise(share)[:, None, None])
        canvas = second.put(canvas, at=before + both, span=Span(both, both + after), sound=False)
        for note in (*first.notes, *second.notes, *self._left_out(first, second, before + after + both)):
            canvas = canvas.note(note)
        heard_a = first.sound(Span(span_a.start - before, span_a.stop))
        heard_b = second.sound(Span(0, both + after))
        canvas = _faded(canvas, heard_a, 0, 1 - np.pad(share, (before, 0)))
        return _faded(canvas, heard_b, before, np.pad(share, (0, after), constant_values=1))

    def _overlap(self, first: Source, second: Source) -> int:
        """Frames in which both play."""
        most = min(len(first.frames), len(second.frames))
        both = most if self.seconds is None else max(2, round(self.seconds * first.fps))
        if both > most:
            raise InvalidInput(
                f"seconds cannot be {self.seconds:g}: the shorter clip has {most / first.fps:g} s; give fewer."
            )
        return both

    def _left_out(self, first: Source, second: Source, frames: int) -> tuple[str, ...]:
        lost = len(first.frames) + len(second.frames) - self._overlap(first, second) - frames
        if not lost:
            return ()
        return (f"{lost / first.fps:g} s outside the overlap are left out: the curve does not run from 0 to 1",)


@dataclass(frozen=True, eq=False)
class Mixture:
    """Frames of two clips, each pair mixed by its share when it is asked for."""

    first: LazyFrames
    second: LazyFrames
    share: Shares

    @property
    def shape(self) -> tuple[int, ...]:
        return self.first.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.first.dtype

    def __len__(self) -> int:
        return len(self.first)

    def __getitem__(self, key: slice) -> Frames:
        a, b = self.first[key].astype(np.float32), self.second[key]
        a += self.share[key, None, None, None] * (b - a)
        return np.rint(a).astype(np.uint8)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.asarray(self[:], dtype)


def points(curve: str) -> Points:
    """(time, share) pairs of a preset's name or of "0:0,0.5:0.3,1:1", both numbers 0..1.

    Raises `InvalidInput` unless the times increase.
    """
    text = PRESETS.get(curve.strip(), curve)
    try:
        found = tuple((float(time), float(share)) for time, share in (pair.split(":") for pair in text.split(",")))
    except ValueError:
        found = ()
    inside = all(0 <= number <= 1 for pair in found for number in pair)  # NaN is not
    if not found or not inside or any(a[0] >= b[0] for a, b in pairwise(found)):
        names = ", ".join(PRESETS)
        raise InvalidInput(
            f"curve cannot be {curve[:60]!r}; give {names}, or points TIME:SHARE from 0 to 1, the times "
            "increasing, such as 0:0,0.5:0.3,1:1."
        )
    return found


def shares(points: Points, frames: int) -> Shares:
    """The curve through `points`, straight between them, at `frames` moments from 0 to 1."""
    times, values = zip(*points, strict=True)
    return np.interp(np.linspace(0, 1, frames), times, values).astype(np.float32)


def noise(share: Shares) -> Shares:
    """How much of a mixture is made anew: 4 s (1 - s) of `MOST_NOISE`, nothing where one stands alone."""
    return (MOST_NOISE * 4 * share * (1 - share)).astype(np.float32)


def _faded(canvas: Canvas, sound: Sound | None, at: int, gain: Shares) -> Canvas:
    """`sound` from frame `at` on, as loud as `gain` says frame by frame."""
    if sound is None:
        return canvas
    places = np.arange(len(sound.samples)) * (len(gain) / max(1, len(sound.samples)))
    loud = np.interp(places, np.arange(len(gain)) + 0.5, gain).astype(np.float32)
    return with_sound(canvas, Sound(sound.samples * loud[:, None], sound.rate), at)
