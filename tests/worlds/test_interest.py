"""The interest of spans against the truth of renders: who is seen how large, and what was spoiled afterwards."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from haneul import media
from haneul.blocking.scene import Actor, Scene, Shot
from haneul.canvas import Clip
from haneul.worlds.catalogue import catalogue
from haneul.worlds.toon import render

FPS, FRAMES, LENGTH = 8, 24, 8


@pytest.mark.parametrize(("place", "row"), [("beach", 3), ("meadow", 40), ("snow", 5)])
def test_chosen_spans_beat_random_ones_by_the_truth(atlas, tmp_path, place, row):
    """Somebody walks out of the picture; the first third is out of focus."""
    actor = Actor(catalogue()[row].key, "walks right", x=0.4)
    scene = Scene((actor,), place, shots=(Shot(FRAMES / FPS),))
    made = render([scene], width=128, height=72, fps=FPS, frames=FRAMES, atlas=atlas)
    frames = (made.frames[0] * 255).round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy().copy()
    third = FRAMES // 3
    for at in range(third):
        frames[at] = np.asarray(Image.fromarray(frames[at]).filter(ImageFilter.GaussianBlur(3)))
    media.write(tmp_path / "clip.mkv", Clip(frames, FPS))
    found = media.interest(media.Footage(tmp_path / "clip.mkv"))

    left, top, right, bottom = made.truth.boxes[0, :, 0].numpy().T
    wide = np.clip(right, 0, 128 / 72) - np.clip(left, 0, 128 / 72)
    truth = wide * (np.clip(bottom, 0, 1) - np.clip(top, 0, 1)) * (np.arange(FRAMES) >= third)
    means = [truth[span.start : span.stop].mean() for span in found.spans(LENGTH)]
    best = found.best(LENGTH)
    assert truth[best.start : best.stop].mean() > 1.2 * np.mean(means)
    assert found.cuts == ()
