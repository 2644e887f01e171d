"""Motion of a group of frames: how far what is seen in a cell goes from frame to frame, found and applied.

Video codecs' block matching, about the middle of the group and refined by one step of Lucas and Kanade's method
(1981). Nothing is learned: an autoencoder that sees the frames of a group laid over each other, and is
told their motion, need not find out by itself that four sharp pictures of one moving thing are one.

Shapes: N groups, G frames, C colours, H height, W width; velocities (N, 2, H / cell, W / cell) are x and y
in pixels per frame, of what is in the cell at the middle of the group.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

REACH = 8  # pixels either way of the middle, at which motion is looked for
HALF = 2  # pixels of a place in the search
SMALL = 1e-3  # of brightness 0..2, that a pixel of longer motion must gain to be taken
STILL = 4e-3  # of brightness, that may change where nothing moves
SHARP = (0.02, 0.004)  # how much worse than the best, in shares and in brightness, still counts


def velocity(groups: Tensor, cell: int) -> Tensor:
    """Velocities of groups (N, G, C, H, W) with colours in -1..1; exactly 0 where the picture stands still."""
    grey = groups.float().mean(2)
    cost, places = _costs(F.avg_pool2d(grey, HALF), cell // HALF)
    still = cost[:, places.shape[0] // 2, None] < STILL
    cost = _near(cost) + SMALL * places.norm(dim=1).view(1, -1, 1, 1)
    least = cost.amin(1, keepdim=True)
    likely = torch.softmax((least - cost) / (SHARP[0] * least + SHARP[1]), dim=1)
    found = (likely[:, :, None] * places[:, :, None, None]).sum(1) * (2 * HALF / (groups.shape[1] - 1))
    return torch.where(still, 0.0, _refined(grey, found, cell))


def carried(groups: Tensor, velocity: Tensor, back: bool = False) -> Tensor:
    """Groups (N, G, C, H, W) with every frame laid over the middle of its group, or taken `back` from there."""
    sign = -1.0 if back else 1.0
    frames = [displaced(frame, sign * time * velocity) for time, frame in _timed(groups)]
    return torch.stack(frames, dim=1)


def displaced(frames: Tensor, shift: Tensor) -> Tensor:
    """Frames (N, C, H, W), each point taken from `shift` (N, 2, h, w) pixels away; beyond an edge it goes on.

    The shift may be coarser than the picture; between its cells it is interpolated.
    """
    height, width = frames.shape[-2:]
    fine = F.interpolate(shift.float(), (height, width), mode="bilinear", align_corners=False)
    x = torch.arange(width, device=frames.device, dtype=torch.float32)
    y = torch.arange(height, device=frames.device, dtype=torch.float32)
    across = (fine[:, 0] + x) * (2 / width) + (1 / width - 1)
    down = (fine[:, 1] + y[:, None]) * (2 / height) + (1 / height - 1)
    grid = torch.stack([across, down], dim=-1)
    return F.grid_sample(frames.float(), grid, mode="bilinear", padding_mode="border", align_corners=False)


def _timed(groups: Tensor) -> list[tuple[float, Tensor]]:
    """Each frame of the groups with its time from their middle, in frames."""
    middle = (groups.shape[1] - 1) / 2
    return [(number - middle, frame) for number, frame in enumerate(groups.unbind(1))]


def _costs(grey: Tensor, cell: int) -> tuple[Tensor, Tensor]:
    """Mean difference (N, P, h, w) of the first frame and the last, moved apart to `places` (P, 2) either way."""
    reach = REACH // HALF
    height, width = grey.shape[-2:]
    first, *_, last = F.pad(grey, (reach,) * 4, mode="replicate").unbind(1)
    steps = range(-reach, reach + 1)
    places = [(x, y) for y in steps for x in steps]
    costs = []
    for x, y in places:
        before = first[:, reach - y : reach - y + height, reach - x : reach - x + width]
        after = last[:, reach + y : reach + y + height, reach + x : reach + x + width]
        costs.append(F.avg_pool2d((before - after).abs(), cell))
    return torch.stack(costs, dim=1), torch.tensor(places, dtype=torch.float32, device=grey.device)


def _near(cost: Tensor) -> Tensor:
    """Half a cell's own, half that of the nine cells around it."""
    return (cost + F.avg_pool2d(F.pad(cost, (1,) * 4, mode="replicate"), 3, 1)) / 2


def _refined(grey: Tensor, velocity: Tensor, cell: int) -> Tensor:
    """One step of Lucas and Kanade's method from `velocity`, at most a pixel, for grey groups (N, G, H, W)."""
    laid = _timed(carried(grey[:, :, None], velocity)[:, :, 0])
    mean = torch.stack([frame for _, frame in laid]).mean(0)
    change = torch.stack([time * frame for time, frame in laid]).sum(0) / sum(time**2 for time, _ in laid)
    wide = F.pad(mean[:, None], (1,) * 4, mode="replicate")[:, 0]
    x = (wide[:, 1:-1, 2:] - wide[:, 1:-1, :-2]) / 2
    y = (wide[:, 2:, 1:-1] - wide[:, :-2, 1:-1]) / 2
    products = torch.stack([x * x, x * y, y * y, x * change, y * change], dim=1)
    around = F.pad(F.avg_pool2d(products, cell), (1,) * 4, mode="replicate")
    xx, xy, yy, xt, yt = F.avg_pool2d(around, 3, 1).unbind(1)
    xx, yy = xx + 2e-3, yy + 2e-3
    step = torch.stack([xy * yt - yy * xt, xy * xt - xx * yt], dim=1) / (xx * yy - xy * xy)[:, None]
    return velocity + step.clamp(-1, 1)
