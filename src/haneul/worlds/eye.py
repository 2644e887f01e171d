"""What the judge sees with: convolutions over single frames in colour, and over motion in brightness."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from einops import rearrange, reduce
from torch import Tensor, nn

WIDTH, HEIGHT, FRAMES = 160, 96, 16
"""The size at which clips are read, and how many frames of one."""


class Block(nn.Module):
    """Two convolutions around which the input passes."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.one, self.two = Step(width, width, 3, 1), Step(width, width, 3, 1, bend=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.two(self.one(x)))


class Step(nn.Sequential):
    """Convolution, batch norm, rectifier; (N, C, H, W), or (N, C, T, H, W) when `time` is given."""

    def __init__(self, into: int, out: int, size: int, stride: int, time: int = 0, bend: bool = True) -> None:
        if time:
            conv = nn.Conv3d(into, out, size, (time, stride, stride), size // 2, bias=False)
            super().__init__(conv, nn.BatchNorm3d(out), nn.ReLU() if bend else nn.Identity())
        else:
            flat = nn.Conv2d(into, out, size, stride, size // 2, bias=False)
            super().__init__(flat, nn.BatchNorm2d(out), nn.ReLU() if bend else nn.Identity())


class Eye(nn.Module):
    """Frames (N, 3, H, W) to two maps of what is in them: fine (N, F, H / 8, W / 8), coarse (N, C, H / 16, W / 16)."""

    def __init__(self, widths: Sequence[int]) -> None:
        super().__init__()
        layers: list[nn.Module] = [Step(3, widths[0], 5, 2)]
        for into, out in itertools.pairwise(widths):
            layers += [Step(into, out, 3, 2), Block(out)]
        self.fine, self.coarse = nn.Sequential(*layers[:-2]), nn.Sequential(*layers[-2:])

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        fine = self.fine(x)
        return fine, self.coarse(fine)


class Motion(nn.Module):
    """Brightness (B, T, H, W) to how it moves (B, 2 W): the mean and the strongest over time."""

    def __init__(self, widths: Sequence[int], out: int) -> None:
        super().__init__()
        a, b, c, d = widths
        self.frame = Step(3, a, 7, 4)
        self.volume = nn.Sequential(Step(a, b, 3, 2, time=1), Step(b, c, 3, 2, time=2), Step(c, d, 3, 2, time=1))
        rows, columns = -(-HEIGHT // 32), -(-WIDTH // 32)
        self.flat = nn.Linear(d * rows * columns, out)
        self.over_time = nn.Sequential(
            nn.Conv1d(out, out, 3, padding=1), nn.ReLU(), nn.Conv1d(out, out, 3, padding=1), nn.ReLU()
        )

    def forward(self, x: Tensor) -> Tensor:
        around = torch.cat([x[:, :1], x, x[:, -1:]], 1)
        three = torch.stack([x, x - around[:, :-2], around[:, 2:] - x], 2)  # (B, T, 3, H, W)
        length = x.shape[1]
        seen = self.frame(rearrange(three, "b t c h w -> (b t) c h w"))
        seen = self.volume(rearrange(seen, "(b t) c h w -> b c t h w", t=length))
        steps = rearrange(F.relu(self.flat(rearrange(seen, "b c t h w -> b t (c h w)"))), "b t c -> b c t")
        steps = steps + self.over_time(steps)
        return torch.cat([reduce(steps, "b c t -> b c", "mean"), reduce(steps, "b c t -> b c", "max")], 1)
