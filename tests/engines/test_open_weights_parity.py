"""What users get from open weights is what the family's own pipeline makes: latents and decoded frames.

`pytest -rP tests/engines/test_open_weights_parity.py` prints the differences; docs/open-weights.md tells them.
"""

import numpy as np
import pytest
import torch
from PIL import Image

from haneul.canvas import Canvas, say
from haneul.engines.base import Sampling, silent
from haneul.engines.open_weights.engine import OpenWeights

FRAMES, HEIGHT, WIDTH = 9, 32, 64
PROMPT, NEGATIVE, SEED, STEPS, GUIDANCE = "a corgi runs on the beach", "blurred rain", 7, 4, 4.0
PICTURE = np.random.default_rng(0).integers(0, 256, (1, HEIGHT, WIDTH, 3), np.uint8)


def ours(folder, canvas, sampling=None):
    """Latents (C, t, h, w) and frames that the engine's own `paint` gives."""
    engine, seen = OpenWeights(str(folder), "cpu"), []
    decode = engine.autoencoder.decode
    engine.autoencoder.decode = lambda grid: seen.append(grid) or decode(grid)
    frames = engine.paint(canvas, sampling or Sampling(STEPS, GUIDANCE), silent)
    return seen[0].numpy(), frames


def theirs(kind, folder, **given):
    """The same from a pipeline of diffusers."""
    import diffusers

    pipeline = getattr(diffusers, kind).from_pretrained(folder, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    asked = {
        "prompt": PROMPT, "negative_prompt": NEGATIVE, "height": HEIGHT, "width": WIDTH, "num_frames": FRAMES,
        "num_inference_steps": STEPS, "guidance_scale": GUIDANCE,
    } | given  # fmt: skip
    latents, frames = (
        pipeline(**asked, generator=torch.Generator().manual_seed(SEED), output_type=kind).frames
        for kind in ("latent", "np")
    )
    return latents[0].numpy(), np.rint(frames[0] * 255).astype(np.uint8)


def blank(**more):
    return Canvas(FRAMES, HEIGHT, WIDTH, 24.0, say(PROMPT, FRAMES), negative=NEGATIVE, seed=SEED, **more)


def difference(one, other):
    return float(np.linalg.norm(one - other) / np.linalg.norm(other))


def same(name, one, other):
    (latents, frames), (their_latents, their_frames) = one, other
    assert latents.shape == their_latents.shape and frames.shape == their_frames.shape
    relative = difference(latents, their_latents)
    most = int(np.abs(frames.astype(int) - their_frames).max())
    print(f"{name}: latents differ by {relative:.1e} of their norm, frames by at most {most} of 255")
    assert relative < 1e-4
    assert most <= 1  # rounding to bytes


@pytest.mark.parametrize(
    ("family", "kind"), [("ti2v", "WanPipeline"), ("vace", "WanVACEPipeline"), ("t2v", "WanPipeline")]
)
def test_text_to_video(open_weights, family, kind):
    folder = open_weights(family)
    same(f"{family} text to video", ours(folder, blank()), theirs(kind, folder))


def test_picture_to_video_with_a_time_per_patch(open_weights):
    folder = open_weights("ti2v")
    other = theirs("WanImageToVideoPipeline", folder, image=Image.fromarray(PICTURE[0]))
    same("ti2v picture to video", ours(folder, blank().put(PICTURE)), other)


def test_picture_to_video_with_mask_channels(open_weights):
    folder = open_weights("vace")
    video = torch.full((1, FRAMES, 3, HEIGHT, WIDTH), 0.5)  # grey between two bytes, as without a video
    video[0, 0] = torch.from_numpy(PICTURE[0]).permute(2, 0, 1) / 255
    mask = torch.ones(1, FRAMES, 3, HEIGHT, WIDTH)
    mask[:, 0] = 0
    other = theirs("WanVACEPipeline", folder, video=video, mask=mask)
    same("vace picture to video", ours(folder, blank().put(PICTURE)), other)


def test_a_region_and_an_ending_with_mask_channels(open_weights):
    """What the mask can say beyond a first frame: a box that stays, and the last four frames."""
    folder, rng = open_weights("vace"), np.random.default_rng(1)
    box, ending = rng.integers(0, 256, (5, 16, 32, 3), np.uint8), rng.integers(0, 256, (4, HEIGHT, WIDTH, 3), np.uint8)
    canvas = blank().put(box, x=16, y=16).put(ending, at=5)
    stays = canvas.noise() == 0
    pixels = np.where(stays[..., None], canvas.pixels() / 255, 0.5)
    other = theirs(
        "WanVACEPipeline", folder,
        video=torch.from_numpy(pixels).float().permute(0, 3, 1, 2)[None],
        mask=torch.from_numpy(~stays).float()[None, :, None].expand(-1, -1, 3, -1, -1),
    )  # fmt: skip
    same("vace region and ending", ours(folder, canvas), other)


@pytest.mark.parametrize("guidance", [1.0, 7.0])
def test_guidance_is_theirs(open_weights, guidance):
    folder = open_weights("t2v")
    other = theirs("WanPipeline", folder, guidance_scale=guidance)
    same(f"t2v guidance {guidance}", ours(folder, blank(), Sampling(STEPS, guidance)), other)


def test_second_order_where_the_weights_ask_for_it(open_weights):
    """With UniPC in the weights the sampler is of second order as well: nearer to it than Euler's is."""
    folder, steps = open_weights("t2v", "unipc"), 40
    unipc, _ = theirs("WanPipeline", folder, num_inference_steps=steps, guidance_scale=1.0)
    second, _ = ours(folder, blank(), Sampling(steps, 1.0))
    first, _ = ours(open_weights("t2v"), blank(), Sampling(steps, 1.0))
    near, far = difference(second, unipc), difference(first, unipc)
    print(f"t2v beside UniPC, {steps} steps: latents differ by {near:.3f} with order 2, by {far:.3f} with Euler")
    assert near < far / 2
