"""The truth holds only what pictures can tell, and verdicts compare it rightly."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.blocking.scene import Actor, Scene, Shot
from haneul.worlds.catalogue import catalogue
from haneul.worlds.judge import Reading
from haneul.worlds.sampler import sample
from haneul.worlds.truth import ANSWERS, truth
from haneul.worlds.verdict import averages, confusions, verdict


@settings(max_examples=100)
@given(seed=st.integers(0, 2**31))
def test_every_truth_is_an_answer(seed: int) -> None:
    true = truth(sample(np.random.default_rng(seed), catalogue(), 4.0))
    assert true["subjects"] and all(true[name] in (*values, None) for name, values in ANSWERS.items())


def test_what_the_pictures_leave_open_has_no_truth() -> None:
    two = Scene((Actor("cat", "jumps"), Actor("fox", "spins")), change="day to night", time="noon")
    assert truth(two)["action"] is None and truth(two)["time"] is None and truth(two)["count"] == "2"
    assert truth(Scene((Actor("cat", prop="ball"),)))["count"] is None
    assert truth(Scene((Actor("cat", tint="blue"),), look="film noir"))["tint"] is None
    assert truth(Scene((Actor("cat"),), change="rain starts"))["weather"] is None
    assert truth(Scene((Actor("cat"),), shots=(Shot(2), Shot(2, "orbit"))))["camera"] is None


def test_riders_and_chasers_have_one_action() -> None:
    ride = Scene((Actor("horse", "walks left"), Actor("cat", mount=0)))
    chase = Scene((Actor("cat", "chases", toward=1), Actor("fox", "runs left")))
    assert truth(ride)["action"] == "walks left" and truth(chase)["action"] == "chases"


def test_of_several_subjects_the_likeliest_count() -> None:
    reading = Reading(("cat", "fox", "dog"), {"place": "beach"}, {})
    assert verdict(reading, {"subjects": ["fox", "cat"]}) == {"subject": 1.0}
    assert verdict(reading, {"subjects": ["dog", "cat"]}) == {"subject": 0.5}
    assert verdict(reading, {"subjects": ["dog"], "place": "beach", "time": "noon"}) == {"subject": 0.0, "place": 1.0}


def test_averages_and_confusions() -> None:
    readings = [Reading(("cat",), {"place": place}, {}) for place in ("beach", "beach", "room")]
    truths = [{"subjects": ["cat"], "place": place} for place in ("beach", "sea", "sea")]
    scores = averages(verdict(one, true) for one, true in zip(readings, truths, strict=True))
    assert scores["subject"] == (1.0, 3) and scores["place"] == (1 / 3, 3)
    assert sorted(confusions(readings, truths, "place")) == [("sea", "beach", 1), ("sea", "room", 1)]
