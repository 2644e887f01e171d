"""Upscale: the same clip at a larger size, without the engine unless a strength is given."""

import numpy as np
import pytest

from haneul import media
from haneul.engines.base import Abilities
from haneul.engines.fake import Fake
from haneul.errors import InvalidSize
from haneul.operations.shape import Defaults
from haneul.operations.upscale import Upscale
from haneul.render import render


def test_twice_as_large_without_the_engine(make_clip):
    class Never(Fake):
        def paint(self, canvas, sampling, progress):
            raise AssertionError("painted")

    path = make_clip()
    done = render(Upscale(path), Never())
    assert done.clip.size == (192, 128) and done.clip.fps == 12 and not done.canvas.notes
    np.testing.assert_array_equal(done.clip.frames, media.resize(media.read(path).frames, 192, 128))


def test_a_size_of_another_shape_is_said(make_clip):
    done = render(Upscale(make_clip(), size="200x100"), Fake())
    assert done.clip.size == (200, 100) and any("fitted" in note for note in done.canvas.notes)


def test_a_shape_means_twice_as_large_in_that_shape(make_clip):
    assert Upscale(make_clip(), size="1:1").canvas(Defaults()).shape[1:] == (160, 160)


def test_strength_paints_in_tiles(make_clip):
    seen = []

    class Small(Fake):
        def paint(self, canvas, sampling, progress):
            seen.append(canvas.shape[1:])
            return super().paint(canvas, sampling, progress)

    path = make_clip()
    plain = render(Upscale(path), Fake()).clip.frames
    painted = render(Upscale(path, strength=0.1), Small(Abilities("small", size=(96, 64)))).clip.frames
    assert set(seen) == {(64, 96)} and len(seen) > 4
    assert 0 < np.abs(painted.astype(int) - plain).mean() < 30


def test_smaller_is_refused(make_clip):
    with pytest.raises(InvalidSize, match="96x64 already"):
        Upscale(make_clip(), size="96x64").canvas(Defaults())
