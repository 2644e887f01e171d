"""Trains the autoencoder on rendered pictures: L1, edges, scale equivariance, a little noise.

No adversary and no pretrained network. Edges carry faces and outlines; equivariance (a latent
halved in size decodes to the picture halved in size) makes latents easier to generate.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from haneul.engines.base import Progress
from haneul.model.autoencoder import GROUP, Autoencoder, AutoencoderConfig
from haneul.model.checkpoint import load_autoencoder, save
from haneul.model.memory import keep_freed
from haneul.model.waves import SPREAD
from haneul.train.pool import Clip, Plan, open_pool
from haneul.train.shipped import begin
from haneul.train.state import Run, learning_rate
from haneul.train.world import Shape

MIX = (
    (Shape(256, 144, 1), 0.4),
    (Shape(128, 80, 1), 0.1),
    (Shape(256, 144, 5), 0.2),
    (Shape(128, 80, 17), 0.15),
    (Shape(160, 96, 9), 0.15),
)
PEAK, TOKENS, REUSE = 7e-4, 640, 3.0  # tokens: of pictures


DECODER = ("expand", "decode_trunk", "up", "decode_fine", "unembed")


def draw(clips: list[Clip], step: int, tokens: int) -> Tensor:
    """Pictures (N, 3, H, W) in -1..1 of one size, of about `tokens` patches: moments of clips."""
    generator = torch.Generator().manual_seed(step)
    first = clips[int(torch.randint(len(clips), (), generator=generator))]
    _, height, width = first.shape.grid
    alike = [clip.data for clip in clips if clip.shape == first.shape]
    chosen = [
        alike[int(i)] for i in torch.randint(len(alike), (max(1, tokens // (height * width)),), generator=generator)
    ]
    moments = [int(torch.randint(clip.shape[1], (), generator=generator)) for clip in chosen]
    return torch.stack([clip[:, at] for clip, at in zip(chosen, moments, strict=True)]).float() / 127.5 - 1


def edges(x: Tensor) -> Iterator[Tensor]:
    """Differences of neighbours along height and width."""
    yield x[..., 1:, :] - x[..., :-1, :]
    yield x[..., 1:] - x[..., :-1]


def distance(made: Tensor, true: Tensor) -> Tensor:
    """L1 of pixels and of edges."""
    apart = [(a - b).abs().mean() for a, b in zip(edges(made), edges(true), strict=True)]
    return (made - true).abs().mean() + torch.stack(apart).mean()


def halve(x: Tensor) -> Tensor:
    """Half the height and width (N, C, H, W) by averaging, sides even after cropping."""
    return F.avg_pool2d(x[..., : x.shape[-2] // 2 * 2, : x.shape[-1] // 2 * 2], 2)


def loss_of(model: Autoencoder, pictures: Tensor, step: int) -> Tensor:
    """The training loss of one batch (N, 3, H, W)."""
    learns = model.squeeze.weight.requires_grad
    with torch.set_grad_enabled(learns):
        seen = model.look(pictures).float()
    noisy = seen + model.config.noise * torch.randn_like(seen)
    loss = distance(model.show(noisy).float(), pictures) + 1e-3 * seen.square().mean()
    if step % 4 == 0 and learns:
        smaller = halve(seen)
        side = [2 * model.config.stride * size for size in smaller.shape[-2:]]
        wanted = halve(pictures[..., : side[0], : side[1]])
        loss = loss + 0.25 * distance(model.show(smaller).float(), wanted)
    return loss


@torch.no_grad()
def measure(model: Autoencoder, clips: list[Clip]) -> float:
    """Mean PSNR in dB of clips encoded and decoded, without noise."""
    scores = []
    for clip in clips:
        frames = clip.data[None].float() / 127.5 - 1
        with torch.autocast(frames.device.type, torch.bfloat16):
            made = model.decode(model.encode(frames)).float().clamp(-1, 1)
        scores.append(-10 * torch.log10((made - frames).div(2).square().mean()))
    return float(torch.stack(scores).mean())


@torch.no_grad()
def normalise(model: Autoencoder, clips: list[Clip]) -> None:
    """Set mean and deviation per channel from clips, so that the means of latents have zero mean, unit variance.

    A wave keeps its zero, which is rest, and its deviation is a share of its channel's.
    """
    own = model.still
    raw = [model.encode_raw(clip.data[None].float() / 127.5 - 1)[0, :own].flatten(1) for clip in clips]
    still = torch.cat(raw, dim=1)
    model.mean.zero_()
    model.mean[:own] = still.mean(1)
    model.std.copy_(torch.cat([still.std(1), SPREAD * still.std(1).repeat(GROUP - 1)]))


def train(
    folder: Path,
    steps: int,
    *,
    resume: bool,
    progress: Progress,
    config: AutoencoderConfig | None = None,
    minutes: float | None = None,
    base: Path | None = None,
) -> Path:
    """Train for `steps` steps in `folder`; returns the packed weights `autoencoder.safetensors`.

    `minutes` saves and stops early, to be resumed: from the run's state, or where that is gone from the
    package's weights, with a new warm-up. With `base` the autoencoder stored there goes on, its
    decoder alone: latents stay what they are, and so every transformer trained on them stays right.
    """
    run = Run(folder)
    torch.manual_seed(0)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    keep_freed()
    model = (load_autoencoder(base).float() if base else Autoencoder(config)).to(device).train()
    for name, value in model.named_parameters():
        value.requires_grad_(base is None or name.startswith(DECODER))
    learning = [value for value in model.parameters() if value.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=PEAK, betas=(0.9, 0.99), weight_decay=0.01)
    average, start, since = begin(
        run if resume else None, model, optimizer, 0.998, load_autoencoder, "" if base else "autoencoder.safetensors"
    )
    plan = Plan("clips", MIX, tokens=2048, window=192, seed=11)
    pool = open_pool(folder / "pool", plan, None, device)
    held = open_pool(folder / "pool", Plan("watched", MIX, tokens=2048, seed=12), None, device)
    known = held.clips(0)[::4]
    watch = known[::6]
    held.close()

    def keep(step: int) -> None:
        average.swap(model)
        if base is None:
            normalise(model, known)
        score = measure(model, watch)
        run.log({"step": step, "psnr": score})
        save(
            folder / "autoencoder.safetensors",
            model,
            model.config,
            {"steps": str(step), "psnr": f"{score:.2f}"},
        )
        average.swap(model)
        run.save({
            "model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average.values,
            "step": step, "since": since,
        })  # fmt: skip
        progress(step / steps, f"step {step}, held-out PSNR {score:.2f} dB")

    began, step = time.monotonic(), start - 1
    for step in range(start, steps):
        torch.manual_seed(step)
        pictures = draw(pool.clips(step * TOKENS / REUSE / plan.tokens), step, TOKENS)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, steps, PEAK, since=since)
        with torch.autocast(device.type, torch.bfloat16):
            loss = loss_of(model, pictures, step)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average.update(model, step)
        if step % 20 == 0:
            run.log({"step": step, "loss": loss.item()})
            progress(step / steps, f"step {step}, loss {loss.item():.4f}")
        if run.due():
            keep(step + 1)
        if minutes and time.monotonic() - began > 60 * minutes:
            break
    keep(step + 1)
    pool.close()
    return folder / "autoencoder.safetensors"
