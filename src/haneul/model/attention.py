"""Attention inside each sample of a packed sequence.

Samples of like lengths are gathered into padded groups and go through plain batched products,
which on CPUs run at twice to five times the rate of `scaled_dot_product_attention`, more still for
short samples; its backward pass is written out, because slices of the sequence, differentiated one
by one, would each cost a tensor of the whole sequence. Very long samples take PyTorch's own kernel,
whose memory does not grow with the square of the length; a GPU takes its variable-length kernel.

N tokens in the pack, H heads, K width of a head; a group holds B samples of at most L tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor
from torch.autograd.function import once_differentiable

STEP = 16  # padded lengths are multiples of this, which vector units and matrix kernels like
LONG = 8192  # from this many tokens on, scores (H, L, L) are never held whole


def attention(q: Tensor, k: Tensor, v: Tensor, lengths: tuple[int, ...]) -> Tensor:
    """Softmax(q k / sqrt(K)) v inside each sample; (N, H, K) each, N = sum(lengths) -> (N, H, K)."""
    if q.is_cuda or max(lengths) >= LONG:
        return kernel_attention(q, k, v, lengths)
    return Grouped.apply(q * q.shape[-1] ** -0.5, k, v, lengths)


@dataclass(frozen=True)
class Group:
    """`rows` B H L of B samples padded to L; `bias` (B H, 1, L) is -inf at padding, None without any."""

    rows: int
    length: int
    bias: Tensor | None


@dataclass(frozen=True)
class Layout:
    """Where (token, head) rows lie: `gather` (M,) from the pack into groups, `back` (N H,) from them.

    Padding repeats a sample's first token; `padding` are its places among the M rows.
    """

    groups: tuple[Group, ...]
    gather: Tensor
    back: Tensor
    padding: Tensor

    def rows(self, tokens: Tensor) -> Tensor:
        """(N, H, K) -> rows of all groups (M, K)."""
        return rearrange(tokens, "n h k -> (n h) k").index_select(0, self.gather)

    def split(self, rows: Tensor) -> Iterator[Tensor]:
        """Rows (M, K) -> one (B H, L, K) for each group."""
        for group, part in zip(self.groups, rows.split([g.rows for g in self.groups]), strict=True):
            yield rearrange(part, "(b n) k -> b n k", n=group.length)

    def tokens(self, parts: Sequence[Tensor], heads: int) -> Tensor:
        """One (B H, L, K) for each group -> (N, H, K)."""
        rows = torch.cat([part.flatten(0, 1) for part in parts])
        return rearrange(rows.index_select(0, self.back), "(n h) k -> n h k", h=heads)


@lru_cache(maxsize=8)
def layout(lengths: tuple[int, ...], heads: int) -> Layout:
    """The groups of samples of these lengths; the rows of a group are ordered (sample, head, token)."""
    size = torch.tensor(lengths)
    begin = size.cumsum(0) - size
    padded = (size + STEP - 1) // STEP * STEP
    groups, gather, real, total = [], [], [], 0
    back = torch.empty(int(size.sum()), heads, dtype=torch.long)
    head = torch.arange(heads)[:, None]
    for value in padded.unique().tolist():
        inside = (padded == value).nonzero()[:, 0]
        length = min(value, int(size[inside].max()))
        token = torch.arange(length)
        known = token < size[inside, None]  # (B, L)
        place = begin[inside, None] + torch.where(known, token, 0)
        rows = total + rearrange(torch.arange(known.numel() * heads), "(b h n) -> b n h", h=heads, n=length)
        back[place[known]] = rows[known]
        gather.append((place[:, None] * heads + head).flatten())
        real.append(known.repeat_interleave(heads, 0).flatten())
        bias = torch.where(known, 0.0, -torch.inf).repeat_interleave(heads, 0)[:, None]
        groups.append(Group(rows.numel(), length, None if known.all() else bias))
        total += rows.numel()
    padding = (~torch.cat(real)).nonzero()[:, 0]
    return Layout(tuple(groups), torch.cat(gather), back.flatten(), padding)


class Grouped(torch.autograd.Function):
    """Attention by batched products over padded groups; queries come scaled."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, lengths: tuple[int, ...]) -> Tensor:
        ctx.plan = plan = layout(lengths, q.shape[1])
        ctx.shares, outs = [], []
        rows = [plan.rows(x) for x in (q, k, v)]
        for group, a, b, c in zip(plan.groups, *map(plan.split, rows), strict=True):
            bias = a.new_zeros(1) if group.bias is None else group.bias.to(a.dtype)
            share = torch.baddbmm(bias, a, b.mT).softmax(-1)  # (B H, L, L)
            outs.append(torch.bmm(share, c))
            if any(ctx.needs_input_grad):
                ctx.shares.append(share)
        ctx.save_for_backward(*rows)
        return plan.tokens(outs, q.shape[1])

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        plan: Layout = ctx.plan
        rows = [*ctx.saved_tensors, plan.rows(grad).index_fill_(0, plan.padding, 0)]
        made: tuple[list[Tensor], ...] = ([], [], [])
        for share, a, b, c, g in zip(ctx.shares, *map(plan.split, rows), strict=True):
            slope = torch._softmax_backward_data(torch.bmm(g, c.mT), share, -1, share.dtype)
            made[0].append(torch.bmm(slope, b))
            made[1].append(torch.bmm(slope.mT, a))
            made[2].append(torch.bmm(share.mT, g))
        return (*(plan.tokens(parts, grad.shape[1]) for parts in made), None)


def kernel_attention(q: Tensor, k: Tensor, v: Tensor, lengths: tuple[int, ...]) -> Tensor:
    """The same by PyTorch's kernels: of variable length on a GPU, sample by sample elsewhere."""
    if q.is_cuda and q.dtype in (torch.bfloat16, torch.float16):
        from torch.nn.attention.varlen import varlen_attn

        ends, longest = bounds(lengths, q.device), max(lengths)
        return cast(Tensor, varlen_attn(q, k, v.to(q.dtype), ends, ends, longest, longest))
    parts = zip(*(rearrange(x, "n h k -> 1 h n k").split(lengths, 2) for x in (q, k, v)), strict=True)
    return torch.cat([rearrange(F.scaled_dot_product_attention(*part), "1 h n k -> n h k") for part in parts])


@lru_cache(maxsize=8)
def bounds(lengths: tuple[int, ...], device: torch.device) -> Tensor:
    """Where samples begin and end in the pack, (S + 1,) int32."""
    size = torch.tensor((0, *lengths), dtype=torch.int32)
    return size.cumsum(0, dtype=torch.int32).to(device)
