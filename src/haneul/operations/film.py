"""Film: an animatic is followed, figure by figure and move by move, and nothing of it is kept."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar

from haneul.canvas import Canvas, Guide
from haneul.fields import Field
from haneul.operations.base import Operation, PromptText
from haneul.operations.shape import Defaults
from haneul.operations.source import read


@dataclass(frozen=True)
class Film(Operation):
    """Film an animatic: who is where, and how the camera moves, is as in the rough; the rest is as the prompt says.

    A rough is a clip of cut-outs before the rough colours of a place, or on plain light grey (230, 230, 230). `haneul
    rough` makes one from a prompt, to be looked at and changed before anything is painted; any editor that pastes
    pictures makes one as well. Small squares on the ground and above the horizon tell how the camera moves.
    """

    example: ClassVar[str] = 'haneul film rough.mp4 "a fox walks right in the snow at sunset" --seed 1'

    rough: Annotated[Path, Field("An animatic: any video file, a GIF or an animated WebP.")]
    prompt: PromptText
    _: KW_ONLY

    def canvas(self, defaults: Defaults) -> Canvas:
        rough = read(self, self.rough)
        canvas = rough.blank(self, len(rough.frames), self.prompt)
        return replace(canvas, guides=(Guide(rough.frames, 0, canvas.span),))
