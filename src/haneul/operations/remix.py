"""Remix: the whole clip stands at one noise, so that its layout stays and the prompt decides the rest."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

from haneul.canvas import Canvas
from haneul.operations.base import Operation, PromptText
from haneul.operations.shape import Defaults
from haneul.operations.source import ClipFile, read
from haneul.operations.strength import Strength, level, settle


@dataclass(frozen=True)
class Remix(Operation):
    """Re-imagine a clip by a new prompt.

    subtle keeps shapes and colours and changes how they look, mild keeps the layout, strong keeps little
    more than where things move. The clip's sound stays.
    """

    example: ClassVar[str] = (
        'haneul remix clip.mp4 "a panda walks right in the snow at night" --strength strong --seed 1'
    )

    clip: ClipFile
    prompt: PromptText
    _: KW_ONLY
    strength: Strength = "mild"

    def __post_init__(self) -> None:
        settle(self)
        super().__post_init__()
        level(self.strength)  # here it may not be left out

    def canvas(self, defaults: Defaults) -> Canvas:
        clip = read(self, self.clip)
        return clip.put(clip.blank(self, len(clip.frames), self.prompt), noise=level(self.strength))
