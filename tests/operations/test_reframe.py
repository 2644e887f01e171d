import numpy as np
import pytest

import haneul
from haneul import media
from haneul.canvas import Region
from haneul.errors import InvalidSize
from haneul.operations.reframe import Reframe, View, scale
from haneul.operations.shape import Defaults


def test_a_small_subject_lets_the_clip_fill_the_picture():
    boxes = [Region(40, 20, 10, 10)]
    assert scale((96, 64), (64, 96), boxes) == 1.5
    wide = [Region(0, 0, 96, 64)]
    assert scale((96, 64), (64, 96), wide) == pytest.approx(64 / 96)
    assert scale((96, 64), (64, 96), [Region(10, 0, 64, 64)]) == 1


def test_the_window_follows_the_subject():
    view = View((96, 64), (64, 96), 1.5)
    boxes = [Region(6 * at, 20, 16, 20) for at in range(12)]
    path = view.path(boxes, 0, 4.0)
    assert path[0] == 0 and 70 < path[-1] <= 144 - 64 and (np.diff(path) >= 0).all()
    assert view.path(boxes, 1, 4.0).tolist() == [0] * 12
    still = view.path([Region(40 + at % 2, 20, 16, 20) for at in range(12)], 0, 4.0)
    assert len(set(still.tolist())) == 1


def test_what_is_known_is_the_clip_in_the_window(clip_file, decoded):
    made = haneul.reframe(clip_file, size="64x96", model="fake")
    canvas, (layer,) = made.canvas, made.canvas.layers
    t, h, w, _ = layer.frames.shape
    known = np.s_[:, layer.y : layer.y + h, layer.x : layer.x + w]
    assert made.clip.frames.shape == (12, 96, 64, 3)
    assert np.array_equal(made.clip.frames[known], layer.frames[:])
    assert canvas.noise()[known].max() == 0 and canvas.noise().sum() == t * (96 * 64 - h * w)
    assert any("of the new picture is invented" in note for note in canvas.notes)


def test_the_own_shape_is_the_clip_itself(clip_file, decoded):
    made = haneul.reframe(clip_file, size="96x64", model="fake")
    assert np.array_equal(made.clip.frames, decoded)


def test_the_subject_stays_in_view(clip_file, decoded):
    canvas = Reframe(clip_file, size="64x96").canvas(Defaults())
    for at, frame in enumerate(canvas.layers[0].frames[:]):
        square = (frame[..., 0].astype(int) - frame[..., 2]) > 60
        assert square.sum() > 0.8 * canvas.layers[0].frames.shape[1] / 64 * 20 * 16, at


def test_a_size_is_needed(clip_file):
    with pytest.raises(InvalidSize, match="9:16"):
        Reframe(clip_file)


def test_an_even_clip_is_watched_in_the_middle():
    boxes = media.focus(np.full((3, 64, 96, 3), 90, np.uint8))
    assert boxes[0] == Region(24, 16, 48, 32)
