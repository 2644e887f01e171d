"""Restyle: a clip in another look, its layout and motion kept."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import numpy as np

from haneul.canvas import Canvas
from haneul.errors import InvalidInput
from haneul.fields import Field
from haneul.operations.base import MOST_LETTERS, MotionText, Operation
from haneul.operations.changed import Changed
from haneul.operations.shape import Defaults
from haneul.operations.source import ClipFile, Source, read
from haneul.operations.strength import level, settle
from haneul.operations.styles import PRESETS, Style, between

Preset = Literal["archival", "film noir", "papercraft", "stop motion", "balloon", "pastel", "neon"]
LOOKED_AT = 8  # frames of a clip that tell its colours


@dataclass(frozen=True)
class Restyle(Operation):
    """Give a clip another look: one of the presets, or your own in words, in pictures or in both.

    The prompt says what the clip shows; the one that made it goes on when left out. It may be English or
    Korean, the preset's words follow its language; of a look that the prompt spoke of the new one takes the
    place. Pictures lend their colours.
    """

    example: ClassVar[str] = 'haneul restyle clip.mp4 --preset "film noir" --seed 1'
    overrules: ClassVar[tuple[str, ...]] = ("look",)

    clip: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    preset: Annotated[Preset | None, Field("A ready-made look.")] = None
    style: Annotated[str, Field("A look of your own in words.", 1, MOST_LETTERS)] = ""
    pictures: Annotated[tuple[Path, ...], Field("Pictures of the look; may be repeated.")] = ()
    strength: Annotated[
        str | None, Field("How much is re-imagined: subtle, mild, strong or 0 to 1; the look's own when left out.")
    ] = None

    def __post_init__(self) -> None:
        settle(self)
        super().__post_init__()
        if not (self.preset or self.style or self.pictures):
            raise InvalidInput(f"A look is needed: --preset {', '.join(PRESETS)}, or --style TEXT, or --pictures FILE.")
        if self.preset and (self.style or self.pictures):
            raise InvalidInput("A preset is a look of its own; give either --preset or --style and --pictures.")

    def canvas(self, defaults: Defaults) -> Canvas:
        clip = read(self, self.clip)
        style = PRESETS[self.preset] if self.preset else self._own(clip)
        prompt = self.prompt or clip.prompt
        canvas = clip.blank(self, len(clip.frames), style.added_to(prompt))
        if prompt != self.prompt:
            canvas = canvas.note(f'the prompt of {clip.path.name} goes on: "{prompt}"')
        noise = style.strength if self.strength is None else level(self.strength)
        return clip.put(canvas, noise=noise, changed=Changed(clip.frames, style.palette))

    def _own(self, clip: Source) -> Style:
        """The look of `style` and the colours of `pictures`."""
        from haneul import media

        pictures = [media.read_picture(Path(path)) for path in self.pictures]
        if not pictures:
            return Style(self.style, self.style)
        moments = np.linspace(0, len(clip.frames) - 1, LOOKED_AT).round().astype(int)
        shown = np.stack([clip.frames[int(moment)] for moment in moments])
        return Style(self.style, self.style, palette=between(shown, pictures))
