"""Painted frames as the user gets them: moved by the hand that holds the camera, where a shot has one."""

from __future__ import annotations

import numpy as np

from haneul.canvas import Canvas, Frames, Span


def finished(canvas: Canvas, start: int, frames: Frames) -> Frames:
    """`frames` (t, H, W, 3) of the canvas from number `start` on; those of shots that stand still are not touched."""
    out = frames
    for guide in canvas.guides:
        ways, both = getattr(guide.frames, "held", None), guide.span & Span(start, start + len(frames))
        if ways is None or not len(both):
            continue
        first = both.start - guide.at + guide.part.start
        inside = slice(both.start - start, both.stop - start)
        out = out.copy() if out is frames else out
        out[inside] = _moved(frames[inside], ways[first : first + len(both)])
    return out


def _moved(frames: Frames, ways: np.ndarray) -> Frames:
    """Frames whose places lie where the `ways` (t, 2, 3) lead; beyond the sides they are mirrored."""
    import torch
    import torch.nn.functional as F

    pictures = torch.from_numpy(frames).permute(0, 3, 1, 2).float()
    grid = F.affine_grid(torch.from_numpy(ways).float(), list(pictures.shape), align_corners=False)
    made = F.grid_sample(pictures, grid, "bicubic", "reflection", align_corners=False)
    return made.round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
