"""Reframe: the clip enlarged and cut to fill another shape, and only what is then missing is invented.

Outpaint keeps the whole clip and invents all around it. Here the picture may lose what nobody looks at:
the clip is made as large as the new shape can take while its subject stays in view, the window follows
the subject, and where the clip does not reach, the canvas is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Canvas, Frames, Region, Span
from haneul.errors import InvalidSize
from haneul.operations.base import MotionText, Operation
from haneul.operations.changed import Changed
from haneul.operations.outpaint import place
from haneul.operations.shape import Defaults, pixels
from haneul.operations.source import ClipFile, Source, read
from haneul.operations.subject import Subject, grown, regions, search

AROUND = 0.1  # of the subject's size, that is kept in view around it
USUAL = 90  # percentile of the subject's size over time that must find room
CALM = 1.0  # seconds over which the window's path is averaged
STILL = 0.12  # of the window: a subject that strays no further is watched without moving

Path = NDArray[np.int64]


@dataclass(frozen=True)
class Reframe(Operation):
    """Show a clip in another shape, such as 9:16: cut where nothing is lost, invented where something lacks.

    The clip is enlarged until it fills the new picture or its subject would no longer fit, and the window
    follows the subject; whatever the clip then leaves empty is invented. Without --subject it is the one whom
    the prompt names, or else what stands out of its surroundings. To keep the whole clip as it is, see `outpaint`.
    """

    example: ClassVar[str] = "haneul reframe clip.mp4 --size 9:16 --seed 1"

    clip: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    subject: Subject = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.size:
            raise InvalidSize("A size is needed: --size WIDTHxHEIGHT or a shape such as 9:16.")

    def canvas(self, defaults: Defaults) -> Canvas:
        clip = read(self, self.clip, own_size=True)
        size = pixels(self.size, Defaults(clip.size))
        boxes = self._boxes(clip, defaults)
        view = View(clip.size, size, scale(clip.size, size, boxes))
        canvas = replace(clip.blank(self, len(clip.frames), self.prompt), width=size[0], height=size[1])
        x, y = place("center", size[0] - view.shown[0], size[1] - view.shown[1])
        across, down = (view.path(boxes, axis, clip.fps) for axis in (0, 1))

        def change(frames: Frames, span: Span) -> Frames:
            return view.cut(frames, across[span.start : span.stop], down[span.start : span.stop])

        return clip.put(canvas.note(view.told), x=x, y=y, changed=Changed(clip.frames, change, view.shown))

    def _boxes(self, clip: Source, defaults: Defaults) -> Sequence[Region]:
        from haneul import media

        if self.subject:
            return regions(self.subject, clip, self, defaults, AROUND)
        found = search(self.prompt or clip.prompt, clip, self, defaults) if self.prompt or clip.prompt else None
        if found is not None and found.sure:
            return [grown(box, AROUND, clip.size) for box in found.boxes]
        return media.focus(clip.frames, max(1, round(clip.fps / 4)))


def scale(have: tuple[int, int], want: tuple[int, int], boxes: Sequence[Region]) -> float:
    """How much a clip of size `have` is enlarged for a picture of size `want`.

    As much as fills it, but no more than leaves room for `boxes`, and no less than fits it in whole.
    """
    ratios = [new / old for new, old in zip(want, have, strict=True)]
    wide, high = (float(np.percentile([getattr(box, side) for box in boxes], USUAL)) for side in ("width", "height"))
    room = min(want[0] / wide, want[1] / high)
    return max(min(ratios), min(max(ratios), room))


class View:
    """A window of at most `want` pixels (width, height) on a clip of `have` pixels, enlarged by `scale`."""

    def __init__(self, have: tuple[int, int], want: tuple[int, int], scale: float) -> None:
        self.scale = scale
        self.whole = tuple(max(1, round(side * scale)) for side in have)
        width, height = (min(side, most) for side, most in zip(self.whole, want, strict=True))
        self.shown = width, height
        part = width * height / (self.whole[0] * self.whole[1])
        empty = 1 - width * height / (want[0] * want[1])
        self.told = (
            f"the clip is shown at {scale:.0%} of its size: {part:.0%} of its picture is in view, "
            f"{empty:.0%} of the new picture is invented"
        )

    def path(self, boxes: Sequence[Region], axis: int, fps: float) -> Path:
        """Where the window begins along an axis (0 across, 1 down) in each frame, in pixels of the enlarged clip."""
        window, room = self.shown[axis], self.whole[axis] - self.shown[axis]
        middles = [(box.y + box.height / 2) if axis else (box.x + box.width / 2) for box in boxes]
        start = np.clip(np.array(middles) * self.scale - window / 2, 0, room)
        if np.ptp(start) <= STILL * window:
            start = np.full(len(start), np.median(start))
        reach = max(1, min(round(CALM * fps), len(start))) // 2
        calm = np.convolve(np.pad(start, reach, mode="edge"), np.full(2 * reach + 1, 1 / (2 * reach + 1)), "valid")
        return np.rint(calm).astype(np.int64)

    def cut(self, frames: Frames, across: Path, down: Path) -> Frames:
        """The window's pictures of `frames` (t, H, W, 3), which begins at `across`, `down` (t,)."""
        from haneul import media

        large = media.resize(frames, *self.whole)
        width, height = self.shown
        return np.stack([frame[y : y + height, x : x + width] for frame, x, y in zip(large, across, down, strict=True)])
