"""Painted frames as the user gets them: without a trace of colour where a shot is black and white, and moved by the
hand that holds the camera, where it is held."""

from __future__ import annotations

import numpy as np

from haneul.canvas import Canvas, Frames, Guide, Span

COLOURLESS = ("film noir",)  # looks
GREY = np.array([0.299, 0.587, 0.114], np.float32)


def finished(canvas: Canvas, start: int, frames: Frames) -> Frames:
    """`frames` (t, H, W, 3) of the canvas from number `start` on. What nobody staged is left alone, and what lies
    beside what is known."""
    out = frames
    for guide in () if canvas.layers else canvas.guides:
        both = guide.span & Span(start, start + len(frames))
        if len(both):
            inside = slice(both.start - start, both.stop - start)
            made = _finished(frames[inside], guide, both.start - guide.at + guide.part.start)
            if made is not None:
                out = out.copy() if out is frames else out
                out[inside] = made
    return out


def _finished(frames: Frames, guide: Guide, first: int) -> Frames | None:
    """The frames that a guide tells from its number `first` on; None where nothing is to be done."""
    scenery, ways = getattr(guide.frames, "scenery", None), getattr(guide.frames, "held", None)
    grey = scenery is not None and scenery.look in COLOURLESS
    if not grey and ways is None:
        return None
    if grey:
        frames = np.rint(frames @ GREY)[..., None].astype(np.uint8).repeat(3, -1)
    return frames if ways is None else _moved(frames, ways[first : first + len(frames)])


def _moved(frames: Frames, ways: np.ndarray) -> Frames:
    """Frames whose places lie where the `ways` (t, 2, 3) lead; beyond the sides they are mirrored."""
    import torch
    import torch.nn.functional as F

    pictures = torch.from_numpy(frames).permute(0, 3, 1, 2).float()
    grid = F.affine_grid(torch.from_numpy(ways).float(), list(pictures.shape), align_corners=False)
    made = F.grid_sample(pictures, grid, "bicubic", "reflection", align_corners=False)
    return made.round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
