"""The engine for open weights: the parts are the family's own, canvas and sampler are ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from einops import rearrange

from haneul.canvas import Canvas, Frames
from haneul.engines import latents
from haneul.engines.base import Abilities, Progress, Sampling
from haneul.engines.open_weights import files
from haneul.engines.open_weights.weights import known
from haneul.errors import AbilityMissing

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from haneul.engines.open_weights.autoencoder import Autoencoder
    from haneul.engines.open_weights.ways import Network

WORDS = 512  # tokens of a prompt; the families' own pipelines cut there as well


@dataclass(frozen=True, eq=False)
class Known:
    """What a canvas knows, as a family takes it."""

    grid: Tensor  # latents (C, t, h, w)
    level: Tensor  # noise of each patch, by frame, row and column of patches
    inputs: dict[str, Tensor]  # what the network is given besides


class OpenWeights:
    """Paints with the weights called `source`: a name of ours, a folder or owner/name on the hub.

    Raises `MissingPart` when the libraries or the weights are missing, `UnknownName` for weights of
    another family.
    """

    def __init__(self, source: str, device: str | None = None) -> None:
        files.need_extra()
        self.source, self.wanted = source, device
        self.family = files.family(source)

    @property
    def abilities(self) -> Abilities:
        record = known(self.source)
        return replace(self.family.abilities, name=self.source, **(record.changes if record else {}))

    @cached_property
    def device(self) -> torch.device:
        import torch

        return torch.device(self.wanted or ("cuda" if torch.cuda.is_available() else "cpu"))

    @cached_property
    def parts(self) -> Any:
        """The family's own pipeline; only its parts are used."""
        return files.load(self.source, self.device)

    @cached_property
    def autoencoder(self) -> Autoencoder:
        from haneul.engines.open_weights.autoencoder import Autoencoder

        return Autoencoder(self.parts.vae, self.device)

    def paint(self, canvas: Canvas, sampling: Sampling, progress: Progress) -> Frames:
        """Frames (T, H, W, 3) uint8 of the canvas; known places are as the autoencoder returns them."""
        import torch

        self.abilities.require(canvas)
        if len({prompt.text for prompt in canvas.prompts}) > 1:
            raise AbilityMissing(f"{self.source} follows one prompt per window; give one prompt.")
        progress(0.0, "reading")
        with torch.inference_mode():
            known = self._known(canvas)
            grid = self._painted(canvas, known, sampling, progress)
            progress(0.9, "decoding")
            frames = self._restored(canvas, self.autoencoder.decode(grid), known)
        progress(1.0, "decoding")
        return latents.crop(frames, *canvas.shape)

    def _painted(self, canvas: Canvas, known: Known, sampling: Sampling, progress: Progress) -> Tensor:
        """The finished latents (C, t, h, w)."""
        import torch

        from haneul import flow

        level = self.family.way.level(known.level.flatten())
        if not level.any():
            return known.grid
        steps, guidance = sampling.of(self.abilities)
        data, shape = self._pack(known.grid), known.grid.shape[1:]
        generator = torch.Generator().manual_seed(canvas.seed)
        noise = self._pack(torch.randn(known.grid.shape, generator=generator).to(self.device))
        wanted = canvas.prompts[0].text if canvas.prompts else ""
        texts = self.parts.encode_prompt(wanted, canvas.negative, max_sequence_length=WORDS, device=self.device)
        with_prompt, without = (
            self.family.way.velocity(self._network(words, shape, known.inputs), data, level, noise) for words in texts
        )

        def told(share: float, guess: Tensor) -> None:
            progress(0.9 * share, "painting", lambda: self.autoencoder.glimpse(self._unpack(guess, shape)))

        scheduler = self.parts.scheduler
        scheduler.set_timesteps(steps)
        painted = flow.sample(
            flow.guided(with_prompt, without, guidance, interval=(0, 1)),
            data,
            level,
            noise,
            scheduler.sigmas.to(self.device),
            told,
            order=2 if scheduler.config.get("solver_order", 1) > 1 else 1,
        )
        return self._unpack(painted, shape)

    def _known(self, canvas: Canvas) -> Known:
        import torch

        pixels, noise = latents.pad(canvas.pixels(), self.patch), latents.pad(canvas.noise(), self.patch)
        settled, level = latents.in_context(pixels, noise, self.patch)
        levels = latents.noise_grid(level if self.family.way.holds else noise, self.patch)
        t, h, w = levels.shape
        grid = torch.zeros(self.autoencoder.channels, t, h * self.cut[1], w * self.cut[2], device=self.device)
        # A causal encoder needs nothing of what comes after the last known latent.
        last = 1 + int(np.flatnonzero(levels.min((1, 2)) < 1).max(initial=-1))
        if last:
            frames = settled[: latents.pixel_shape(last, h, w, self.patch)[0]]
            grid[:, :last] = self.autoencoder.encode(frames)
        inputs = self.family.way.inputs(pixels, noise, self.autoencoder.encode)
        return Known(grid, torch.from_numpy(levels).to(self.device), inputs)

    def _restored(self, canvas: Canvas, frames: Frames, known: Known) -> Frames:
        """`frames` with what the autoencoder lost of known pixels, where some shall stay in part."""
        noise = latents.pad(canvas.noise(), self.patch)
        if not np.any((noise > 0) & (noise < 1)):
            return frames
        alone, pixels = self.autoencoder.decode(known.grid), latents.pad(canvas.pixels(), self.patch)
        return latents.restore(frames, alone, pixels, noise, known.level.cpu().numpy(), self.patch)

    @cached_property
    def cut(self) -> tuple[int, int, int]:
        """Latents of one patch: frames, rows, columns."""
        size: tuple[int, int, int] = tuple(self.parts.transformer.config.patch_size)
        assert size[0] == 1, size  # a known latent frame would share its patch with an unknown one
        return size

    @cached_property
    def patch(self) -> latents.Strides:
        """Frames and pixels of one patch of the transformer."""
        stride = self.parts.vae.config
        side = stride.scale_factor_spatial
        return latents.Strides(stride.scale_factor_temporal, side * self.cut[1], side * self.cut[2])

    def _pack(self, grid: Tensor) -> Tensor:
        """Latents (C, t, h, w) -> patches (N, values)."""
        _, p, q = self.cut
        return rearrange(grid, "c t (h p) (w q) -> (t h w) (c p q)", p=p, q=q)

    def _unpack(self, patches: Tensor, shape: Sequence[int]) -> Tensor:
        """Patches (N, values) -> latents (C, t, h, w) of `shape` (t, h, w)."""
        _, p, q = self.cut
        t, h, _ = shape
        return rearrange(patches, "(t h w) (c p q) -> c t (h p) (w q)", t=t, h=h // p, p=p, q=q)

    def _network(self, words: Tensor, shape: Sequence[int], inputs: dict[str, Tensor]) -> Network:
        """The transformer as a function of patches and their times."""
        transformer = self.parts.transformer
        given = {name: value.to(transformer.dtype) for name, value in inputs.items()}

        def network(x: Tensor, time: Tensor) -> Tensor:
            grid = self._unpack(x, shape)[None].to(transformer.dtype)
            made = transformer(
                grid, 1000 * (time if len(time) == 1 else time[None]), words.to(transformer.dtype), **given
            )
            return self._pack(made.sample[0].float())

        return network
