"""What the machine can do at best, measured here and now: the ceilings that other figures stand beside."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True)
class Machine:
    """Rates of one device: bfloat16 products and attention (FLOP/s), copying (bytes/s)."""

    name: str
    matmul: float
    attention: float
    copy: float


def device_name(device: torch.device) -> str:
    """The GPU's name, or how many threads of a CPU are used."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"CPU, {torch.get_num_threads()} threads"


def seconds(work: Callable[[], object], device: torch.device, repeats: int = 5) -> float:
    """The median duration of `work`, after one call to warm up."""
    taken = []
    for turn in range(repeats + 1):
        wait(device)
        begin = time.perf_counter()
        work()
        wait(device)
        if turn:
            taken.append(time.perf_counter() - begin)
    return sorted(taken)[len(taken) // 2]


def wait(device: torch.device) -> None:
    """Until the device has done what it was asked."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def matmul_rate(device: torch.device, repeats: int = 7) -> float:
    """FLOP/s of a big bfloat16 product, in PyTorch's own kernel."""
    size = 8192 if device.type == "cuda" else 2048
    a, b = (torch.randn(size, size, device=device).bfloat16() for _ in range(2))
    return 2 * size**3 / seconds(lambda: a @ b, device, repeats)


def attention_rate(device: torch.device) -> float:
    """FLOP/s of PyTorch's attention, forward, 2,048 tokens and heads of 128."""
    tokens, heads, width = 2048, (64 if device.type == "cuda" else 2), 128
    q: Tensor = torch.randn(1, heads, tokens, width, device=device).bfloat16()
    return 4 * heads * tokens**2 * width / seconds(lambda: F.scaled_dot_product_attention(q, q, q), device)


def copy_rate(device: torch.device) -> float:
    """Bytes read and written a second by copying 256 MiB."""
    block = torch.zeros(1 << 28, dtype=torch.uint8, device=device)
    return 2 * block.numel() / seconds(block.clone, device)


def measure(device: torch.device) -> Machine:
    """All ceilings of `device`, in some seconds."""
    return Machine(device_name(device), matmul_rate(device), attention_rate(device), copy_rate(device))
