"""The autoencoder: pictures to few numbers and back, four pictures of a clip to one latent.

Every frame is encoded and decoded by itself, so nothing of one frame is ever seen in another, whatever moves between
them. A latent of four frames holds what a cosine transform over their four latents gives: their mean, and three waves
that say how they depart from it. Where nothing moves the waves are nought, and a picture is a clip of one frame.

A patch of 4 x 16 x 16 pixels is one latent of 128 numbers, a twenty-fourth. An autoencoder of the same size that saw
four frames at once and had 34 numbers for them drew whoever ran or jumped as a blur (docs/lab-notes.md). With a stride
of 8 and a patch of 2 the same 128 numbers are those of 2 x 2 smaller latents.

Shapes: B clips, T = 1 + 4k frames, t = 1 + k latents, N pictures, C latent channels, H height, W width.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from einops import einsum, rearrange
from torch import Tensor, nn

from haneul.model.waves import cosines

GROUP = 4  # frames per latent


@dataclass(frozen=True)
class AutoencoderConfig:
    """`channels` numbers for `stride` x `stride` pixels (8 or 16) of a picture; `patch` x `patch` such are a latent."""

    channels: int = 32
    stride: int = 16
    patch: int = 1
    fine: int = 96  # width at 4x4 pixels
    width: int = 256  # width at 8x8 pixels
    depth: int = 3  # blocks on either side
    noise: float = 0.1  # standard deviation added to latents in training


class Residual(nn.Module):
    """x + conv(silu(conv(norm(x)))), the last one zero at the start.

    The norm stands inside the branch only: on the patches themselves it would wash out colours.
    """

    def __init__(self, width: int, side: int = 3) -> None:
        super().__init__()
        self.inner = nn.Conv2d(width, width, side, padding=side // 2)
        self.outer = nn.Conv2d(width, width, side, padding=side // 2)
        nn.init.zeros_(self.outer.weight)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.outer(F.silu(self.inner(norm(x))))


def norm(x: Tensor) -> Tensor:
    """Root-mean-square norm over the channels of (N, C, h, w), without weights."""
    return F.rms_norm(x.permute(0, 2, 3, 1), x.shape[1:2], eps=1e-5).permute(0, 3, 1, 2)


def trunk(width: int, depth: int) -> nn.Sequential:
    """Blocks at 8x8 pixels: what is around, then the place alone."""
    return nn.Sequential(*[Residual(width, side) for _ in range(depth) for side in (3, 1)])


class Autoencoder(nn.Module):
    """Encoder and decoder; latents come out with zero mean and about unit variance per channel."""

    mean: Tensor
    std: Tensor
    waves: Tensor

    def __init__(self, config: AutoencoderConfig | None = None) -> None:
        super().__init__()
        self.config = c = config or AutoencoderConfig()
        fold = (c.stride // 8) ** 2
        self.embed = nn.Conv2d(3 * 4 * 4, c.fine, 3, padding=1)
        self.encode_fine = Residual(c.fine)
        self.down = nn.Conv2d(4 * c.fine, c.width, 1)
        self.encode_trunk = trunk(c.width, c.depth)
        self.squeeze = nn.Conv2d(fold * c.width, c.channels, 1)
        self.expand = nn.Conv2d(c.channels, fold * c.width, 1)
        self.decode_trunk = trunk(c.width, c.depth)
        self.up = nn.Conv2d(c.width, 4 * c.fine, 1)
        self.decode_fine = nn.Sequential(Residual(c.fine), Residual(c.fine))
        self.unembed = nn.Conv2d(c.fine, 3 * 4 * 4, 3, padding=1)
        self.register_buffer("mean", torch.zeros(self.channels))
        self.register_buffer("std", torch.ones(self.channels))
        self.register_buffer("waves", cosines(GROUP), persistent=False)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @property
    def channels(self) -> int:
        """Numbers of a latent: the mean of its pictures', then the waves."""
        return GROUP * self.still

    @property
    def still(self) -> int:
        """Numbers of one picture in a latent."""
        return self.config.channels * self.config.patch**2

    def encode(self, frames: Tensor, first: bool = True) -> Tensor:
        """Frames (B, 3, T, H, W) in -1..1 -> latents (B, C, t, h, w).

        With `first` there are 1 + 4k frames and the first has a latent of its own; what goes on has 4k.
        """
        shape = (1, -1, 1, 1, 1)
        return (self.encode_raw(frames, first) - self.mean.view(shape)) / self.std.view(shape)

    def decode(self, latents: Tensor, first: bool = True) -> Tensor:
        """Latents (B, C, t, h, w) -> frames (B, 3, T, H, W), about -1..1; with `first` the first one gives one frame,
        all others four."""
        shape = (1, -1, 1, 1, 1)
        return self.decode_raw(latents * self.std.view(shape) + self.mean.view(shape), first)

    def encode_raw(self, frames: Tensor, first: bool = True) -> Tensor:
        """As `encode`, before mean and deviation are taken out."""
        looked = self.look(rearrange(frames, "b c t h w -> (b t) c h w"))
        seen = rearrange(F.pixel_unshuffle(looked, self.config.patch), "(b t) ... -> b t ...", b=len(frames))
        if first:
            seen = torch.cat([seen[:, :1].expand(-1, GROUP - 1, -1, -1, -1), seen], 1)
        assert seen.shape[1] % GROUP == 0, f"need 1 + 4k frames, got {frames.shape[2]}"
        groups = rearrange(seen, "b (t g) c h w -> b t g c h w", g=GROUP)
        waves = einsum(groups.float(), self.waves, "b t g c h w, k g -> b k c t h w")
        return waves.flatten(1, 2)

    def decode_raw(self, latents: Tensor, first: bool = True) -> Tensor:
        """As `decode`, from latents as `encode_raw` gives them."""
        waves = rearrange(latents.float(), "b (k c) t h w -> b k c t h w", k=GROUP)
        seen = GROUP * einsum(waves, self.waves, "b k c t h w, k g -> b t g c h w").flatten(1, 2)
        frames = self.show(F.pixel_shuffle(seen[:, GROUP - 1 if first else 0 :].flatten(0, 1), self.config.patch))
        return rearrange(frames, "(b t) c h w -> b c t h w", b=len(latents))

    def look(self, pictures: Tensor) -> Tensor:
        """Pictures (N, 3, H, W) -> what is in them, (N, c, h, w)."""
        x = F.pixel_unshuffle(pictures, 4)
        x = self.encode_fine(self.embed(x.contiguous(memory_format=torch.channels_last)))
        x = self.encode_trunk(self.down(F.pixel_unshuffle(x, 2)))
        return self.squeeze(F.pixel_unshuffle(x, self.config.stride // 8))

    def show(self, seen: Tensor) -> Tensor:
        """What `look` gives -> pictures (N, 3, H, W)."""
        x = self.expand(seen.contiguous(memory_format=torch.channels_last))
        x = self.decode_trunk(F.pixel_shuffle(x, self.config.stride // 8))
        x = self.decode_fine(F.pixel_shuffle(self.up(x), 2))
        return F.pixel_shuffle(self.unembed(x), 4)

    def describe(self) -> dict[str, float | int]:
        """The configuration as plain numbers, for a checkpoint's header."""
        return asdict(self.config)
