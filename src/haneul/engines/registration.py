"""Who is seen in an animatic is painted the same from frame to frame.

Every frame of somebody is drawn with other errors. An animatic tells exactly where they are in each, how large and how
they lean, so the frames can be laid over each other there and averaged over the moments around, as motion-compensated
filters do (Dubois and Sabri, "Noise Reduction in Image Sequences Using Motion-Compensated Temporal Filtering", 1984).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from haneul.canvas import Frames, Guide
from haneul.engines.surroundings import cleared
from haneul.media.animatic import UPRIGHT, Animatic, Pasted

AROUND = 0.2  # seconds, the deviation of the moments that are averaged
LONG, TRUST = 1.0, 4.0  # that of moments which are known, and how much more those weigh
ALIKE, ONE = 0.5, 0.9  # correlation of two pictures that may show one and the same; that surely do
EDGED = ("paper cut-out",)  # looks in which there is an edge around everybody
STANDS = 1e-3  # of the picture, by which no mark moves while the camera stands
CLEAR = 0.5  # how much of somebody is seen where they are compared
FINER, FINEST = 1.5, 256  # pixels that somebody is laid over themselves with, for one of the picture; at most

Placed = Mapping[int, Pasted]
"""Who is in a frame, by number; hindmost first."""
Flags = NDArray[np.bool_]


def registered(frames: Frames, guides: Sequence[Guide], fps: float, true: Frames, known: Flags) -> Frames:
    """Frames (T, H, W, 3) uint8 at `fps` a second in which everybody of the animatics among `guides` is steady.

    Those that are `known` (T,) count as they are in `true` (T, H, W, 3), also those beside the guides' own.
    """
    out = frames.copy()
    seen = np.where(known[:, None, None, None], true, frames)
    for guide in guides:
        if not isinstance(guide.frames, Animatic):
            continue
        start = guide.at - guide.part.start  # the frame that the animatic begins with
        new = range(guide.span.start, guide.span.stop)
        shot = range(max(0, start), min(len(frames), start + len(guide.frames)))
        moments = [at for at in shot if at in new or known[at]]
        placed = [{one.who: one for one in guide.frames.shot(at - start)} for at in moments]
        pictures = torch.from_numpy(seen[moments]).permute(0, 3, 1, 2).float()  # (T, 3, H, W)
        sure = torch.from_numpy(known[moments])
        seconds = torch.tensor(moments) / fps
        made, cover = _steadied(pictures, placed, _weights(seconds, sure), sure)
        scenery = guide.frames.scenery
        if scenery.look not in EDGED and not any(scenery.falling(at - start) for at in moments):  # rain is no grain
            still = _still(scenery.marks[np.array(moments) - start])
            made = cleared(made, cover, seconds, still * ~sure)
        inside = [place for place, at in enumerate(moments) if at in new]
        out[new.start : new.stop] = made[inside].round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
    return out


def _weights(seconds: Tensor, known: Tensor) -> Tensor:
    """How much each moment counts in each (T, T)."""
    apart = (seconds[:, None] - seconds) / torch.where(known, LONG, AROUND)
    return torch.where(known, TRUST, 1.0) * (-apart.square() / 2).exp()


def _still(marks: NDArray[np.floating[Any]]) -> Tensor:
    """Between which moments (T, T) the camera does not move, as its `marks` (T, K, 2) tell."""
    flat = torch.from_numpy(np.ascontiguousarray(marks)).flatten(1).double()
    return (torch.cdist(flat, flat) < STANDS).float()


def _steadied(seen: Tensor, shots: Sequence[Placed], weights: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
    """Frames (T, 3, H, W) in which everybody of the `shots`, one a frame, is their mean over all by `weights` (T, T);
    over those that are `known` (T,) as far as the others show the same. And how they cover the frames (T, 1, H, W)."""
    size = seen.shape[2:]
    cover = torch.zeros_like(seen[:, :1])  # by those who are nearer
    out = seen.clone()
    for who in reversed(_hindmost_first(shots)):
        there = [moment for moment, shot in enumerate(shots) if who in shot]
        placed = [shots[moment][who] for moment in there]
        ways = torch.stack([_way(one, *size) for one in placed])  # (n, 2, 3), of them into the frame
        back, open_, own = _inverse(ways), 1 - cover[there], _size(placed, *size)
        laid, shown = _sampled(seen[there], ways, own), _sampled(open_, ways, own)
        same = torch.where(
            known[there], _agreement(laid, F.interpolate(_opacity(placed), own) * shown, known[there]), 1
        )
        weight = weights[there][:, there] * same
        total = torch.einsum("nm,mchw->nchw", weight, shown)
        mean = torch.einsum("nm,mchw->nchw", weight, shown * laid) / total.clamp(min=1e-3)
        opacity = _sampled(_opacity(placed), back, size)
        sure = _sampled((total > 1e-3).float(), back, size) * (2 * opacity - 1).clamp(min=0) * open_
        out[there] += (_sampled(mean, back, size) - seen[there]) * sure
        cover[there] = torch.maximum(cover[there], opacity)
    return out, cover


def _agreement(laid: Tensor, clear: Tensor, known: Tensor) -> float:
    """How surely those of pictures (n, 3, h, w) that are `known` (n,) show the same as the others, 0..1: by the
    correlation of their means where they are `clear` (n, 1, h, w), whatever their colours are on the whole."""
    parts = [(laid[one] * clear[one], clear[one]) for one in (known, ~known) if one.any()]
    inside = torch.stack([part.mean(0)[0] > CLEAR for _, part in parts]).all(0)  # (h, w)
    if len(parts) < 2 or not inside.any():
        return 0.0
    means = [(seen.sum(0) / part.sum(0).clamp(min=1e-3))[:, inside] for seen, part in parts]  # (3, N)
    flat = torch.stack([(mean - mean.mean(1, keepdim=True)).flatten() for mean in means])
    alike = float(F.cosine_similarity(flat[0], flat[1], dim=0))
    return min(1.0, max(0.0, (alike - ALIKE) / (ONE - ALIKE)))


def _hindmost_first(shots: Sequence[Placed]) -> list[int]:
    """Those of the shots as they stand most of the time."""
    ranks: dict[int, list[int]] = {}
    for shot in shots:
        for rank, who in enumerate(shot):
            ranks.setdefault(who, []).append(rank)
    return sorted(sorted(ranks), key=lambda who: float(np.mean(ranks[who])))


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


def _sampled(x: Tensor, ways: Tensor, size: Sequence[int]) -> Tensor:
    """`x` (n, c, h, w) where `ways` (n, 2, 3) lead from a grid of height and width `size`; nought outside."""
    grid = F.affine_grid(ways, [len(x), x.shape[1], *size], align_corners=False)
    return F.grid_sample(x, grid, align_corners=False)
