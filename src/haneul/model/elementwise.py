"""What stands between the matrix products: norms, scales, rotations, gates, each with its derivative.

On a CPU these steps are bound by memory, and composed of PyTorch's small ones they cost as much time
as the products themselves: a norm alone is six passes forward and ten back, most of them in float32.
Written out here, each stays in the activations' own precision and passes over them as few times as
may be. `tests/model/test_elementwise.py` holds every derivative against the plain formula's.

N tokens, D width, U levels (distinct times in a pack), H heads, K width of a head, M hidden width.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

EPSILON = 1e-6


class Levels:
    """Which of U rows each token takes: `index` (N,), and the same as a matrix `member` (U, N).

    The matrix sums tokens by level in one product, in float32 inside.
    """

    def __init__(self, index: Tensor, count: int, dtype: torch.dtype) -> None:
        self.index = index
        self.member = F.one_hot(index, count).T.to(dtype)

    def rows(self, table: Tensor) -> Tensor:
        """(U, D) -> (N, D)."""
        return F.embedding(self.index, table)

    def sums(self, rows: Tensor) -> Tensor:
        """(N, D) -> (U, D), the rows of each level added up."""
        return self.member @ rows


def scaled_norm(x: Tensor, scale: Tensor, levels: Levels) -> Tensor:
    """x / rms(x) * scale of the token's level; x (N, D), scale (U, D)."""
    return ScaledNorm.apply(x, scale, levels)


def gated_sum(x: Tensor, y: Tensor, gate: Tensor, levels: Levels) -> Tensor:
    """x + y * gate of the token's level; x, y (N, D), gate (U, D)."""
    return GatedSum.apply(x, y, gate, levels)


def turn(x: Tensor, weight: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """x / rms(x) * weight, rotated; x (N, H, K), weight (H, K), cos and sin (N, 1, K) of `tables`."""
    return Turn.apply(x, weight, cos, sin)


def swiglu(x: Tensor) -> Tensor:
    """silu(gate) * up for x = [gate, up] (N, 2 M) -> (N, M)."""
    return SwiGLU.apply(x)


def tables(angle: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Angles (N, K / 2) of the pairs (first half, second half) -> cosines, signed sines (N, 1, K)."""
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([cos, cos], -1)[:, None].to(dtype), torch.cat([-sin, sin], -1)[:, None].to(dtype)


class ScaledNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, scale: Tensor, levels: Levels) -> Tensor:
        inverse = inverse_rms(x)
        unit = x * inverse
        ctx.save_for_backward(unit, inverse, scale)
        ctx.levels = levels
        return unit * levels.rows(scale)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        unit, inverse, scale = ctx.saved_tensors
        by_scale = ctx.levels.sums(grad * unit)
        return through_norm(grad * ctx.levels.rows(scale), unit, inverse), by_scale, None


class GatedSum(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, y: Tensor, gate: Tensor, levels: Levels) -> Tensor:
        ctx.save_for_backward(y, gate)
        ctx.levels = levels
        return torch.addcmul(x, levels.rows(gate), y)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        y, gate = ctx.saved_tensors
        return grad, grad * ctx.levels.rows(gate), ctx.levels.sums(grad * y), None


class Turn(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        inverse = inverse_rms(x)
        unit = x * inverse
        ctx.save_for_backward(unit, inverse, weight, cos, sin)
        return rotate(unit * weight, cos, sin)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        unit, inverse, weight, cos, sin = ctx.saved_tensors
        back = rotate(grad, cos, -sin)
        return through_norm(back * weight, unit, inverse), (back * unit).sum(0), None, None


class SwiGLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        gate, up = x.chunk(2, -1)
        return F.silu(gate).mul_(up)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        gate, up = x.chunk(2, -1)
        made = torch.empty_like(x)
        by_gate, by_up = made.chunk(2, -1)
        torch.mul(grad, F.silu(gate), out=by_up)
        torch.ops.aten.silu_backward.grad_input(grad * up, gate, grad_input=by_gate)
        return made


def inverse_rms(x: Tensor) -> Tensor:
    """1 / rms over the last axis, (..., 1), summed in float32 at least."""
    width = torch.promote_types(x.dtype, torch.float32)
    norm = torch.linalg.vector_norm(x, dim=-1, keepdim=True, dtype=width)
    return (norm.square() / x.shape[-1] + EPSILON).rsqrt().to(x.dtype)


def through_norm(grad: Tensor, unit: Tensor, inverse: Tensor) -> Tensor:
    """From the gradient of `unit` = x * inverse to that of x; `grad` is used up."""
    along = (grad * unit).sum(-1, keepdim=True) / -unit.shape[-1]
    return grad.addcmul_(unit, along).mul_(inverse)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """x (N, H, K) with its pairs (first half, second half) turned by the angles of `tables`."""
    return (x * cos).addcmul_(x.roll(x.shape[-1] // 2, -1), sin)
