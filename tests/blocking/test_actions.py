"""Motion: what each action does to position, height and angle."""

import numpy as np
import pytest

from haneul.blocking.actions import track
from haneul.blocking.motion import Ground, Track
from haneul.blocking.scene import ACTIONS, Actor
from haneul.worlds.catalogue import find

SECONDS = 3.0
TIMES = np.linspace(0, SECONDS, 91)
GROUND = Ground(0.5)


def go(action: str, ground: Ground = GROUND, **more: float) -> Track:
    return track(Actor("fox", action, **more), find("fox"), ground, 1.6, TIMES, SECONDS, 0.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("kind", ["ground", "water", "air"])
def test_every_action_is_smooth_and_above_the_ground(action: str, kind: str) -> None:
    made = go(action, Ground(0.5, kind))
    for name in ("x", "foot", "lift", "height", "angle", "tall", "wide"):
        values = np.broadcast_to(getattr(made, name), TIMES.shape)
        assert np.isfinite(values).all()
    assert np.abs(np.diff(made.x)).max() < 0.05
    if kind == "ground":
        assert np.min(made.lift) > -1e-6
    cut = made.cut(slice(10, 20))
    assert np.array_equal(cut.x, np.broadcast_to(made.x, TIMES.shape)[10:20])


@pytest.mark.parametrize("verb", ["walks", "runs", "flies"])
def test_sides(verb: str) -> None:
    left, right = go(f"{verb} left"), go(f"{verb} right")
    assert left.x[-1] < left.x[0] - 0.3 and right.x[-1] > right.x[0] + 0.3
    assert (left.facing == -1).all() and (right.facing == 1).all()
    assert np.abs(go("runs left").x[-1] - go("runs left").x[0]) > np.abs(go("walks left").x[-1] - go("walks left").x[0])
    assert go("flies left").lift.min() > 0.2


def test_jumps_and_bounces_touch_the_ground_squashed() -> None:
    for action in ("jumps", "bounces"):
        made = go(action)
        assert made.lift.max() > 0.2 and made.lift.min() < 0.02
        assert made.tall[np.argmin(made.tall)] < 0.85 and made.lift[np.argmin(made.tall)] < 0.05
    # A jumper waits on the ground, a ball does not.
    assert np.mean(go("jumps").lift < 1e-6) > 0.3 > np.mean(go("bounces").lift < 1e-2)


def test_falling_accelerates_and_ends_on_the_ground() -> None:
    lift = go("falls").lift  # at the very end it starts anew
    speed = -np.diff(lift)
    assert lift[0] > 0.3 and lift[-2] < 0.02
    assert speed[20] > speed[10] > speed[2] > 0


def test_growing_shrinking_coming_and_leaving() -> None:
    for action, larger in (("grows", True), ("shrinks", False), ("approaches", True), ("leaves", False)):
        made = go(action)
        assert (made.height[-1] > 1.8 * made.height[0]) if larger else (made.height[0] > 1.8 * made.height[-1])
    near, far = go("approaches"), go("leaves")
    assert near.foot[-1] > near.foot[0] + 0.1 and far.foot[-1] < far.foot[0] - 0.1
    assert np.ptp(go("grows").foot) == 0


def test_circling_goes_near_and_far_and_both_ways() -> None:
    made = go("circles")
    assert np.ptp(made.depth) > 0.4 and np.ptp(made.x) > 0.5 and set(np.unique(made.facing)) == {-1.0, 1.0}


def test_spinning_turns_round() -> None:
    assert np.ptp(go("spins").angle) > 2 * np.pi
