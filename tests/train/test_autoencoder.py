"""Training the autoencoder, whole or its decoder alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from haneul.model.autoencoder import Autoencoder, AutoencoderConfig
from haneul.model.checkpoint import save
from haneul.model.waves import frames_of
from haneul.train import autoencoder as training
from haneul.train.pool import Clip
from haneul.train.world import Shape

TINY = AutoencoderConfig(channels=4, fine=4, width=8, depth=1)


class Shelf:
    """Two small clips of noise where a pool of rendered ones would be."""

    def clips(self, used: float) -> list[Clip]:
        generator = torch.Generator().manual_seed(1)
        frames = torch.randint(0, 256, (2, 3, 5, 32, 32), generator=generator, dtype=torch.uint8)
        shown = torch.zeros(2, 2, 2, dtype=torch.bool)
        return [Clip(one, Shape(32, 32, 5), {}, shown) for one in frames] * 24

    def close(self) -> None:
        pass


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(training, "open_pool", lambda *arguments: Shelf())
    monkeypatch.setattr(training, "TOKENS", 16)
    torch.manual_seed(3)
    save(tmp_path / "base.safetensors", Autoencoder(TINY), TINY, {})
    return tmp_path / "base.safetensors"


def ran(folder: Path, steps: int, base: Path | None, resume: bool = False) -> dict[str, torch.Tensor]:
    packed = training.train(
        folder, steps, resume=resume, progress=lambda share, what: None, config=TINY, minutes=None, base=base
    )
    return load_file(packed)


def test_the_decoder_alone_leaves_latents_as_they_are(base: Path) -> None:
    before, after = load_file(base), ran(base.parent / "decoder", 2, base)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed and all(name.startswith(training.DECODER) for name in changed), changed


def test_the_whole_learns_to_encode_as_well(base: Path) -> None:
    before, after = load_file(base), ran(base.parent / "whole", 2, None)
    assert not torch.equal(before["squeeze.weight"], after["squeeze.weight"])


def test_a_resumed_decoder_is_the_same_decoder(base: Path) -> None:
    whole = ran(base.parent / "whole", 4, base)
    ran(base.parent / "parts", 2, base)
    parts = ran(base.parent / "parts", 4, base, resume=True)
    # The rate's schedule knows the number of steps, so the first half differs a little.
    assert all(torch.allclose(whole[name].float(), parts[name].float(), atol=0.01) for name in whole)


def test_means_are_scaled_to_one_and_rest_stays_nought() -> None:
    model = Autoencoder(TINY).requires_grad_(False)
    still = torch.full((3, 5, 32, 32), 90, dtype=torch.uint8)
    clips = [*Shelf().clips(0)[:2], Clip(still, Shape(32, 32, 5), {}, torch.zeros(2, 2, 2, dtype=torch.bool))]
    training.normalise(model, clips)
    grids = [model.encode(clip.data[None].float() / 127.5 - 1)[0] for clip in clips]
    content = torch.cat([grid[:4].flatten(1) for grid in grids], 1)
    assert torch.allclose(content.mean(1), torch.zeros(4), atol=1e-4)
    assert torch.allclose(content.std(1), torch.ones(4), atol=1e-3)
    assert grids[2][4:].abs().max() < 1e-4 < grids[0][4:, 1:].abs().mean()
    frames = frames_of(grids[0][:, 1].flatten(1).T, 4)  # as if each were a picture
    alone = model.encode((clips[0].data[None, :, 1:].float() / 127.5 - 1).transpose(0, 2))
    assert torch.allclose(frames[:, 0], alone[0, :4, 0].flatten(1).T, atol=1e-4)


def test_batches_are_moments_of_clips_of_one_size() -> None:
    clips = Shelf().clips(0)[:2]
    drawn = training.draw(clips, 3, 12)
    frames = torch.cat([clip.data.float().transpose(0, 1) / 127.5 - 1 for clip in clips])
    assert drawn.shape == (3, 3, 32, 32) and torch.equal(training.draw(clips, 3, 12), drawn)
    assert all(any(torch.equal(one, frame) for frame in frames) for one in drawn)
