"""Edit: noise inside a region, nothing outside it."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np

from haneul.canvas import Canvas, Frames, LazyFrames, Span
from haneul.errors import InvalidInput
from haneul.fields import Field
from haneul.operations.base import MotionText, Operation
from haneul.operations.changed import Changed
from haneul.operations.mask import Feather, Mask, boxes, read_box, read_mask
from haneul.operations.shape import Defaults
from haneul.operations.source import ClipFile, Source, read
from haneul.operations.strength import level, settle
from haneul.operations.subject import Subject, regions

AROUND = 0.15  # of a subject's size, that is painted around it: what is found may be a little small


@dataclass(frozen=True)
class Edit(Operation):
    """Replace, remove or re-imagine a region of a clip; everything outside it stays exactly as it was.

    The region is a box, a mask file (white is painted), a subject that the starter cast or --cast knows,
    or several of these together. The prompt says what the whole clip shall show afterwards. With --still
    only the region moves, everything else stands still as in the first frame.
    """

    example: ClassVar[str] = 'haneul edit clip.mp4 "a panda walks right in a meadow" --subject fox --seed 1'

    clip: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    box: Annotated[str, Field("X,Y,WIDTH,HEIGHT in pixels of the clip.")] = ""
    mask: Annotated[Path | None, Field("A picture or video, white where the clip is painted.")] = None
    subject: Subject = ""
    strength: Annotated[
        str | None,
        Field("How much is re-imagined: subtle, mild, strong or 0 to 1; 1 when left out, with --still 0."),
    ] = None
    feather: Feather = 8
    still: Annotated[bool, Field("Only the region moves: a cinemagraph.")] = False

    def __post_init__(self) -> None:
        settle(self)
        super().__post_init__()
        if not (self.box or self.mask or self.subject):
            raise InvalidInput("A region is needed: --box X,Y,WIDTH,HEIGHT, --mask FILE or --subject TEXT.")

    def canvas(self, defaults: Defaults) -> Canvas:
        clip = read(self, self.clip)
        canvas = clip.blank(self, len(clip.frames), self.prompt)
        parts, notes = self._parts(clip, defaults)
        for note in notes:
            canvas = canvas.note(note)
        noise = (0.0 if self.still else 1.0) if self.strength is None else level(self.strength)
        within = (clip.frames.info.width, clip.frames.info.height)
        mask = Mask(parts, canvas.shape, within, 1.0, self.feather)
        changed = _stilled(clip, mask) if self.still else None
        return clip.put(canvas, noise=replace(mask, level=noise).noise(), changed=changed)

    def _parts(self, clip: Source, defaults: Defaults) -> tuple[tuple[Frames | LazyFrames, ...], list[str]]:
        """Pictures of each region that was named, and what to say of them."""
        within = (clip.frames.info.width, clip.frames.info.height)
        parts: list[Frames | LazyFrames] = []
        notes: list[str] = []
        if self.box:
            parts.append(boxes([read_box(self.box, within)], within))
        if self.mask:
            part, notes = read_mask(Path(self.mask), within, clip.fps, len(clip.frames))
            parts.append(part)
        if self.subject:
            parts.append(boxes(regions(self.subject, clip, self, defaults, AROUND), within))
        return tuple(parts), notes


def _stilled(clip: Source, mask: Mask) -> Changed:
    """The clip's own motion inside `mask`, its first frame outside."""
    first = clip.frames[0].astype(np.float32)

    def change(frames: Frames, span: Span) -> Frames:
        share = mask[span.start : span.stop][..., None]
        return np.rint(first + share * (frames - first)).astype(np.uint8)

    return Changed(clip.frames, change)
