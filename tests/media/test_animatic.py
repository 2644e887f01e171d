"""A rough shows everybody in their box, hindmost first, on plain grey or before the colours of a place."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.blocking.scene import CAMERAS, PLACES
from haneul.grading.scenery import banded
from haneul.media.animatic import MARK, MARKED, Animatic, Pasted, joined
from haneul.media.animatic import draw as drawn_at
from haneul.prompts.shot import Shot
from haneul.prompts.staging import stage

NONE = np.empty((0, 2))
GREY = (230, 230, 230)


def scenery(frames=1, marks=NONE, **said):
    """That of a shot, with its own marks or others."""
    made = stage(Shot("", "en", **said), 16 / 9, {}, [k / 12 for k in range(frames)], 5).scenery
    return replace(made, marks=np.repeat(marks[None], frames, 0))


def draw(height, width, pasted, marks=NONE, **said):
    return drawn_at(height, width, pasted, scenery(1, marks, **said), 0)


def flat(high, wide, colour):
    return np.full((high, wide, 4), (*colour, 255), np.uint8)


RED, BLUE = flat(20, 10, (200, 0, 0)), flat(20, 10, (0, 0, 200))


def box_of(picture):
    """Left, top, right, bottom of what is not ground."""
    rows, columns = (np.flatnonzero((picture != GREY).any(-1).any(axis)) for axis in (1, 0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


def test_a_cut_out_fills_its_box():
    assert box_of(draw(144, 256, [Pasted(RED, (0.3, 0.25, 0.4, 0.5))])) == (77, 36, 102, 72)


def test_what_comes_later_covers_what_comes_before():
    both = [Pasted(RED, (0.1, 0.1, 0.9, 0.9)), Pasted(BLUE, (0.4, 0.4, 0.6, 0.6))]
    assert draw(50, 50, both)[25, 25].tolist() == [0, 0, 200]
    assert draw(50, 50, both[::-1])[25, 25].tolist() == [200, 0, 0]


def test_marks_lie_under_figures_and_may_lie_outside():
    marks = np.array([(0.25, 0.5), (0.75, 0.5), (1.7, 0.2), (-0.2, 3.0)])
    drawn = draw(100, 100, [Pasted(RED, (0.6, 0.3, 0.9, 0.7))], marks)
    assert drawn[50, 25].tolist() == [230 - MARKED] * 3 and drawn[50, 75].tolist() == [200, 0, 0]
    side = 2 * round(MARK * 100 / 2)
    assert abs((drawn == 230 - MARKED).all(-1).sum() - side**2) <= 2 * side


@given(*[st.floats(-2, 2)] * 2, *[st.floats(0, 3)] * 2, st.floats(-7, 7), *[st.integers(1, 90)] * 2)
def test_any_box_in_any_picture(left, top, wide, high, angle, height, width):
    drawn = draw(height, width, [Pasted(RED, (left, top, left + wide, top + high), angle)])
    assert drawn.shape == (height, width, 3)


def test_who_leans_is_turned_clockwise():
    flag = np.full((20, 40, 4), 255, np.uint8)
    flag[:, :10, 1:3] = 0  # its left end is red
    drawn = draw(64, 64, [Pasted(flag, (0, 0, 0.25, 0.5), np.pi / 2)])
    assert (drawn[:6, :16, 1] < 60).all() and (drawn[12:30, :16, 1] > 200).all()  # at the top now


def test_an_animatic_draws_only_the_frames_that_are_asked_for():
    asked = []
    rough = Animatic(
        8, 12, lambda frame: asked.append(frame) or [Pasted(RED, (0, 0, frame / 100, 1))], scenery(frames=100)
    )
    assert len(rough) == 100 and rough.shape == (100, 8, 12, 3) and not asked
    part = rough[50:53]
    assert part.shape == (3, 8, 12, 3) and asked == [50, 51, 52] and part[0, 4, 2].tolist() == [200, 0, 0]
    assert rough[5:5].shape == (0, 8, 12, 3)


def colour(picture):
    return picture.reshape(-1, 3).mean(0)


@pytest.mark.parametrize(("place", "rgb"), [("sea", 2), ("meadow", 1), ("desert", 0)])
def test_a_place_has_its_colours(place, rgb):
    ground = colour(draw(90, 160, [], place=place, time="noon")[60:])
    assert ground.argmax() == rgb and ground.max() - ground.min() > 30


def test_an_hour_and_a_weather_have_their_light():
    noon, sunset, night = (colour(draw(90, 160, [], place="beach", time=time)) for time in ("noon", "sunset", "night"))
    assert night.mean() < 0.5 * noon.mean() and sunset[0] - sunset[2] > noon[0] - noon[2] + 40
    fog = draw(90, 160, [], place="beach", time="noon", weather="fog")
    assert fog.std() < 0.6 * draw(90, 160, [], place="beach", time="noon").std()
    day, dark = (draw(90, 160, [Pasted(RED, (0.4, 0.4, 0.6, 0.6))], place="beach", time=t) for t in ("noon", "night"))
    assert day[45, 80].tolist() == [200, 0, 0] and 90 < dark[45, 80, 0] < 150


@pytest.mark.parametrize("weather", ["rain", "snow", "wind"])
def test_what_falls_moves_and_stays_outside(weather):
    made = scenery(frames=4, place="forest", weather=weather, time="noon")
    one, two, clear = (
        drawn_at(90, 160, [], at, frame)
        for at, frame in ((made, 0), (made, 3), (scenery(place="forest", time="noon"), 0))
    )
    assert (one != two).any(-1).mean() > 0.005 and (one != clear).any(-1).mean() > 0.005
    room = scenery(frames=4, place="room", weather=weather, time="noon")
    assert np.array_equal(drawn_at(90, 160, [], room, 0), drawn_at(90, 160, [], room, 3))


def test_a_change_is_seen():
    made = scenery(frames=48, place="meadow", time="noon", change="day to night")
    first, last = (colour(drawn_at(90, 160, [], made, frame)) for frame in (0, 47))
    assert last.mean() < 0.6 * first.mean()


def test_a_place_that_is_only_seen_lends_its_colours():
    first, last = np.full((2, 48, 64, 3), 200, np.uint8)
    first[24:] = (0, 90, 0)
    first[10:40, 20:40] = (255, 0, 0)  # somebody
    bands = banded({0: first, 2: last}, 3)
    made = scenery(frames=3, place="meadow").seen_as(bands)
    assert scenery(frames=3, place="meadow").seen_as(bands[[0, 0, 0]]).place == "meadow"
    top, foot = (np.stack([drawn_at(48, 64, [], made, frame)[row, 5] for frame in range(3)]) for row in (2, 45))
    assert (top == 200).all() and foot.tolist() == [[0, 90, 0], [100, 145, 100], [200, 200, 200]]


@given(*[st.integers(10, 300)] * 2, st.sampled_from(PLACES), st.sampled_from(CAMERAS), st.integers(0, 40))
def test_every_place_fills_a_picture_of_any_shape_under_any_camera(height, width, place, camera, frame):  # up to 30:1
    made = stage(
        Shot("", "en", place=place, time="noon", camera=camera), width / height, {}, [k / 10 for k in range(41)]
    ).scenery
    bare = replace(made, marks=np.empty((41, 0, 2)))
    assert drawn_at(height, width, [], bare, frame).min() > 0  # nowhere beyond its edge


def test_a_hybrid_has_the_front_half_of_one_and_the_rear_half_of_another():
    red, blue = (np.full((40, 60, 4), colour, np.uint8) for colour in ((200, 0, 0, 255), (0, 0, 200, 255)))
    for looks, first in (("left", np.s_[:, :20]), ("right", np.s_[:, 40:]), ("front", np.s_[:8])):
        made = joined(red, blue, looks)
        assert made.shape == red.shape and (made[first] == red[first]).all()
        assert (made[tuple(slice(None, None, -1) for _ in range(2))][first] == blue[first]).all() or looks == "front"
    assert (joined(red, blue, "front")[-8:, :, 2] == 200).all()


def test_the_rear_half_stands_on_the_same_ground():
    tall, small = np.full((60, 30, 4), 255, np.uint8), np.full((10, 40, 4), 255, np.uint8)
    made = joined(tall, small, "left")
    assert made.shape == tall.shape and (made[-15:, 25:, 3] == 255).all() and (made[:40, 25:, 3] == 0).all()
