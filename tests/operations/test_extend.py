"""Extend: a clip grows at its end, its beginning or both, and stays as it is."""

import numpy as np
import pytest

from haneul import media
from haneul.canvas import Clip
from haneul.engines.fake import Fake
from haneul.errors import InvalidInput, InvalidSize
from haneul.operations.extend import Extend
from haneul.operations.shape import Defaults
from haneul.render import render


@pytest.mark.parametrize(
    ("ways", "frames", "at"),
    [
        ({}, 36, 0),
        ({"forward": True}, 36, 0),
        ({"backward": True}, 36, 12),
        ({"forward": True, "backward": True}, 48, 12),
    ],
)
def test_where_it_grows(make_clip, ways, frames, at):
    path = make_clip()
    operation = Extend(path, seconds=1, **ways)
    (canvas,) = operation.canvases(Defaults())
    assert canvas.shape == (frames, 64, 96) and operation.kept(canvas) == canvas.span
    noise = canvas.noise()
    assert not noise[at : at + 24].any() and noise.sum() == (frames - 24) * 64 * 96
    np.testing.assert_array_equal(canvas.pixels()[at : at + 24], media.read(path).frames)


@pytest.mark.parametrize("backward", [False, True])
def test_the_clip_itself_comes_back_and_the_rest_is_new(make_clip, backward):
    path = make_clip()
    done = render(Extend(path, "it rains", seconds=0.5, backward=backward, seed=3), Fake())
    at = 6 if backward else 0
    np.testing.assert_array_equal(done.clip.frames[at : at + 24], media.read(path).frames)
    assert done.clip.fps == 12 and len(done.clip.frames) == 30
    assert done.canvas.prompts[0].text == "it rains"


@pytest.mark.parametrize("backward", [False, True])
def test_variants_share_the_clip_and_differ_in_what_is_new(make_clip, backward):
    done = render(Extend(make_clip(), seconds=0.5, backward=backward, variants=3, seed=3), Fake())
    known = slice(6, 30) if backward else slice(0, 24)
    new = slice(0, 6) if backward else slice(24, 30)
    first, *others = [clip.frames for clip in done.clips]
    assert len(others) == 2 and not np.array_equal(others[0][new], others[1][new])
    for other in others:
        np.testing.assert_array_equal(other[known], first[known])
        assert not np.array_equal(other[new], first[new])


def test_it_grows_by_the_seconds_asked_at_the_clips_rate(make_clip):
    path = make_clip(fps=30, frames=15)
    assert Extend(path, seconds=1.5).canvas(Defaults()).frames == 60
    assert Extend(path, seconds=0.01).canvas(Defaults()).frames == 16
    assert Extend(path, seconds=1, fps=10).canvas(Defaults()).frames == 15


def test_an_extended_clip_can_be_extended_again(make_clip, tmp_path):
    once = render(Extend(make_clip(), "it rains", seconds=0.5, seed=1, enrich=False), Fake())
    once.save(tmp_path / "once.mp4")
    again = Extend(tmp_path / "once.mp4", seconds=0.5, backward=True).canvas(Defaults())
    assert again.frames == 36 and again.prompts[0].text == "it rains"
    render(Extend(tmp_path / "once.mp4", seconds=0.5, enrich=False), Fake()).save(tmp_path / "twice.mp4")
    assert Extend(tmp_path / "twice.mp4").canvas(Defaults()).prompts[0].text == "it rains", "by both"


def test_an_animation_is_a_clip(tmp_path):
    frames = np.random.default_rng(0).integers(0, 255, (6, 64, 64, 3), np.uint8)
    media.write(tmp_path / "a.gif", Clip(frames, 10))
    assert Extend(tmp_path / "a.gif", seconds=1).canvas(Defaults()).frames == 16


@pytest.mark.parametrize("seconds", [0, -1, 61, float("nan")])
def test_lengths_that_are_refused(make_clip, seconds):
    with pytest.raises(InvalidSize, match="seconds"):
        Extend(make_clip(), seconds=seconds)


def test_ways_are_true_or_false(make_clip):
    with pytest.raises(InvalidInput, match="backward"):
        Extend(make_clip(), backward="yes")
