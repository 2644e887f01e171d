"""The fake engine depends on all that a real one depends on, and keeps what is known."""

from dataclasses import replace

import numpy as np
import pytest

from haneul.canvas import Canvas, Prompt, Reference, Span, say
from haneul.engines.base import Abilities, Sampling
from haneul.engines.fake import Fake
from haneul.errors import AbilityMissing

CANVAS = Canvas(5, 18, 32, 12.0, prompts=say("a corgi", 5), seed=3)


def paint(canvas, **how):
    return Fake().paint(canvas, Sampling(**how), lambda share, what, preview=None: None)


def test_shape_and_repeatability():
    first = paint(CANVAS)
    assert first.shape == (5, 18, 32, 3) and first.dtype == np.uint8
    np.testing.assert_array_equal(first, paint(CANVAS))


@pytest.mark.parametrize(
    "other",
    [
        replace(CANVAS, seed=4),
        replace(CANVAS, prompts=say("a cat", 5)),
        replace(CANVAS, negative="rain"),
        replace(CANVAS, references=(Reference("corgi", np.zeros((4, 4, 3), np.uint8)),)),
    ],
)
def test_everything_asked_matters(other):
    assert not np.array_equal(paint(CANVAS), paint(other))


def test_sampling_matters():
    assert not np.array_equal(paint(CANVAS), paint(CANVAS, guidance=5.0))


def test_it_moves():
    frames = paint(CANVAS).astype(int)
    assert all(np.abs(frames[i + 1] - frames[i]).mean() > 0.1 for i in range(4))


def test_the_prompt_changes_along_the_timeline():
    two = replace(CANVAS, prompts=(Prompt("a corgi", Span(0, 2)), Prompt("a cat", Span(2, 5))))
    changed = [not np.array_equal(a, b) for a, b in zip(paint(CANVAS), paint(two), strict=True)]
    assert changed == [False, False, True, True, True]


def test_known_pixels_are_kept_by_their_noise():
    white = np.full((1, 18, 32, 3), 255, np.uint8)
    free = paint(CANVAS)
    kept = paint(CANVAS.put(white, at=1))
    np.testing.assert_array_equal(kept[1], white[0])
    np.testing.assert_array_equal(kept[2], free[2])
    half = paint(CANVAS.put(white, at=1, noise=0.5))
    np.testing.assert_allclose(half[1], (free[1].astype(float) + 255) / 2, atol=1)


def test_progress_ends_at_one():
    seen = []
    Fake().paint(CANVAS, Sampling(), lambda share, what, preview=None: seen.append(share))
    assert seen == sorted(seen) and seen[-1] == 1.0


def test_refuses_by_name_what_it_cannot():
    with pytest.raises(AbilityMissing, match="tiny .* 16 pixels"):
        Fake(Abilities("tiny", largest=16)).paint(CANVAS, Sampling(), lambda share, what, preview=None: None)
