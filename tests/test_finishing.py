"""The hand that holds the camera moves what is painted, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from haneul.canvas import Canvas, Guide, Prompt, Span
from haneul.casting import with_cast
from haneul.engines.base import Abilities
from haneul.finishing import finished
from haneul.whereabouts import told

WANTS = Abilities("wants", cast=True)
SPAN = Span(0, 24)


@pytest.fixture(scope="module")
def canvas():
    canvas = Canvas(24, 72, 128, 12.0, prompts=(Prompt("a fox stands on the beach, handheld camera", SPAN),))
    return with_cast(canvas, WANTS)


@pytest.fixture(scope="module")
def painted():
    frames = np.zeros((24, 72, 128, 3), np.uint8)
    frames[:, 30:42, 58:70] = 255
    return frames


def test_a_shot_held_by_hand_is_painted_still_and_then_moved(canvas, painted):
    marks = canvas.guides[0].frames.scenery.marks
    assert np.ptp(marks, axis=0).max() == 0
    made = finished(canvas, 0, painted)
    bright = [np.argwhere(frame[..., 0] > 127).mean(0) for frame in made]
    assert 0.5 < np.std(bright, axis=0).min() and not np.array_equal(made[0], made[1])


def test_parts_are_moved_as_the_whole(canvas, painted):
    parts = [finished(canvas, at, painted[at : at + 7]) for at in range(0, 24, 7)]
    assert np.array_equal(np.concatenate(parts), finished(canvas, 0, painted))


def test_the_record_tells_where_they_are_seen(canvas):
    still = [replace(guide, frames=Unheld(guide.frames)) for guide in canvas.guides]
    moved, stood = (told(one, SPAN)["fox"] for one in (canvas, replace(canvas, guides=tuple(still))))
    assert np.abs(np.array(moved) - stood)[:, 1:].max() > 0.01


def test_what_is_known_and_what_stands_stays(canvas, painted):
    plain = replace(canvas, guides=(), prompts=(Prompt("a fox stands on the beach", SPAN),))
    assert finished(with_cast(plain, WANTS), 0, painted) is painted
    known = replace(canvas, guides=(), layers=()).put(painted[:4], at=0)
    assert all(guide.frames.held is None for guide in with_cast(known, WANTS).guides)


class Unheld:
    """An animatic that nobody holds."""

    def __init__(self, frames):
        self.stands, self.shape = frames.stands, frames.shape

    def __len__(self):
        return self.shape[0]


def test_black_and_white_is_without_colour(canvas):
    colours = np.random.default_rng(0).integers(0, 256, (24, 72, 128, 3), np.uint8)
    said = "a fox stands on the beach, in black and white"
    noir = with_cast(replace(canvas, guides=(), prompts=(Prompt(said, SPAN),)), WANTS)
    made = finished(noir, 0, colours)
    assert np.ptp(made, axis=-1).max() == 0
    assert made[..., 0] == pytest.approx(colours @ np.array([0.299, 0.587, 0.114]), abs=0.51)


def test_guides_of_ones_own_are_left_alone(canvas, painted):
    own = replace(canvas, guides=(Guide(painted, 0, SPAN),))
    assert finished(own, 0, painted) is painted
