"""Somebody pictured is found where she stands, whatever her size and side; nobody is found elsewhere."""

import numpy as np
import pytest
from PIL import Image

from haneul import media


@pytest.fixture(scope="module")
def badge():
    """A round cut-out (48, 40, 4) with a pattern that its mirror image does not have."""
    colours = np.random.default_rng(3).integers(0, 255, (6, 5, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    y, x = np.mgrid[-1:1:48j, -1:1:40j]
    return np.dstack([colours, np.where(x**2 + y**2 < 1, 255, 0).astype(np.uint8)])


def scene(badge, places, size, mirrored=False):
    """Frames of 160x90 with the badge at each (x, y), in the size (width, height), and its colours dimmed."""
    ground = np.random.default_rng(0).integers(40, 200, (5, 8, 3), np.uint8).repeat(18, 0).repeat(20, 1)
    small = Image.fromarray(badge[:, ::-1] if mirrored else badge).resize(size, Image.Resampling.BOX)
    frames = []
    for place in places:
        frame = Image.fromarray(ground)
        dim = np.asarray(small).copy()
        dim[..., :3] = dim[..., :3] * 0.7 + 20
        frame.paste(Image.fromarray(dim[..., :3]), place, small.getchannel("A"))
        frames.append(np.asarray(frame))
    return np.stack(frames)


@pytest.mark.parametrize(("size", "mirrored"), [((25, 30), False), ((25, 30), True), ((50, 60), False)])
def test_the_box_follows(badge, size, mirrored):
    places = [(10 + 4 * at, 20) for at in range(9)]
    found = media.find(scene(badge, places, size, mirrored), [badge], every=4)
    assert found.sure and len(found.boxes) == 9
    for (x, y), box in zip(places, found.boxes, strict=True):
        assert abs(box.x - x) < 6 and abs(box.y - y) < 6
        assert abs(box.width - size[0]) < 8 and abs(box.height - size[1]) < 8


def test_of_several_pictures_the_one_that_is_there_counts(badge):
    other = np.dstack([np.random.default_rng(9).integers(0, 255, (12, 12, 3), np.uint8), np.full((12, 12), 255, "u1")])
    frames = scene(badge, [(40, 20)], (25, 30))
    assert not media.find(frames, [other]).sure
    assert abs(media.find(frames, [other, badge]).boxes[0].x - 40) < 6
