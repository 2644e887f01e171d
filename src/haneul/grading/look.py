"""The nine looks: what is done to the finished picture, as a film laboratory would."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from haneul.canvas import Frames

GREY = (0.30, 0.59, 0.11)


def develop(look: str, frames: Tensor, grain: Tensor | None = None) -> Tensor:
    """`frames` (T, 3, H, W) in 0..1 in one of `blocking.scene.LOOKS`; `grain` is noise (T, 1, H, W), none at all
    without it."""
    noise = torch.zeros(1, device=frames.device) if grain is None else grain
    return _LOOKS[look](frames, noise).clamp(0, 1)


def exposed(look: str, frames: Tensor, night: Tensor) -> Tensor:
    """`frames` (T, 3, H, W) as they are filmed for a look, of which so much is `night` (T, 1, 1, 1), 0..1: a
    photographer opens the lens, else a dark look leaves nothing to see."""
    if look in ("plain", "warm", "cold") or not night.any():
        return frames
    return frames.clamp(1e-4, 1).pow(1 - 0.36 * night)


def graded(frame: Frames, look: str, night: float = 0.0) -> Frames:
    """One picture (H, W, 3) uint8 in a look, without grain; `night` as in `exposed`."""
    if look == "plain":
        return frame
    seen = torch.from_numpy(frame.copy()).permute(2, 0, 1)[None].float() / 255
    with torch.autocast("cpu", enabled=False):  # it is asked for while a clip is painted
        filmed = exposed(look, seen, torch.full((1, 1, 1, 1), night))
        made: Frames = (develop(look, filmed)[0] * 255).round().byte().permute(1, 2, 0).numpy()
    return made


def grey(frames: Tensor) -> Tensor:
    """Luma (T, 1, H, W)."""
    weight = torch.tensor(GREY, device=frames.device)
    return torch.einsum("tchw,c->thw", frames, weight)[:, None]


def _saturate(frames: Tensor, amount: float) -> Tensor:
    return torch.lerp(grey(frames), frames, amount)


def _scale(frames: Tensor, r: float, g: float, b: float) -> Tensor:
    return frames * torch.tensor((r, g, b), device=frames.device)[None, :, None, None]


def _contrast(frames: Tensor, amount: float, middle: float = 0.5) -> Tensor:
    return (frames - middle) * amount + middle


def _vignette(frames: Tensor, strength: float) -> Tensor:
    x, y = _across(frames)
    far = (x * 2) ** 2 + (y * 2 - 1) ** 2
    return 1 - strength * (far / 2).clamp(0, 1).pow(1.2)


def _across(frames: Tensor) -> tuple[Tensor, Tensor]:
    """Where the middles of pixels are, relative to the picture: x (1, W) from its middle, y (H, 1) from its top."""
    height, width = frames.shape[-2:]
    x, y = (np.arange(width) + 0.5) / width - 0.5, (np.arange(height) + 0.5) / height
    own = partial(torch.tensor, dtype=torch.float32, device=frames.device)
    return own(x[None]), own(y[:, None])


def _bloom(frames: Tensor, radius: float) -> Tensor:
    """A wide blur; by shrinking, which costs the same at any radius."""
    height, width = frames.shape[-2:]
    rows = max(3, round(1 / radius))
    small = F.interpolate(frames, (rows, max(3, round(rows * width / height))), mode="area")
    return F.interpolate(small, (height, width), mode="bicubic", align_corners=False).clamp_(0, 1)


def _plain(frames: Tensor, grain: Tensor) -> Tensor:
    return frames


def _warm(frames: Tensor, grain: Tensor) -> Tensor:
    return (
        _scale(_saturate(frames, 1.1), 1.16, 0.99, 0.64)
        + torch.tensor((0.05, 0.02, 0.0), device=frames.device)[:, None, None]
    )


def _cold(frames: Tensor, grain: Tensor) -> Tensor:
    return (
        _scale(_saturate(frames, 0.72), 0.70, 0.93, 1.16)
        + torch.tensor((0.0, 0.015, 0.06), device=frames.device)[:, None, None]
    )


def _noir(frames: Tensor, grain: Tensor) -> Tensor:
    luma = _contrast(grey(frames).clamp(min=0).pow(0.92), 1.5, 0.44) * _vignette(frames, 0.6) + 0.014 * grain
    return luma.expand(-1, 3, -1, -1).clone()


def _vintage(frames: Tensor, grain: Tensor) -> Tensor:
    luma = grey(frames)
    sepia = torch.cat([luma * 0.92 + 0.12, luma * 0.78 + 0.07, luma * 0.55 + 0.05], 1)
    faded = torch.lerp(sepia, frames, 0.16)
    return (faded + 0.016 * grain) * _vignette(frames, 0.5)


def _pastel(frames: Tensor, grain: Tensor) -> Tensor:
    # Every colour on its way to white, then a little more colour: sugared almonds.
    light = _saturate(frames.clamp(0, 1).pow(0.72), 1.12) * 0.50 + 0.46
    return _scale(light, 1.03, 0.985, 1.02)


def _neon(frames: Tensor, grain: Tensor) -> Tensor:
    luma = grey(frames)
    dark = _saturate(frames, 1.5).clamp(0, 1).pow(1.7)
    # Cyan on one side, magenta on the other, as between two signs.
    side = (_across(frames)[0] + 0.5)[None, None]
    cyan = torch.tensor((0.10, 0.85, 1.00), device=frames.device)[None, :, None, None]
    pink = torch.tensor((1.00, 0.15, 0.85), device=frames.device)[None, :, None, None]
    sign = torch.lerp(cyan, pink, side)
    edge = (luma - _bloom(luma, 0.025)).abs()
    base = dark * (0.35 + 0.45 * sign) + sign * (0.10 + 0.16 * luma)
    return base + _bloom(base, 0.05) * 0.35 + edge * sign * 2.2


def _dreamy(frames: Tensor, grain: Tensor) -> Tensor:
    soft = _bloom(frames, 0.06)
    light = 1 - (1 - frames * 0.80) * (1 - soft * 0.72)
    rim = 1 - _vignette(frames, 0.55)
    rose = torch.tensor((1.0, 0.90, 0.97), device=frames.device)[None, :, None, None]
    light = _scale(_saturate(light, 0.95), 1.02, 0.96, 1.03)
    return light + (rose - light) * rim


def _paper(frames: Tensor, grain: Tensor) -> Tensor:
    # Few steps of brightness, hues kept; `grain` is the fibre of the paper.
    steps = 5.0
    luma = grey(frames).clamp(0.02, 1)
    level = luma.sqrt() * steps
    low = level.floor()
    flat = ((low + ((level - low - 0.5) * 4 + 0.5).clamp(0, 1)) / steps).square()
    return _saturate(frames * (flat / luma), 1.10) * 0.92 + 0.05 + 0.018 * grain


_LOOKS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "plain": _plain, "warm": _warm, "cold": _cold, "film noir": _noir, "vintage": _vintage,
    "pastel": _pastel, "neon": _neon, "dreamy": _dreamy, "paper cut-out": _paper,
}  # fmt: skip
