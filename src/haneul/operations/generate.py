"""Text to video: a canvas of which nothing is known."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Annotated, ClassVar

from haneul.canvas import Canvas
from haneul.errors import InvalidSize
from haneul.fields import Field
from haneul.operations.base import Operation, PromptText
from haneul.operations.shape import Defaults
from haneul.operations.timeline import last_mark

SECONDS = 4.0  # where neither the user nor the prompt says; after the last mark of a prompt that changes
LONGEST = 60.0


@dataclass(frozen=True)
class Generate(Operation):
    """Make a clip from a sentence.

    The sentence says who does what, where and when, and how it looks and is filmed:
    "a corgi runs left on the beach at sunset, film noir, the camera zooms in". It may change along
    the clip: "a corgi runs on the beach [4s] the corgi sleeps on the beach".
    """

    example: ClassVar[str] = 'haneul generate "a fox runs left on the beach at sunset" --seconds 2 --seed 1'

    prompt: PromptText
    _: KW_ONLY
    seconds: Annotated[
        float | None,
        Field(
            'How long the clip is; as the prompt says ("10 seconds"), else 4, when left out.',
            0.01,
            LONGEST,
            "s",
            error=InvalidSize,
        ),
    ] = None

    def canvas(self, defaults: Defaults) -> Canvas:
        seconds = min(last_mark(self.prompt) + SECONDS, LONGEST) if self.seconds is None else self.seconds
        return self.blank(defaults, seconds, self.prompt)
