"""A small network that reads a clip: who, how many, doing what, where, when, seen how.

Two paths, because they need different things. The eye sees a few frames in colour and fine enough to tell
a fox from a dog; the ear of motion sees all sixteen as brightness, three neighbours at once, because
an action or a camera is nothing but differences between frames. Only the motion path is mirrored in training:
dawn and sunset differ by the side of the sun, left and right by the direction alone.

Subjects are read cell by cell (`spots.py`); a clip that shows k of them has the k likeliest.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from einops import rearrange, reduce
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from haneul.canvas import Frames
from haneul.errors import MissingPart
from haneul.worlds.eye import FRAMES, HEIGHT, WIDTH, Eye, Motion
from haneul.worlds.spots import PEAKS, Seen, Spots
from haneul.worlds.truth import ANSWERS

LOOKS_AT = 8
MOVING = ("action", "camera")
"""Attributes that a picture does not show."""
SURE = 0.97
"""An attribute that the judge reads worse than this on renders is not scored."""


@dataclass(frozen=True)
class JudgeConfig:
    """`ceilings`: the share of held-out renders that is read right, by attribute (`subject` among them)."""

    subjects: tuple[str, ...]
    ceilings: dict[str, float] = field(default_factory=dict)
    eye: tuple[int, ...] = (32, 48, 96, 160)
    motion: tuple[int, ...] = (32, 48, 64, 96)
    width: int = 192
    spots: int = 128


@dataclass(frozen=True)
class Reading:
    """What the judge saw: `subjects` from the likeliest on, one value an attribute, how sure it is of each."""

    subjects: tuple[str, ...]
    values: dict[str, str]
    chances: dict[str, float]


class Judge(nn.Module):
    """Clips in, for every attribute logits over its values out; at most 2 M parameters."""

    def __init__(self, config: JudgeConfig) -> None:
        super().__init__()
        self.config = config
        self.eye = Eye(config.eye)
        self.spots = Spots(config.eye[-2], config.eye[-1], config.spots, len(config.subjects))
        self.motion = Motion(config.motion, config.width)
        self.eye.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.motion.volume.to(memory_format=torch.channels_last_3d)  # type: ignore[call-overload]
        seen, moved = 2 * config.eye[-1], 2 * config.width
        self.look = nn.Sequential(nn.Linear(seen, seen), nn.ReLU())
        self.heads = nn.ModuleDict()
        widths = dict.fromkeys(MOVING, moved) | {"weather": seen + moved, "count": seen + PEAKS}
        for name, values in ANSWERS.items():
            self.heads[name] = nn.Linear(widths.get(name, seen), len(values))

    def forward(self, colour: Tensor, moving: Tensor | None) -> tuple[dict[str, Tensor], Seen]:
        """`colour` (B, K, 3, H, W) and the `moving` brightness (B, T, 1, H, W), 0..1; without it no MOVING.

        Logits (B, values) by attribute, and who stands where in each of the B * K frames.
        """
        batch = len(colour)
        fine, coarse = self.eye(rearrange(colour, "b k c h w -> (b k) c h w") * 4 - 2)
        spots = self.spots(fine, coarse)
        seen = torch.cat([reduce(coarse, "n c h w -> n c", "mean"), reduce(coarse, "n c h w -> n c", "max")], 1)
        seen, peaks, subjects = (
            reduce(each, "(b k) c -> b c", "mean", b=batch) for each in (seen, spots.peaks(), spots.subjects())
        )
        seen = seen + self.look(seen)
        moved = seen.new_zeros(batch, 2 * self.config.width) if moving is None else self.motion(moving[:, :, 0] * 4 - 2)
        inputs = dict.fromkeys(MOVING, moved)
        inputs |= {"weather": torch.cat([seen, moved], 1), "count": torch.cat([seen, peaks.to(seen.dtype)], 1)}
        skipped = MOVING if moving is None else ()
        logits = {name: head(inputs.get(name, seen)) for name, head in self.heads.items() if name not in skipped}
        return {"subject": subjects} | logits, spots

    def read(self, clips: Sequence[Frames]) -> list[Reading]:
        """Read clips or pictures (T, H, W, 3) uint8 of any size and length; a picture has no MOVING."""
        return [self._read(clip, len(clip) > 1) for clip in clips]

    def glance(self, clips: Sequence[Frames]) -> list[Reading]:
        """Read what the single frames of clips show, without their motion."""
        return [self._read(clip, False) for clip in clips]

    @torch.no_grad()
    def _read(self, clip: Frames, moving: bool) -> Reading:
        chosen = spread(len(clip), FRAMES if moving else min(len(clip), LOOKS_AT))
        frames = fit(torch.from_numpy(np.ascontiguousarray(clip[chosen])).permute(0, 3, 1, 2))
        shown = frames[:: FRAMES // LOOKS_AT] if moving else frames
        logits, _ = self(shown[None], brightness(frames)[None, :, None] if moving else None)
        chances = {name: F.softmax(value[0].float(), 0) for name, value in logits.items()}
        ranked = chances["subject"].argsort(descending=True)
        best = {name: int(chance.argmax()) for name, chance in chances.items()}
        return Reading(
            tuple(self.config.subjects[int(i)] for i in ranked),
            {name: ANSWERS[name][i] for name, i in best.items() if name in ANSWERS},
            {name: float(chances[name][i]) for name, i in best.items()},
        )

    @classmethod
    def load(cls, path: Path | None = None) -> Judge:
        """The judge stored at `path`, by default the one in the package, ready to read.

        Raises `MissingPart` when it is not there or broken.
        """
        path = path or Path(str(files("haneul") / "weights" / "judge.safetensors"))
        try:
            with safe_open(path, "pt") as file:
                header: dict[str, Any] = json.loads((file.metadata() or {})["config"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (OSError, SafetensorError, KeyError) as error:
            raise MissingPart(f"There is no judge at {path} ({error}); run 'haneul train judge'.") from None
        config: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in header.items()}
        judge = cls(JudgeConfig(**config))
        judge.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in tensors.items()})
        return judge.eval().requires_grad_(False)


def spread(length: int, count: int = FRAMES) -> list[int]:
    """The `count` frames of a clip of `length` that are looked at, evenly over all of it."""
    return [k * length // count for k in range(count)]


def fit(frames: Tensor) -> Tensor:
    """Frames (T, 3, H, W), uint8 or float 0..1, at the judge's size, float 0..1; any shape is squeezed."""
    frames = frames.float() / 255 if frames.dtype == torch.uint8 else frames
    if frames.shape[-2:] == (HEIGHT, WIDTH):
        return frames
    return F.interpolate(frames, (HEIGHT, WIDTH), mode="bilinear", antialias=True, align_corners=False)


def brightness(frames: Tensor) -> Tensor:
    """Luma (..., H, W) of (..., 3, H, W)."""
    red, green, blue = frames.unbind(-3)
    return 0.30 * red + 0.59 * green + 0.11 * blue
