"""Somebody in another colour: a blue dog, a green lion."""

from __future__ import annotations

import torch
from torch import Tensor

from haneul.canvas import Frames
from haneul.grading.look import GREY

TINTS = {
    "red": (0.87, 0.12, 0.13), "orange": (0.97, 0.50, 0.08), "yellow": (0.98, 0.83, 0.12),
    "green": (0.22, 0.68, 0.24), "blue": (0.13, 0.40, 0.90), "purple": (0.53, 0.22, 0.80),
    "pink": (0.98, 0.45, 0.70), "white": (0.95, 0.95, 0.97), "black": (0.11, 0.11, 0.13),
}  # fmt: skip


def tinted(cut: Frames, tint: str) -> Frames:
    """A cut-out (h, w, 4) uint8 in one of `blocking.scene.TINTS`."""
    if tint == "none":
        return cut
    cell = torch.from_numpy(cut.copy()).permute(2, 0, 1)[None].float() / 255
    alpha = cell[:, 3:]
    with torch.autocast("cpu", enabled=False):  # it is asked for while a clip is painted
        made = recolour(torch.cat([cell[:, :3] * alpha, alpha], 1), tint)
    colours = torch.where(alpha > 0, made[:, :3] / alpha.clamp(min=1e-3), cell[:, :3])
    back: Frames = (torch.cat([colours, alpha], 1)[0] * 255).round().clamp(0, 255).byte().permute(1, 2, 0).numpy()
    return back


def recolour(cells: Tensor, tint: str) -> Tensor:
    """Another hue, the shading kept: dark stays dark, light stays light; `cells` (T, 4, h, w) premultiplied, 0..1."""
    alpha = cells[:, 3:]
    rgb = cells[:, :3] / alpha.clamp(min=1e-3)
    luma = (rgb * torch.tensor(GREY, device=cells.device)[:, None, None]).sum(1, keepdim=True)
    # Of the frame, not of all poses asked for: a slice of a clip must equal the whole.
    mean = ((luma * alpha).sum((1, 2, 3)) / alpha.sum((1, 2, 3)).clamp(min=1e-3))[:, None, None, None]
    tone = luma / mean.clamp(min=0.15)
    colour = torch.tensor(TINTS[tint], device=cells.device)[None, :, None, None]
    shine = ((luma - mean) / (1 - mean).clamp(min=0.1)).clamp(0, 1)
    if tint == "white":
        made = (0.90 + (tone.clamp(max=1.3) - 1) * 0.40).clamp(0.1, 1) * colour
    elif tint == "black":
        made = colour * tone.clamp(0.3, 1.2) + 0.22 * shine * shine
    else:
        made = colour * tone.clamp(max=1.0) ** 0.8
        made = made + (1 - made) * shine * 0.55
    strength = 0.93 * ((luma - 0.10) / 0.12).clamp(0.15, 1)  # eyes and outlines stay
    return torch.cat([torch.lerp(rgb, made.clamp(0, 1), strength) * alpha, alpha], 1)
