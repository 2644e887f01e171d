"""Scenes: never held-out pairs, every value often enough, everybody in the picture."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.blocking.scene import ACTIONS, CAMERAS, CHANGES, LOOKS, PLACES, TIMES, TINTS, WEATHERS, Scene
from haneul.worlds.atlas import Atlas
from haneul.worlds.catalogue import catalogue
from haneul.worlds.heldout import HELD_OUT, held_out
from haneul.worlds.sampler import sample, sample_held_out
from haneul.worlds.toon import render

CORE = tuple(subject for subject in catalogue() if subject.core)


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    rng = np.random.default_rng(0)
    return [sample(rng, CORE, 4.0) for _ in range(3000)]


@given(seed=st.integers(0, 2**31), seconds=st.floats(0.5, 30))
@settings(max_examples=60)
def test_scenes_are_sound(seed: int, seconds: float) -> None:
    scene = sample(np.random.default_rng(seed), catalogue(), seconds)
    unseen = {subject.key for subject in catalogue() if subject.unseen}
    assert not held_out(scene) and scene.seconds == pytest.approx(seconds)
    assert 1 <= len(scene.actors) <= 3
    for i, actor in enumerate(scene.actors):
        assert actor.subject not in unseen and 1 <= actor.count <= 5
        assert 0.15 <= actor.size <= 0.7 and 0 < actor.x < 1 and actor.mount != i and actor.toward != i
    assert all(set(shot.actors) == set(range(len(scene.actors))) for shot in scene.shots)
    assert sample(np.random.default_rng(seed), catalogue(), seconds) == scene


def test_every_value_comes_often_and_the_usual_ones_not_too_often(scenes: list[Scene]) -> None:
    def shares(values: list[str]) -> dict[str, float]:
        return {value: count / len(values) for value, count in Counter(values).items()}

    expected = {
        "place": (PLACES, 0.03), "time": (TIMES, 0.18), "weather": (WEATHERS, 0.05), "look": (LOOKS, 0.05),
        "change": (CHANGES, 0.008), "camera": (CAMERAS, 0.04),
    }  # fmt: skip
    for field, (values, least) in expected.items():
        found = shares([getattr(scene, field) for scene in scenes])
        assert set(found) == set(values) and min(found.values()) > least, (field, found)
    actions = shares([scene.actors[0].action for scene in scenes])
    assert set(actions) == set(ACTIONS) and min(actions.values()) > 0.02 and actions["stands"] < 0.2
    assert set(shares([actor.tint for scene in scenes for actor in scene.actors])) == set(TINTS)
    assert 0.4 < shares([scene.look for scene in scenes])["plain"] < 0.5
    assert 0.3 < shares([scene.camera for scene in scenes])["still"] < 0.4
    counts = Counter(actor.count for scene in scenes for actor in scene.actors)
    assert set(counts) == {1, 2, 3, 4, 5}
    for form in ("prop", "rear"):
        assert sum(bool(getattr(scene.actors[0], form)) for scene in scenes) > 75
    assert sum(any(actor.mount >= 0 for actor in scene.actors) for scene in scenes) > 20


def test_held_out_scenes_hold_each_pair() -> None:
    rng, found = np.random.default_rng(1), set()
    for _ in range(600):
        scene = sample_held_out(rng, CORE, 3.0)
        assert held_out(scene)
        actor = scene.actors[0]
        pairs = {
            ("action", actor.subject, actor.action), ("place", actor.subject, scene.place),
            ("tint", actor.subject, actor.tint),
        }  # fmt: skip
        found |= pairs & HELD_OUT
    assert found == HELD_OUT


def test_somebody_is_well_in_sight(scenes: list[Scene], atlas: Atlas) -> None:
    calm = [scene for scene in scenes if scene.camera == "still" and scene.change == "none" and len(scene.shots) == 1]
    seen = []
    for scene in calm[:25]:
        made = render([scene], width=48, height=28, fps=1, frames=1, atlas=atlas, start=2)
        seen.append(float(made.truth.visible[0, 0].max()))
    assert np.mean(np.array(seen) > 0.6) > 0.9
