"""Measures of what was added along time, on clips whose truth is known."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from haneul.blocking.scene import Actor, Scene, Shot
from haneul.canvas import Canvas, Span
from haneul.evaluate.seams import (
    LEAST_MOTION,
    MOST_SEAM,
    MOST_WRAP,
    against,
    cuts,
    motion_share,
    seam_step,
    seams,
    share_of_second,
    steps,
    worst_seam,
    wrap_step,
)
from haneul.worlds.atlas import Atlas
from haneul.worlds.toon import render


def walk(frames, speed=3, start=0, size=(96, 64), ground=60):
    """A square that walks to the right, `speed` pixels a frame, round and round."""
    width, height = size
    made = np.full((frames, height, width, 3), ground, np.uint8)
    for number in range(frames):
        columns = (start + speed * number + np.arange(16)) % width
        made[number, 24:40, columns] = 200
    return made


def known(*parts, frames=48):
    canvas = Canvas(frames, 8, 8, 12.0)
    for start, stop in parts:
        canvas = canvas.put(np.zeros((stop - start, 8, 8, 3), np.uint8), at=start)
    return canvas


def test_seams_are_where_knowing_begins_or_ends():
    assert seams(known((0, 24))) == (24,)
    assert seams(known((24, 48))) == (24,)
    assert seams(known((0, 10), (20, 48))) == (10, 20)
    assert seams(known()) == seams(known((0, 48))) == ()


def test_steps_are_mean_changes_of_brightness():
    frames = np.zeros((3, 4, 4, 3), np.uint8)
    frames[1:, :2] = 51
    assert steps(frames) == pytest.approx([0.1, 0])


def test_an_even_walk_has_no_seam_and_a_jump_has():
    made = walk(48)
    assert seam_step(made, 24, Span(0, 24)) == pytest.approx(1)
    made[24:] = np.roll(made[24:], 30, 2)
    assert seam_step(made, 24, Span(0, 24)) > 2 * MOST_SEAM


def test_every_seam_is_held_against_its_own_side():
    made = np.concatenate([walk(16, 1), walk(16, 4, start=16), walk(16, 4, start=80)])
    assert worst_seam(made, known((0, 16), (32, 48))) == pytest.approx(1, abs=0.1)
    for kept in (Span(0, 32), Span(4, 48), Span(16, 48)):
        assert worst_seam(made[kept.start : kept.stop], known((0, 16), (32, 48)), kept) == pytest.approx(1, abs=0.1)
    made[32:] = np.roll(made[32:], 40, 2)
    assert worst_seam(made, known((0, 16), (32, 48))) > MOST_SEAM


def test_a_clip_that_stands_still():
    still = np.repeat(walk(1), 10, 0)
    assert seam_step(still, 5, Span(0, 5)) == 1
    assert seam_step(np.concatenate([still, walk(2, start=9)]), 10, Span(0, 10)) == float("inf")


def test_loops():
    assert wrap_step(walk(32)) == pytest.approx(1)  # 32 steps of 3 pixels are once round
    assert wrap_step(walk(24)) > MOST_WRAP


def test_motion():
    made = np.concatenate([walk(24), np.repeat(walk(25)[24:], 24, 0)])
    assert motion_share(made, Span(24, 48), Span(0, 24)) == 0 < LEAST_MOTION
    assert motion_share(walk(48), Span(24, 48), Span(0, 24)) == pytest.approx(1)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_shares_of_a_mixture_are_its_shares(shares):
    a, b = walk(len(shares)), walk(len(shares), start=40, ground=120)
    share = np.array(shares)
    mixed = a + share[:, None, None, None] * (b.astype(float) - a)
    assert share_of_second(mixed, a, b) == pytest.approx(share, abs=1e-6)


CURVE = st.lists(st.floats(0, 1), min_size=2, max_size=20)


@given(CURVE)
def test_what_follows_the_curve_is_not_against_it(curve):
    rising = sorted(curve)
    assert against(curve, curve) == against(rising, rising) == 0
    assert against(np.sqrt(rising), rising) == 0
    assert against(1 - np.array(rising), rising) == pytest.approx(rising[-1] - rising[0])


def test_how_far_against():
    assert against([0, 0.6, 0.4, 1], [0, 0.3, 0.6, 1]) == pytest.approx(0.2)
    assert against([0, 0.5, 0.6, 0], [0, 0.5, 0.4, 0]) == pytest.approx(0.1)
    assert against([0.5, 0.2, 0.9], [0.5, 0.5, 0.5]) == 0, "a level curve wants no change"


def test_cuts_of_made_clips():
    assert cuts(np.concatenate([walk(12), walk(12, ground=140)])) == (12,)
    assert cuts(walk(48, 8)) == cuts(np.repeat(walk(1), 5, 0)) == cuts(walk(1)) == ()
    fade = np.stack([np.full((64, 96, 3), level, np.uint8) for level in np.linspace(10, 240, 24)])
    assert cuts(fade) == ()
    slides = np.repeat(np.stack([np.full((64, 96, 3), level, np.uint8) for level in np.linspace(10, 240, 6)]), 4, 0)
    assert cuts(slides) == (), "every fourth frame changes as much"
    assert cuts(np.concatenate([fade[:2], 255 - fade[:2]])) == (2,)


@pytest.fixture(scope="module")
def film():
    """A rendered scene of two shots of a second each, painted with an atlas of one plain disc."""
    y, x = np.mgrid[0:32, 0:32] / 16 - 1 + 1 / 32
    disc = np.zeros((1, 2, 32, 32, 4), np.uint8)
    disc[..., 3] = (x**2 + y**2 <= 1) * 255
    disc[..., 0] = 230
    one = torch.ones(1)
    atlas = Atlas(("fox",), torch.from_numpy(disc), one, 8 * one, torch.tensor([0.0, 0, 1, 1]).expand(1, 2, 4))

    def shoot(*shots, seed=3):
        scene = Scene((Actor("fox", "walks right", size=0.5),), "beach", shots=shots, seed=seed)
        made = render([scene], width=128, height=72, fps=12, frames=24, atlas=atlas).frames[0]
        return (made.permute(0, 2, 3, 1) * 255).round().byte().numpy()

    return shoot


def test_a_rendered_cut_is_found_and_camera_work_is_none(film):
    assert cuts(film(Shot(1.0, "pan right"), Shot(1.0, closeness=2.5))) == (12,)
    for camera in ("still", "pan left", "zoom in", "orbit", "shake"):
        assert cuts(film(Shot(2.0, camera))) == (), camera


def test_a_rendered_clip_meets_its_own_seams(film):
    made = film(Shot(2.0, "pan right"))
    assert seam_step(made, 12, Span(0, 12)) < MOST_SEAM
    assert motion_share(made, Span(12, 24), Span(0, 12)) > LEAST_MOTION
    late = np.concatenate([made[:12], film(Shot(2.0, "pan right"), seed=9)[12:]])
    assert seam_step(late, 12, Span(0, 12)) > MOST_SEAM
    assert wrap_step(np.concatenate([made, made[::-1]])) <= MOST_WRAP < wrap_step(made)
