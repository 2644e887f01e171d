"""What is close around somebody is painted as clean as the rest of the place.

Where somebody passes through a patch of four frames, the place beside them comes out with a grain. While the camera
stands, other moments show the same place with nobody near: what is fine in the two and differs more than that place
does by itself is the grain, and is taken from the mean of those moments. Shadows are coarse and stay, and so do waves
and leaves, which differ by themselves (a Wiener filter's share, after Lim, "Two-Dimensional Signal and Image
Processing", 1990, sec. 9.2).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

NEAR = 1 / 10  # of the picture's height, how far from somebody there is grain
COARSE = 20  # cells of the picture's height by which what is coarse is told from what is fine
AROUND = 1.0  # seconds, the deviation of moments that are averaged
OWN = 1.5  # so many times the place's own variance over time is no grain
LEAST = 0.5  # weight of moments that half replaces a frame


def cleared(seen: Tensor, cover: Tensor, seconds: Tensor, still: Tensor) -> Tensor:
    """Pictures (T, 3, H, W) 0..255 at `seconds` (T,), clean around those who `cover` them (T, 1, H, W), 0..1; `still`
    (T, T) tells between which moments the camera stands."""
    height = seen.shape[2]
    reach = max(1, round(NEAR * height))
    near = _around((cover > 0.02).float(), reach)
    apart = (seconds[:, None] - seconds) / AROUND
    weight = (-apart.square() / 2).exp() * still
    free = 1 - near
    total = torch.einsum("nm,mchw->nchw", weight, free)
    place = torch.einsum("nm,mchw->nchw", weight, free * seen) / total.clamp(min=1e-3)
    square = torch.einsum("nm,mchw->nchw", weight, free * seen.square()) / total.clamp(min=1e-3)
    open_ = (1 - cover) * (total > 1e-3)
    differ = place - seen
    fine = differ - _coarse(differ * open_) / _coarse(open_).clamp(min=1e-3)
    grain = _coarse(fine.square() * open_).mean(1, keepdim=True)
    own = _coarse((square - place.square()).clamp(min=0) * open_).mean(1, keepdim=True)
    share = ((grain - OWN * own) / grain.clamp(min=1e-3)).clamp(0, 1)
    return seen + share * open_ * _coarse(near) * total / (total + LEAST) * fine


def _around(x: Tensor, reach: int) -> Tensor:
    """The greatest of `x` (T, 1, H, W) within `reach` pixels to either side, up and down."""
    across = F.max_pool2d(x, (1, 2 * reach + 1), 1, (0, reach))
    return F.max_pool2d(across, (2 * reach + 1, 1), 1, (reach, 0))


def _coarse(x: Tensor) -> Tensor:
    """What is coarse in `x` (T, C, H, W): a Gaussian's mean, on a grid that is as coarse."""
    size = x.shape[2:]
    cells = COARSE, max(1, round(COARSE * size[1] / size[0]))
    bell = torch.tensor([0.25, 0.5, 0.25], device=x.device).expand(x.shape[1], 1, 3)
    made = F.pad(F.adaptive_avg_pool2d(x, cells), (1, 1, 1, 1), "replicate")
    made = F.conv2d(F.conv2d(made, bell[:, :, None], groups=x.shape[1]), bell[..., None], groups=x.shape[1])
    return F.interpolate(made, size, mode="bilinear", align_corners=False)
