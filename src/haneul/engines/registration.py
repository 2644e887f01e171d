"""Who is seen in an animatic is painted the same from frame to frame.

Every frame of somebody is drawn with other errors. An animatic tells exactly where they are in each, how large and how
they lean, so the frames can be laid over each other there and averaged over the moments around, as motion-compensated
filters do (Dubois and Sabri, "Noise Reduction in Image Sequences Using Motion-Compensated Temporal Filtering", 1984).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from haneul.canvas import Frames, Guide
from haneul.media.animatic import UPRIGHT, Animatic, Pasted

AROUND = 0.2  # seconds, the deviation of the moments that are averaged
FINER, FINEST = 1.5, 256  # pixels that somebody is laid over themselves with, for one of the picture; at most


def registered(frames: Frames, guides: Sequence[Guide], fps: float) -> Frames:
    """Frames (T, H, W, 3) uint8 at `fps` a second in which everybody of the animatics among `guides` is steady."""
    out = frames.copy()
    for guide in guides:
        if isinstance(guide.frames, Animatic):
            shots = [guide.frames.shot(number) for number in range(guide.part.start, guide.part.stop)]
            here = slice(guide.span.start, guide.span.stop)
            seen = torch.from_numpy(frames[here].copy()).permute(0, 3, 1, 2).float()  # (T, 3, H, W)
            made = _steadied(seen, shots, fps).round().clamp(0, 255).byte()
            out[here] = made.permute(0, 2, 3, 1).numpy()
    return out


def _steadied(seen: Tensor, shots: Sequence[Sequence[Pasted]], fps: float) -> Tensor:
    """Frames (T, 3, H, W) in which everybody of the `shots`, one a frame, is averaged over the moments around."""
    everybody = sorted({one.who for shot in shots for one in shot})
    cover = torch.zeros_like(seen[:, :1])  # by those who are nearer
    out = seen.clone()
    for who in reversed(_hindmost_first(everybody, shots)):
        there = [moment for moment, shot in enumerate(shots) if any(one.who == who for one in shot)]
        placed = [next(one for one in shots[moment] if one.who == who) for moment in there]
        ways = torch.stack([_way(one, *seen.shape[2:]) for one in placed])  # (n, 2, 3), of them into the frame
        back = _inverse(ways)
        open_ = 1 - cover[there]
        shape = (len(there), 3, *_size(placed, *seen.shape[2:]))
        laid = _sampled(seen[there], ways, shape)
        shown = _sampled(open_, ways, shape)
        moments = torch.tensor(there) / fps
        weight = (-((moments[:, None] - moments) / AROUND).square() / 2).exp()
        total = torch.einsum("nm,mchw->nchw", weight, shown)
        mean = torch.einsum("nm,mchw->nchw", weight, shown * laid) / total.clamp(min=1e-3)
        whole = (len(there), 1, *seen.shape[2:])
        opacity = _sampled(_opacity(placed), back, whole)
        sure = _sampled((total > 1e-3).float(), back, whole) * (2 * opacity - 1).clamp(min=0) * open_
        out[there] += (_sampled(mean, back, (len(there), *seen.shape[1:])) - seen[there]) * sure
        cover[there] = torch.maximum(cover[there], opacity)
    return out


def _hindmost_first(everybody: Sequence[int], shots: Sequence[Sequence[Pasted]]) -> list[int]:
    """Those of the shots as they stand most of the time."""
    rank = {who: [place for shot in shots for place, one in enumerate(shot) if one.who == who] for who in everybody}
    return sorted(everybody, key=lambda who: float(np.mean(rank[who])))


def _way(one: Pasted, height: int, width: int) -> Tensor:
    """Places (x, y, 1) of a cut-out as it is when it is not turned to places of a picture, both -1..1: (2, 3)."""
    high, wide = one.picture.shape[:2]
    angle = one.angle if abs(one.angle) >= UPRIGHT else 0.0
    cos, sin = math.cos(angle), math.sin(angle)
    left, top, right, bottom = one.box
    # Shares of the picture's width and height for a pixel of the cut-out; nobody is drawn smaller than a pixel.
    across = max(right - left, 1 / width) / (wide * abs(cos) + high * abs(sin))
    down = max(bottom - top, 1 / height) / (high * abs(cos) + wide * abs(sin))
    flip = -1 if one.turned else 1
    rows = [
        [flip * across * wide * cos, -across * high * sin, left + right - 1],
        [flip * down * wide * sin, down * high * cos, top + bottom - 1],
    ]
    return torch.tensor(rows, dtype=torch.float32)


def _inverse(ways: Tensor) -> Tensor:
    """The ways (n, 2, 3) back."""
    turn = torch.linalg.inv(ways[:, :, :2])
    return torch.cat([turn, -turn @ ways[:, :, 2:]], 2)


def _size(placed: Sequence[Pasted], height: int, width: int) -> tuple[int, int]:
    """Height and width at which somebody is laid over themselves: as large as they are ever seen."""
    tall = max((one.box[3] - one.box[1]) * height for one in placed)
    broad = max((one.box[2] - one.box[0]) * width for one in placed)
    return min(FINEST, max(8, round(FINER * tall))), min(FINEST, max(8, round(FINER * broad)))


def _opacity(placed: Sequence[Pasted]) -> Tensor:
    """The opacity 0..1 of cut-outs as they are when they are not turned, (n, 1, h, w)."""
    alphas = [one.picture[:, ::-1, 3] if one.turned else one.picture[..., 3] for one in placed]
    return torch.from_numpy(np.stack(alphas)).float()[:, None] / 255


def _sampled(x: Tensor, ways: Tensor, shape: tuple[int, int, int, int]) -> Tensor:
    """`x` (n, c, h, w) where `ways` (n, 2, 3) lead from a grid of `shape`; nought outside."""
    grid = F.affine_grid(ways, [shape[0], x.shape[1], *shape[2:]], align_corners=False)
    return F.grid_sample(x, grid, align_corners=False)
