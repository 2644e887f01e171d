"""The physics of PhyWorld's tasks, and its error measure against the published floor."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.engines.fake import Fake
from haneul.evaluate.physics import PUBLISHED, centres, error, evaluate, measure, painted
from haneul.worlds.physics import FINE, FRAMES, GRAVITY, STEP, TASKS, Trial, trials


def same(frames):
    return frames


@given(seed=st.integers(0, 10_000), far=st.booleans())
@settings(max_examples=50, deadline=None)
def test_a_collision_keeps_momentum_and_energy_and_never_overlaps(seed, far):
    (trial,) = trials("collision", 1, seed, far)
    mass, before, after = np.square(trial.radii), np.array(trial.velocities)[:, 0], trial.after()[:, 0]
    assert mass @ before == pytest.approx(mass @ after)
    assert mass @ before**2 == pytest.approx(mass @ after**2)
    apart = np.diff(trial.positions()[:, :, 0])[:, 0]
    assert apart.min() > sum(trial.radii) - 1e-9
    assert 8 * STEP <= trial.meeting() <= (FRAMES - 8) * STEP


def test_a_parabola_takes_the_steps_of_box2d():
    (trial,) = trials("parabola", 1, 3)
    (x, y), (v, fall) = trial.starts[0], (trial.velocities[0][0], 0.0)
    for frame in range(FRAMES):
        assert trial.positions()[frame, 0] == pytest.approx((x, y))
        for _ in range(round(STEP / FINE)):
            fall += GRAVITY * FINE
            x, y = x + v * FINE, y + fall * FINE


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("far", [False, True])
def test_balls_are_drawn_where_they_are(task, far):
    for trial in trials(task, 3, 5, far):
        frames = trial.frames()
        assert frames.shape == (32, 256, 256, 3)
        for ball, radius in enumerate(trial.radii):
            true = trial.positions()[:, ball]
            inside = ((true > radius) & (true < 10 - radius)).all(1)
            assert np.allclose(centres(frames, ball, 255)[inside], true[inside, 0], atol=0.03)


@pytest.mark.parametrize("far", [False, True])
def test_the_floor_is_the_published_one_and_mostly_bias(far):
    floor = measure(trials("uniform", 60, 7, far), same)
    assert floor.published == pytest.approx(PUBLISHED["ground truth"][far], abs=0.003)
    assert floor.unbiased < 0.2 * floor.published
    assert floor.clips > 20  # balls that are too small, or never wholly in sight, are left out


def test_the_smaller_picture_has_no_other_bias():
    floor = measure(trials("uniform", 15, 7), same, 128)
    assert floor.published == pytest.approx(PUBLISHED["ground truth"][0], abs=0.004)
    assert floor.unbiased < 0.004


def test_a_clip_that_stands_still_is_wrong_by_its_speed():
    trial = Trial("uniform", (1.0,), ((2.0, 5.0),), ((2.0, 0.0),))
    frozen = np.repeat(trial.frames()[:1], FRAMES, 0)
    assert error(trial, frozen, 255) == pytest.approx(2.0)
    assert error(trial, np.full_like(frozen, 255), 255) is None


def test_a_smaller_picture_is_the_mean_of_the_large_one():
    (trial,) = trials("uniform", 1, 1)
    large, small = trial.frames(256).astype(float), trial.frames(128)
    assert np.abs(large.reshape(32, 128, 2, 128, 2, 3).mean((2, 4)) - small).max() <= 1


def test_the_table_names_who_painted(capsys):
    page = evaluate(1, size=64)
    shown = {(row[0], row[1]) for row in page.cells}
    assert ("collision", "embedded autoencoder") in shown and ("uniform", "published: its DiT-B") in shown
    table = json.loads(capsys.readouterr().out.splitlines()[-1])["table"]
    assert len(table) == 9 and all(len(row) == 6 for row in table)


def test_an_engine_is_shown_three_frames_and_asked_for_the_rest():
    seen = []

    class Watched(Fake):
        def paint(self, canvas, sampling, progress):
            seen.append(canvas)
            return np.repeat(canvas.window(canvas.span).pixels()[4:5], canvas.frames, 0)

    (trial,) = trials("uniform", 1, 3)
    made = painted(Watched())(trial.frames(64))
    assert made.shape == (FRAMES, 64, 64, 3) and seen[0].frames == 37 and seen[0].fps == 10
    known = ~seen[0].noise().any((1, 2))
    assert known.tolist() == [True] * 5 + [False] * 32
    assert np.array_equal(seen[0].pixels()[2:5], trial.frames(64)[:3])
    frozen = measure([trial], lambda frames: frames[np.minimum(np.arange(len(frames)), 2)], 64)
    assert measure([trial], painted(Watched()), 64) == frozen
