"""Pixels to latents and back: a convolutional autoencoder, causal in time.

Time runs in groups of four frames, and frame 0 forms a group of its own (four copies of it), so a
picture is a one-frame video and T = 1 + 4k frames have 1 + k latents. Mixing in time looks back
only, two groups per layer, so encoding and decoding stream with constant memory and give exactly
what they give in one go.

What moves evenly within a group is laid over itself first (`motion.py`): the last two numbers of a latent
are its velocity, the others show one sharp picture instead of four that differ, and the decoder's frames
are taken back to where they were. The first group moves nowhere.

Mixing in space is dense 3x3 convolution: on CPUs it reaches the rate of plain matrix products,
which depthwise or three-dimensional convolutions do not. There is no adversary and no learned
variance: the latent carries fixed noise during training (a VAE with fixed sigma).

Shapes: B batch, T frames, H height, W width; t = 1 + (T - 1) / 4, h = H / 16, w = W / 16.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from einops import rearrange, repeat
from torch import Tensor, nn

from haneul.model.motion import carried, velocity

GROUP = 4  # frames per latent
MOTION = 2  # numbers of a latent that tell its velocity

Cache = list[Tensor]
"""What each temporal layer remembers of the groups before: (B, 2, C, h, w), in layer order."""


@dataclass(frozen=True)
class AutoencoderConfig:
    """`channels` numbers per latent of 4 frames and `stride` x `stride` pixels (8 or 16), two of them motion."""

    channels: int = 34
    stride: int = 16
    fine: int = 96  # width at 4x4 pixels
    width: int = 256  # width at 8x8 pixels
    depth: int = 3  # blocks with a temporal layer each, on either side
    noise: float = 0.1  # standard deviation added to latents in training


class Residual(nn.Module):
    """x + conv(silu(conv(norm(x)))), the last one zero at the start.

    The norm stands inside the branch only: on the patches themselves it would wash out colours.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Conv2d(width, width, 3, padding=1)
        self.outer = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.outer.weight)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.outer(F.silu(self.inner(norm(x))))


def norm(x: Tensor) -> Tensor:
    """Root-mean-square norm over the channels of (B, C, h, w), without weights."""
    return F.rms_norm(x.permute(0, 2, 3, 1), x.shape[1:2], eps=1e-5).permute(0, 3, 1, 2)


class Temporal(nn.Module):
    """x + mix(this group, the two before): pointwise in space, causal in time."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Conv2d(3 * width, width, 1)
        self.outer = nn.Conv2d(width, width, 1)
        nn.init.zeros_(self.outer.weight)

    def forward(self, x: Tensor, batch: int, past: Tensor | None) -> tuple[Tensor, Tensor]:
        """`x` ((B t), C, h, w) and what came before (B, 2, C, h, w) -> new x, new past."""
        now = rearrange(norm(x), "(b t) c h w -> b t c h w", b=batch)
        if past is None:
            past = torch.zeros_like(now[:, :1]).expand(-1, 2, -1, -1, -1)
        line = torch.cat([past, now], dim=1)
        stack = torch.cat([line[:, 2:], line[:, 1:-1], line[:, :-2]], dim=2).flatten(0, 1)
        mixed = self.inner(stack.contiguous(memory_format=torch.channels_last))
        return x + self.outer(F.silu(mixed)), line[:, -2:]


class Trunk(nn.Module):
    """Blocks at 8x8 pixels: space, then time."""

    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        self.space = nn.ModuleList(Residual(width) for _ in range(depth))
        self.time = nn.ModuleList(Temporal(width) for _ in range(depth))

    def forward(self, x: Tensor, batch: int, cache: Cache | None) -> tuple[Tensor, Cache]:
        kept: Cache = []
        for index, (space, time) in enumerate(zip(self.space, self.time, strict=True)):
            x, past = time(space(x), batch, cache[index] if cache else None)
            kept.append(past)
        return x, kept


class Autoencoder(nn.Module):
    """Encoder and decoder; latents come out with zero mean and unit variance per channel."""

    mean: Tensor
    std: Tensor

    def __init__(self, config: AutoencoderConfig | None = None) -> None:
        super().__init__()
        self.config = c = config or AutoencoderConfig()
        pixels = 3 * GROUP * 4 * 4
        fold = (c.stride // 8) ** 2
        self.embed = nn.Conv2d(pixels, c.fine, 3, padding=1)
        self.encode_fine = Residual(c.fine)
        self.down = nn.Conv2d(4 * c.fine, c.width, 1)
        self.encode_trunk = Trunk(c.width, c.depth)
        self.squeeze = nn.Conv2d(fold * c.width, c.channels - MOTION, 1)
        self.expand = nn.Conv2d(c.channels, fold * c.width, 1)
        self.decode_trunk = Trunk(c.width, c.depth)
        self.up = nn.Conv2d(c.width, 4 * c.fine, 1)
        self.decode_fine = nn.Sequential(Residual(c.fine), Residual(c.fine))
        self.unembed = nn.Conv2d(c.fine, pixels, 3, padding=1)
        self.register_buffer("mean", torch.zeros(c.channels))
        self.register_buffer("std", torch.ones(c.channels))
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def encode(self, frames: Tensor) -> Tensor:
        """Frames (B, 3, T, H, W) in -1..1, T = 1 + 4k -> latents (B, C, t, h, w)."""
        return self.encode_next(frames, None)[0]

    def decode(self, latents: Tensor) -> Tensor:
        """Latents (B, C, t, h, w) -> frames (B, 3, 1 + 4 (t - 1), H, W), about -1..1."""
        return self.decode_next(latents, None)[0]

    def encode_next(self, frames: Tensor, cache: Cache | None) -> tuple[Tensor, Cache]:
        """Go on encoding: 1 + 4k frames without a cache, 4k frames with one."""
        raw, cache = self.encode_raw(frames, cache)
        shape = (1, -1, 1, 1, 1)
        return (raw - self.mean.view(shape)) / self.std.view(shape), cache

    def decode_next(self, latents: Tensor, cache: Cache | None) -> tuple[Tensor, Cache]:
        """Go on decoding: the first latent gives one frame, every later one four."""
        shape = (1, -1, 1, 1, 1)
        return self.decode_raw(latents * self.std.view(shape) + self.mean.view(shape), cache)

    def encode_raw(self, frames: Tensor, cache: Cache | None = None) -> tuple[Tensor, Cache]:
        """As `encode_next`, before mean and deviation are taken out."""
        batch, first = len(frames), cache is None
        if first:
            frames = torch.cat([repeat(frames[:, :, :1], "b c 1 h w -> b c t h w", t=GROUP - 1), frames], 2)
        assert frames.shape[2] % GROUP == 0, f"need 1 + 4k frames, got {frames.shape[2] - 3}"
        groups, speed = self._laid(rearrange(frames, "b c (t g) h w -> b t g c h w", g=GROUP), int(first))
        x = rearrange(groups, "b t g c (h y) (w x) -> (b t) (g c y x) h w", y=4, x=4)
        x = self.encode_fine(self.embed(x.contiguous(memory_format=torch.channels_last)))
        x = self.down(F.pixel_unshuffle(x, 2))
        x, cache = self.encode_trunk(x, batch, cache)
        x = self.squeeze(F.pixel_unshuffle(x, self.config.stride // 8))
        shown = rearrange(x, "(b t) c h w -> b t c h w", b=batch)
        return rearrange(torch.cat([shown, speed], dim=2), "b t c h w -> b c t h w"), cache

    def decode_raw(self, latents: Tensor, cache: Cache | None = None) -> tuple[Tensor, Cache]:
        """As `decode_next`, from latents as `encode_raw` gives them."""
        batch, first = len(latents), cache is None
        x = rearrange(latents, "b c t h w -> (b t) c h w").contiguous(memory_format=torch.channels_last)
        x = F.pixel_shuffle(self.expand(x), self.config.stride // 8)
        x, cache = self.decode_trunk(x, batch, cache)
        x = self.decode_fine(F.pixel_shuffle(self.up(x), 2))
        x = self.unembed(x)
        groups = rearrange(x, "(b t) (g c y x) h w -> b t g c (h y) (w x)", b=batch, g=GROUP, y=4, x=4)
        groups = self._taken_back(groups, rearrange(latents[:, -MOTION:], "b s t h w -> b t s h w"), int(first))
        frames = rearrange(groups, "b t g c h w -> b c (t g) h w")
        return (frames[:, :, GROUP - 1 :] if first else frames), cache

    def _laid(self, groups: Tensor, begin: int) -> tuple[Tensor, Tensor]:
        """Groups (B, t, G, 3, H, W) over themselves, from number `begin` on, and the velocities (B, t, 2, h, w)."""
        side = self.config.stride
        speed = groups.new_zeros(*groups.shape[:2], MOTION, groups.shape[-2] // side, groups.shape[-1] // side)
        if groups.shape[1] == begin:
            return groups, speed
        moving = groups[:, begin:].flatten(0, 1)
        speed[:, begin:] = velocity(moving, side).unflatten(0, (len(groups), -1))
        laid = carried(moving, speed[:, begin:].flatten(0, 1)).unflatten(0, (len(groups), -1))
        return torch.cat([groups[:, :begin], laid], dim=1), speed

    def _taken_back(self, groups: Tensor, speed: Tensor, begin: int) -> Tensor:
        """What `_laid` did, undone."""
        if groups.shape[1] == begin:
            return groups
        back = carried(groups[:, begin:].flatten(0, 1), speed[:, begin:].flatten(0, 1), back=True)
        return torch.cat([groups[:, :begin].to(back.dtype), back.unflatten(0, (len(groups), -1))], dim=1)

    def describe(self) -> dict[str, float | int]:
        """The configuration as plain numbers, for a checkpoint's header."""
        return asdict(self.config)
