"""Looks as data: words for the prompt in both languages, how much is re-imagined, and a palette.

Noise light enough to keep a clip's layout keeps its colours as well, so words alone cannot make a
colour film black and white: the known pixels are given the style's colours first, and the prompt does
the rest. What words alone reach is in docs/lab-notes.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from haneul.canvas import Frames, Span

GREY = np.array([0.30, 0.59, 0.11], np.float32)
Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """Colours 0..1 to colours: saturation, gamma, steps of brightness, then a gain and a lift of each colour."""

    saturation: float = 1.0
    gamma: float = 1.0
    gain: Colour = (1.0, 1.0, 1.0)
    lift: Colour = (0.0, 0.0, 0.0)
    steps: int = 0  # as many tones as sheets of paper; 0: all of them

    def __call__(self, frames: Frames, span: Span) -> Frames:
        """`frames` (t, H, W, 3) in these colours."""
        colour = frames.astype(np.float32) / 255
        grey = (colour @ GREY)[..., None]
        colour = np.clip(grey + self.saturation * (colour - grey), 0, 1) ** self.gamma
        if self.steps:
            tone = np.sqrt(np.maximum((colour @ GREY)[..., None], 1e-4))  # as even to the eye as paper is dyed
            colour = colour * (np.ceil(tone * self.steps - 0.5) / self.steps / tone) ** 2
        colour = colour * np.array(self.gain, np.float32) + np.array(self.lift, np.float32)
        made: Frames = np.rint(255 * colour).clip(0, 255).astype(np.uint8)
        return made


@dataclass(frozen=True)
class Style:
    """How a clip is restyled; `strength` is the noise 0..1 at which the whole of it stands."""

    english: str
    korean: str
    strength: float = 0.55
    palette: Palette = Palette()

    def added_to(self, prompt: str) -> str:
        """`prompt` with the words of its own language; English where it is empty."""
        korean = any("가" <= letter <= "힣" for letter in prompt)
        said = (prompt.rstrip(" ."), self.korean if korean else self.english)
        return ", ".join(text for text in said if text)


PRESETS = {
    "archival": Style(
        "vintage, like an old film", "오래된 영화처럼, 빈티지 스타일로", 0.4,
        Palette(0.16, 1.0, (0.92, 0.78, 0.55), (0.08, 0.05, 0.03)),
    ),
    "film noir": Style(
        "in black and white, film noir", "흑백 필름 누아르 스타일로", 0.4,
        Palette(0.0, 0.95, (1.4, 1.4, 1.4), (-0.2, -0.2, -0.2)),
    ),
    "papercraft": Style(
        "in a paper cut-out style, like papercraft", "종이 오리기 스타일로, 종이 공예처럼", 0.4,
        Palette(1.1, 1.0, (0.92, 0.92, 0.92), (0.05, 0.05, 0.05), steps=5),
    ),
    "stop motion": Style("as a stop motion film with clay figures", "점토 인형 스톱모션 영화처럼", 0.5),
    "balloon": Style("everything is made of shiny balloons", "모두 반짝이는 풍선으로 만든 것처럼", 0.6),
    "pastel": Style(
        "in soft pastel colours", "부드러운 파스텔 색감으로", 0.4,
        Palette(1.12, 0.72, (0.51, 0.49, 0.51), (0.46, 0.46, 0.46)),
    ),
    "neon": Style(
        "in glowing neon colours", "빛나는 네온 색감으로", 0.45,
        Palette(1.8, 1.7, (0.75, 0.35, 0.80), (0.12, 0.03, 0.16)),
    ),
}  # fmt: skip


def between(clip: Frames, pictures: Sequence[Frames]) -> Palette:
    """The palette that gives `clip` the mean and spread of each colour of `pictures` (t, h, w, 3).

    Reinhard et al., "Color Transfer between Images" (2001), on RGB; the gain is kept within 1/2 to 2.
    """
    have = clip.reshape(-1, 3) / 255
    want = np.concatenate([picture.reshape(-1, 3) for picture in pictures]) / 255
    gain = np.clip(want.std(0) / np.maximum(have.std(0), 1e-3), 0.5, 2.0)
    lift = want.mean(0) - gain * have.mean(0)
    return Palette(gain=(gain[0], gain[1], gain[2]), lift=(lift[0], lift[1], lift[2]))
