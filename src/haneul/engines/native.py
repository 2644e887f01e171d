"""The engine that comes with the package: our own autoencoder, transformer and text encoder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from haneul.canvas import Canvas, Frames, Guide
from haneul.engines import latents
from haneul.engines.base import Abilities, Progress, Sampling
from haneul.errors import AbilityMissing
from haneul.media.cutout import CARD, fit

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from haneul import flow
    from haneul.engines.coder import Coder
    from haneul.model.autoencoder import Autoencoder
    from haneul.model.patches import Known
    from haneul.model.text import TextEncoder
    from haneul.model.transformer import Transformer


class Native:
    """Paints with the embedded weights, or with those in `folder`; on a GPU when there is one."""

    def __init__(self, folder: Path | None = None, device: str | None = None) -> None:
        self.folder, self.wanted = folder, device

    @cached_property
    def device(self) -> torch.device:
        import torch

        return torch.device(self.wanted or ("cuda" if torch.cuda.is_available() else "cpu"))

    @property
    def abilities(self) -> Abilities:
        return Abilities("native", steps=8, frames=49, context=13, stride=4, one_prompt=True, cast=True, enrich=True)

    @cached_property
    def autoencoder(self) -> Autoencoder:
        from haneul.model.checkpoint import load_autoencoder

        return load_autoencoder(self._path("autoencoder.safetensors")).to(self.device)

    @cached_property
    def coder(self) -> Coder:
        from haneul.engines.coder import Coder

        return Coder(self.autoencoder, self.device)

    @cached_property
    def transformer(self) -> Transformer:
        from haneul.model.checkpoint import load_transformer

        return load_transformer(self._path("transformer.safetensors")).to(self.device)

    @cached_property
    def distilled(self) -> Transformer | None:
        """The transformer that guides itself; None where there are no adapters for it."""
        from haneul.model.adapter import load_adapted

        made = load_adapted(self.transformer, self._path("transformer.safetensors"), self._path("guided.safetensors"))
        return made and made.to(self.device)

    @cached_property
    def text(self) -> TextEncoder:
        from haneul.model.text import TextEncoder

        return TextEncoder.shipped()

    def paint(self, canvas: Canvas, sampling: Sampling, progress: Progress) -> Frames:
        """Frames (T, H, W, 3) uint8 of the canvas; known places are as the autoencoder returns them."""
        import torch

        from haneul import flow
        from haneul.engines.plate import cleaned
        from haneul.engines.registration import registered
        from haneul.engines.steady import steadied
        from haneul.model.patches import flatten, unflatten

        self.abilities.require(canvas)
        steps, guidance = sampling.of(self.abilities)
        if len({prompt.text for prompt in canvas.prompts}) > 1:
            raise AbilityMissing("The native engine follows one prompt per window; give one prompt.")
        progress(0.0, "reading")
        shape = latents.latent_shape(canvas.frames, canvas.height, canvas.width)
        with torch.inference_mode(), torch.autocast(self.device.type, torch.bfloat16):
            known, level = self._known(canvas)
            generator = torch.Generator().manual_seed(canvas.seed)
            noise = torch.randn((known.shape[0], *shape), generator=generator).to(self.device)
            guide = self._guide(canvas, canvas.guides)
            velocity = self._guided(canvas, shape, guide, guidance)
            painted = flow.sample(
                velocity,
                flatten(known),
                level.flatten(),
                flatten(noise),
                flow.schedule(steps, flow.shift_for(level.numel(), staged=guide is not None)),
                lambda share, guess: progress(
                    0.9 * share, "painting", lambda: self.coder.glimpse(unflatten(guess, shape))
                ),
            )
            kept, config = level == 0, self.transformer.config
            grid = steadied(unflatten(painted, shape), config.flowing, kept)
            if guide is not None and config.frames > 1:
                with torch.autocast(self.device.type, enabled=False):
                    grid = cleaned(grid, guide, kept, config.frames)
            frames = self.coder.decode(grid, progress)
            whole = latents.crop(frames, *canvas.shape)
            certain = (canvas.noise() == 0).all((1, 2))
            whole[:] = registered(whole, canvas.guides, canvas.fps, canvas.pixels(), certain)
            frames = self._restored(canvas, frames, known, level)
        return latents.crop(frames, *canvas.shape)

    def _restored(self, canvas: Canvas, frames: Frames, known: Tensor, level: Tensor) -> Frames:
        """`frames` with what the autoencoder lost of known pixels, where some shall stay in part.

        Measured in docs/lab-notes.md: remix at 0.2 keeps 85 % of a clip's sharpness with it, 43 % without.
        """
        noise = canvas.noise()
        if not np.any((noise > 0) & (noise < 1)):
            return frames
        decoded = self.coder.decode(known)
        pixels, noise = latents.pad(canvas.pixels()), latents.pad(noise)
        return latents.restore(frames, decoded, pixels, noise, level.cpu().numpy())

    def _known(self, canvas: Canvas) -> tuple[Tensor, Tensor]:
        """Latents (C, t, h, w) of what is known, and noise per latent (t, h, w)."""
        import torch

        shape = latents.latent_shape(*canvas.shape)
        if not canvas.layers:
            channels = self.autoencoder.channels
            return torch.zeros(channels, *shape, device=self.device), torch.ones(shape, device=self.device)
        pixels, noise = latents.in_context(latents.pad(canvas.pixels()), latents.pad(canvas.noise()))
        level = torch.from_numpy(latents.noise_grid(noise)).to(self.device)
        return self.coder.known(pixels, level), level

    def _references(self, canvas: Canvas) -> tuple[Known, ...]:
        from haneul.model.patches import Known

        if not canvas.references:
            return ()
        names = self.text.encode([reference.words for reference in canvas.references]).pooled
        return tuple(
            Known(self.coder.encode(fit(one.picture, CARD)[None])[:, 0], (name * len(name) ** 0.5).to(self.device))
            for one, name in zip(canvas.references, names, strict=True)
        )

    def _guide(self, canvas: Canvas, guides: Sequence[Guide]) -> Tensor | None:
        """Latents (C, t, h, w) of guides of the canvas, then 1; 0 in those of which a frame is not told."""
        import torch

        if not guides:
            return None
        told, rough = latents.told(guides, *canvas.shape)
        grid = self.coder.encode(latents.pad(rough))
        flags = torch.from_numpy(told).to(grid)[:, None, None].expand(grid.shape[1:])
        return torch.cat([grid * flags, flags[None]])

    def _guided(
        self, canvas: Canvas, shape: tuple[int, int, int], guide: Tensor | None, guidance: float
    ) -> flow.Velocity:
        """The velocity that leads away from the negative prompt and the empty set; in one pass where that was learned,
        with nothing of either and the default guidance."""
        import torch

        from haneul import flow
        from haneul.engines.guidance import scales

        text = canvas.prompts[0].text if canvas.prompts else ""
        references = self._references(canvas)
        bare = [set_ for one in canvas.guides if (set_ := one.emptied())]
        if guidance == 1 or (text == canvas.negative and not canvas.references and not canvas.guides):
            return self._velocity(self.transformer, canvas, shape, text, references, guide)
        if guidance == self.abilities.guidance and not canvas.negative and not bare and self.distilled:
            return self._velocity(self.distilled, canvas, shape, text, references, guide)
        like = torch.empty(self.autoencoder.channels, *shape, device=self.device)
        return flow.guided(
            self._velocity(self.transformer, canvas, shape, text, references, guide),
            self._velocity(self.transformer, canvas, shape, canvas.negative, (), self._guide(canvas, bare)),
            scales(guidance, guide, self.transformer.config.flowing, like),
        )

    def _velocity(
        self, model: Transformer, canvas: Canvas, shape: tuple[int, int, int], text: str, references: tuple[Known, ...],
        guide: Tensor | None,
    ) -> flow.Velocity:  # fmt: skip
        import torch

        from haneul.model.patches import Sample, grid_rows, pack, unflatten

        features = self.text.encode([text])
        words = features.tokens[0][features.mask[0]]
        words = (words if len(words) else features.tokens.new_zeros(1, self.text.width)).to(self.device)
        place = torch.from_numpy(latents.positions(*canvas.shape, canvas.fps)).to(self.device)

        def velocity(x: Tensor, time: Tensor) -> Tensor:
            sample = Sample(words, unflatten(x, shape), time.view(shape), place, references, guide)
            packed = pack([sample])
            return grid_rows(model(packed).float(), packed.kind)

        return velocity

    def _path(self, name: str) -> Path:
        from haneul.model.checkpoint import weights

        return self.folder / name if self.folder else weights(name)
