"""Interpolate: more frames, the clip's own among them, its length and sound kept."""

import numpy as np
import pytest

from haneul import media
from haneul.engines.fake import Fake
from haneul.errors import InvalidInput
from haneul.operations.interpolate import Interpolate
from haneul.operations.shape import Defaults
from haneul.render import render


def test_twice_as_many_frames_without_the_engine(make_clip):
    class Never(Fake):
        def paint(self, canvas, sampling, progress):
            raise AssertionError("painted")

    path = make_clip()
    clip = render(Interpolate(path), Never()).clip
    assert clip.fps == 24 and len(clip.frames) == 48
    np.testing.assert_array_equal(clip.frames[::2], media.read(path).frames)


def test_strength_paints_the_new_frames_alone(make_clip):
    path = make_clip()
    canvas = Interpolate(path, strength=0.2, fps=24).canvas(Defaults())
    noise = canvas.window(canvas.span).noise()
    assert not noise[::2].any() and (noise[1:-1:2] == np.float32(0.2)).all()
    clip = render(Interpolate(path, strength=0.2), Fake()).clip
    np.testing.assert_array_equal(clip.frames[::2], media.read(path).frames)


def test_the_prompt_spans_all_frames(make_clip):
    (prompt,) = Interpolate(make_clip(), "a corgi runs", fps=36).canvas(Defaults()).prompts
    assert prompt.text == "a corgi runs" and len(prompt.span) == 72


def test_fewer_frames_are_refused(make_clip):
    with pytest.raises(InvalidInput, match="12 frames a second already"):
        Interpolate(make_clip(), fps=10).canvas(Defaults())


def test_the_rate_stays_within_bounds(make_clip):
    assert Interpolate(make_clip(fps=40, frames=8)).canvas(Defaults()).fps == 60
