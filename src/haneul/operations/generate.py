"""Text to video: a canvas of which nothing is known."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from haneul.canvas import Canvas
from haneul.operations.base import Operation, PromptText, Seconds
from haneul.operations.shape import Defaults


@dataclass(frozen=True)
class Generate(Operation):
    """Make a clip from a sentence.

    The sentence says who does what, where and when, and how it looks and is filmed:
    "a corgi runs left on the beach at sunset, film noir, the camera zooms in".
    """

    prompt: PromptText
    _: KW_ONLY
    seconds: Seconds = 4.0

    def canvas(self, defaults: Defaults) -> Canvas:
        return self.blank(defaults, self.seconds, self.prompt)
