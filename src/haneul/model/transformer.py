"""The diffusion transformer on spacetime patches, for packed sequences of any shapes.

One sequence carries, sample after sample: the prompt's words, the patches of references, the
patches of the canvas. Every patch has a time of its own (known ones 0) and a position in seconds
and picture-relative pixels, so no length and no size is fixed anywhere. References are clean
patches outside the grid, tied by an added vector to the words that name them. A guide, a rough of what
shall be seen, is added to the patches themselves (as ControlNet, 2023, adds what guides it).

N tokens in the pack, D width, H heads, K = D / H, C latent channels, E text width.

Parts: adaLN-single (PixArt, 2023) per token and without shifts, RMSNorm, QK-norm,
SwiGLU (Shazeer, 2020), rotary positions in three axes (Su et al., 2021).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from haneul.model.attention import attention
from haneul.model.elementwise import Levels, gated_sum, scaled_norm, swiglu, tables, turn
from haneul.model.presets import Config
from haneul.model.waves import frames_of, waves_of

TEXT, REFERENCE, GRID = 0, 1, 2
SOON = 0.05  # the least time by which what is left of the noise is divided


@dataclass(frozen=True)
class Pack:
    """Samples in one sequence; token tensors hold all samples' words, then all their patches.

    words (W, E): text features. patches (P, C): latents of references and canvases.
    names (P, E): text feature of who a reference patch shows; 0 for the canvas.
    guides (P, C + 1): latents of a rough of what the patch shall show, then 1; 0 where there is none.
    time (P,): 0 known .. 1 noise. position (P, 3): seconds, y, x.
    kind (P,): REFERENCE or GRID.
    order (N,): where in [words; patches] the token at each place of the sequence lies.
    lengths: tokens per sample, in order; they sum to N = W + P.
    """

    words: Tensor
    patches: Tensor
    names: Tensor
    guides: Tensor
    time: Tensor
    position: Tensor
    kind: Tensor
    order: Tensor
    lengths: tuple[int, ...]

    def to(self, device: torch.device) -> Pack:
        """The same pack with its tensors on `device`."""
        moved: dict[str, Any] = {name: x.to(device) for name, x in vars(self).items() if isinstance(x, Tensor)}
        return replace(self, **moved)


class Transformer(nn.Module):
    """Predicts the velocity of every patch of a pack."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = c = config
        self.embed_patch = nn.Linear(c.channels, c.width)
        self.embed_word = nn.Linear(c.text, c.width)
        self.embed_name = nn.Linear(c.text, c.width, bias=False)
        self.embed_kind = nn.Embedding(3, c.width)
        self.embed_time = TimeEmbedder(c.width)
        self.modulate = nn.Linear(c.width, 4 * c.width)
        self.rotary = Rotary(c.width // c.heads)
        self.blocks = nn.ModuleList(Block(c) for _ in range(c.depth))
        self.head_norm = nn.Linear(c.width, c.width)
        self.head = nn.Linear(c.width, c.flowing)
        self.head_frames = FrameHead(c) if c.frames > 1 else None
        self.embed_guide = nn.Linear(c.channels + 1, c.width, bias=False)
        self.initialise()

    def initialise(self) -> None:
        """Xavier everywhere; modulation, gates and the head start at zero."""
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        for layer in (self.modulate, self.head_norm, self.head, self.embed_guide):
            nn.init.zeros_(layer.weight)
        if self.head_frames is not None:
            nn.init.zeros_(self.head_frames.out.weight)
        nn.init.normal_(self.embed_kind.weight, std=0.02)

    def forward(self, pack: Pack) -> Tensor:
        """Velocity (P, C) of every patch; those of references mean nothing."""
        words = self.embed_word(pack.words)  # (W, D), in half precision under autocast, as all activations
        kinds = self.embed_kind.weight.to(words.dtype)
        words = words + kinds[TEXT]
        patches = self.embed_patch(pack.patches) + self.embed_name(pack.names) + self.embed_guide(pack.guides)  # (P, D)
        patches = patches + F.embedding(pack.kind, kinds)
        values, index = pack.time.unique(return_inverse=True)  # a sample has few distinct times
        time = self.embed_time(torch.cat([values.new_zeros(1), values]))  # (U, D), row 0: words
        index = torch.cat([index.new_zeros(len(words)), index + 1])[pack.order]
        levels = Levels(index, len(time), words.dtype)
        x = torch.cat([words, patches])[pack.order]
        x = x + levels.rows(time.to(x.dtype))  # (N, D)
        scales = self.modulate(F.silu(time))  # (U, 4 D)
        position = F.pad(pack.position, (0, 0, len(words), 0))[pack.order]  # words stand at 0
        angles = tables(self.rotary(position), x.dtype)  # (N, 1, K) cosines, sines
        for block in self.blocks:
            x = block(x, scales, levels, angles, pack.lengths)  # (N, D)
        x = scaled_norm(x, (1 + self.head_norm(F.silu(time))).to(x.dtype), levels)
        out = torch.empty_like(x)
        out[pack.order] = x
        return self.velocity(out[len(words) :], pack)

    def velocity(self, x: Tensor, pack: Pack) -> Tensor:
        """What the blocks made of patches (P, D), as their velocity (P, C).

        Most waves are nought. A network of this width would have to carry the noise of each through all of its layers
        to predict a velocity; what they are without it is sooner said, and (x_t - x_0) / t is the same velocity (Li
        and He, "Back to Basics: Let Denoising Generative Models Denoise", 2025).
        """
        mean = self.head(x).float()
        if self.head_frames is None:
            return mean
        waves = self.head_frames(x, pack.patches, pack.guides[:, :-1]).float()
        return torch.cat([mean, (pack.patches[:, mean.shape[1] :] - waves) / pack.time[:, None].clamp(min=SOON)], 1)


class Block(nn.Module):
    """Attention, then feed-forward, each scaled before and gated after by the token's time."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.heads = c.heads
        self.qkv = nn.Linear(c.width, 3 * c.width, bias=False)
        self.out = nn.Linear(c.width, c.width, bias=False)
        self.query_norm = nn.Parameter(torch.ones(c.width // c.heads))
        self.key_norm = nn.Parameter(torch.ones(c.width // c.heads))
        self.gate_up = nn.Linear(c.width, 2 * c.hidden, bias=False)
        self.down = nn.Linear(c.hidden, c.width, bias=False)
        base = torch.tensor([1.0, 0.3, 1.0, 0.3])  # scale, gate of attention; of feed-forward
        self.table = nn.Parameter(base.repeat_interleave(c.width))

    def forward(
        self, x: Tensor, scales: Tensor, levels: Levels, angles: tuple[Tensor, Tensor], lengths: tuple[int, ...]
    ) -> Tensor:
        a, gate_a, b, gate_b = (self.table + scales).to(x.dtype).chunk(4, dim=-1)  # (U, D) each
        x = gated_sum(x, self.attend(scaled_norm(x, a, levels), angles, lengths), gate_a, levels)
        return gated_sum(x, self.feed(scaled_norm(x, b, levels)), gate_b, levels)

    def attend(self, x: Tensor, angles: tuple[Tensor, Tensor], lengths: tuple[int, ...]) -> Tensor:
        qkv = rearrange(self.qkv(x), "n (three h k) -> n (three h) k", three=3, h=self.heads)
        qk, v = qkv.split([2 * self.heads, self.heads], dim=1)
        norms = torch.stack([self.query_norm, self.key_norm]).repeat_interleave(self.heads, 0)  # (2 H, K)
        q, k = turn(qk, norms.to(x.dtype), *angles).chunk(2, dim=1)
        return self.out(rearrange(attention(q, k, v, lengths), "n h k -> n (h k)"))

    def feed(self, x: Tensor) -> Tensor:
        return self.down(swiglu(self.gate_up(x)))


class FrameHead(nn.Module):
    """The waves of a patch, from what each of its frames is, one by one.

    The same few layers see each frame's own noisy latent and what a guide shows in it, beside what the blocks made of
    the patch. All of it through the blocks as waves was not followed after 300 steps (docs/lab-notes.md).
    """

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.context = nn.Linear(c.width, c.width)
        self.seen = nn.Linear(2 * c.flowing, c.width, bias=False)
        self.number = nn.Embedding(c.frames, c.width)
        self.inner = nn.Linear(c.width, c.width)
        self.out = nn.Linear(c.width, c.flowing)

    def forward(self, x: Tensor, patches: Tensor, guides: Tensor) -> Tensor:
        """(P, D) of the blocks, latents (P, C) of noisy patches and of guides -> waves (P, C - c)."""
        count = self.number.num_embeddings
        seen = self.seen(torch.cat([frames_of(patches, count), frames_of(guides, count)], -1))  # (P, n, D)
        made = F.silu(seen + self.context(x)[:, None] + self.number.weight.to(seen.dtype))
        return waves_of(self.out(F.silu(self.inner(made))))


class TimeEmbedder(nn.Module):
    """Times (U,) in 0..1 -> (U, D): sinusoids, then two layers."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Linear(128, width)
        self.outer = nn.Linear(width, width)

    def forward(self, time: Tensor) -> Tensor:
        steps = torch.arange(64, device=time.device, dtype=torch.float32)
        angle = 1000 * time.float()[:, None] * torch.exp(-math.log(10000) / 64 * steps)
        return self.outer(F.silu(self.inner(torch.cat([angle.cos(), angle.sin()], -1))))


class Rotary(nn.Module):
    """Rotary angles for (seconds, y, x): a quarter of the pairs for time, the rest for space.

    Seconds turn with 0.05 to 8 radians each, picture-relative pixels (the picture's area is 1)
    with 0.5 to 40, so neighbouring patches of a 256x144 picture differ by about 3 radians at most.
    """

    rates: Tensor

    def __init__(self, key: int) -> None:
        super().__init__()
        pairs = key // 2
        in_time = pairs // 4
        in_space = (pairs - in_time) // 2
        in_time = pairs - 2 * in_space
        rates = torch.zeros(3, pairs)
        rates[0, :in_time] = geometric(8.0, 0.05, in_time)
        rates[1, in_time : in_time + in_space] = geometric(40.0, 0.5, in_space)
        rates[2, in_time + in_space :] = geometric(40.0, 0.5, in_space)
        self.register_buffer("rates", rates, persistent=False)

    def forward(self, position: Tensor) -> Tensor:
        """Positions (N, 3) -> angles (N, K / 2), in float32 even under autocast."""
        return (position.float()[:, :, None] * self.rates).sum(1)


def geometric(first: float, last: float, count: int) -> Tensor:
    """`count` rates from `first` down to `last`, evenly spaced in their logarithms."""
    return torch.logspace(math.log10(first), math.log10(last), count)
