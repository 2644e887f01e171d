"""Sizes of the transformer, by name. A preset is a value; a larger one is a line."""

from __future__ import annotations

from dataclasses import dataclass

from haneul.errors import UnknownName


@dataclass(frozen=True)
class Config:
    """One transformer. `channels` are those of the latents, `text` the text encoder's width.

    They hold as many `frames` as waves (`waves.py`): of the mean the head predicts the velocity, of the waves what they
    are without noise, see `Transformer.velocity`; with 1 there are none.
    """

    width: int
    depth: int
    heads: int
    channels: int = 128
    frames: int = 4
    text: int = 256

    @property
    def flowing(self) -> int:
        """Channels of the mean."""
        return self.channels // self.frames

    @property
    def hidden(self) -> int:
        """Inner width of the gated feed-forward: 8/3 of the width, in multiples of 64."""
        return -(-self.width * 8 // 3 // 64) * 64


PRESETS = {
    "tiny": Config(64, 2, 1),  # tests
    "nano": Config(256, 10, 2),  # 8 M: a laptop trains it
    "small": Config(384, 12, 3),  # 21 M
    "medium": Config(512, 14, 4),  # 44 M
    "large": Config(1024, 24, 8),  # 310 M: one node
    "huge": Config(2048, 32, 16),  # 1.6 B: a cluster
    "giant": Config(3072, 40, 24),  # 4.6 B: a cluster
}


def preset(name: str) -> Config:
    """The preset called `name`; raises `UnknownName` with the list of those that exist."""
    if name not in PRESETS:
        raise UnknownName(f"There is no preset '{name}'; choose one of {', '.join(PRESETS)}.")
    return PRESETS[name]
