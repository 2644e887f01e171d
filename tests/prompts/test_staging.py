"""Where everybody begins: as a prompt says it, inside the picture, the same for the same seed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.prompts.cast import parts
from haneul.prompts.shot import Shot, Subject
from haneul.prompts.staging import MOST, faces, stage

WIDE = 16 / 9


def shot(*subjects, **more):
    return Shot("", "en", subjects, **more)


def middle(box):
    left, top, right, bottom = box
    return (left + right) / 2, (top + bottom) / 2


@given(
    st.lists(st.sampled_from(["stands", "walks", "flies", "grows", "falls", "chases", ""]), min_size=1, max_size=4),
    st.integers(1, 5), st.floats(0.4, 2.4), st.floats(0.3, 3.0), st.sampled_from(["", "left", "right"]), st.integers(),
)  # fmt: skip
def test_boxes_keep_the_shape_of_whom_they_show_and_stay_in_sight(actions, count, aspect, shape, side, seed):
    asked = shot(*(Subject(f"{n}", f"{n}", count=count, actions=(a,), side=side) for n, a in enumerate(actions)))
    made = stage(asked, aspect, {f"{n}": shape for n in range(4)}, 4.0, seed)
    assert made == stage(asked, aspect, {f"{n}": shape for n in range(4)}, 4.0, seed)
    assert len(made) == min(MOST, count * len(actions))
    for box in (box for one in made for box in one.boxes):
        left, top, right, bottom = box
        assert (right - left) * aspect / (bottom - top) == pytest.approx(shape)
        x, y = middle(box)
        assert 0 <= x <= 1 and 0 < y < 1.1


def alone(action="", side="", seconds=4.0, seed=0, **more):
    return stage(shot(Subject("fox", "fox", actions=(action,) if action else (), side=side), **more), WIDE, {},
                 seconds, seed)[0]  # fmt: skip


def test_who_goes_left_begins_at_the_right_ends_at_the_left_and_looks_there():
    for seed in range(9):
        left, right = (alone("runs", side, seed=seed) for side in ("left", "right"))
        assert middle(left.boxes[0])[0] > 0.5 > middle(left.boxes[-1])[0] and left.way == -1
        assert middle(right.boxes[0])[0] < 0.5 < middle(right.boxes[-1])[0] and right.way == 1


def test_a_side_without_a_way_is_a_place():
    assert middle(alone("stands", "left").boxes[0])[0] < 0.35 and middle(alone(side="right").boxes[0])[0] > 0.65
    assert alone("stands", "left").way == 0


def test_a_longer_shot_goes_farther_and_a_tracking_camera_stays_with_them():
    def way(**more):
        one = alone("walks", "right", **more)
        return middle(one.boxes[-1])[0] - middle(one.boxes[0])[0]

    assert way(seconds=3.0) > 1.5 * way(seconds=1.5) > 0
    assert way(camera="tracking") == pytest.approx(0)


def test_nobody_knows_where_a_fall_ends_or_what_a_turning_camera_shows():
    for one in (alone("falls"), alone("stands", camera="pan left"), alone("stands", seconds=0.1)):
        assert len(one.boxes) == 1


def test_who_stays_is_told_of_at_every_moment_who_goes_or_jumps_at_both_ends():
    assert len(alone("stands").boxes) == 6 and len(set(alone("stands").boxes)) == 1
    assert len(alone("walks", "left").boxes) == len(alone("jumps").boxes) == 2


@pytest.mark.parametrize(("action", "grows"), [("grows", True), ("approaches", True), ("leaves", False)])
def test_who_comes_nearer_ends_larger(action, grows):
    one = alone(action)
    assert (one.boxes[-1][3] - one.boxes[-1][1] > one.boxes[0][3] - one.boxes[0][1]) is grows


def test_a_zoom_ends_larger():
    one = alone("stands", camera="zoom in")
    assert one.boxes[-1][3] - one.boxes[-1][1] > 1.2 * (one.boxes[0][3] - one.boxes[0][1])


def test_who_flies_begins_above_who_walks():
    flies, walks = (alone(action, seed=1).boxes[0] for action in ("flies", "walks"))
    assert middle(flies)[1] < middle(walks)[1] - 0.1


def test_a_rider_sits_on_the_back_all_the_way():
    horse, rider = stage(
        shot(Subject("horse", "horse", actions=("runs",), side="left"), Subject("girl", "girl", mount="horse")), WIDE,
        {}, 4.0, 3,
    )  # fmt: skip
    for under, above in (*zip(horse.boxes, rider.boxes, strict=True),):
        assert under[1] < above[3] < middle(under)[1] and abs(middle(above)[0] - middle(under)[0]) < 0.05
    assert rider.subject.name == "girl" and rider.way == horse.way == -1


def test_two_that_meet_come_from_both_edges_and_look_at_each_other():
    both = (Subject("a", "a", actions=("meets",), toward="b"), Subject("b", "b", actions=("meets",)))
    one, other = stage(shot(*both), WIDE, {}, 4.0)
    (left, to), (right, fro) = ([middle(box)[0] for box in figure.boxes] for figure in (one, other))
    assert left < 0.25 < to < 0.5 < fro < 0.75 < right
    assert (one.way, other.way) == (1, -1)


def test_what_is_held_is_before_whom_holds_it():
    girl = Subject("girl", "girl", count=2, props=("guitar",))
    made = stage(shot(girl), WIDE, {"guitar": 0.5}, 4.0)
    assert [one.subject.name for one in made] == ["girl", "girl", "guitar", "guitar"]
    for holder, guitar in zip(made[:2], made[2:], strict=True):
        (left, top, right, bottom), (x0, y0, x1, y1) = holder.boxes[0], guitar.boxes[0]
        assert (left + right) / 2 < (x0 + x1) / 2 < right + 0.1 and top < y0 < y1 < bottom
        assert (x1 - x0) * WIDE / (y1 - y0) == pytest.approx(0.5) and len(guitar.boxes) == len(holder.boxes)


def test_close_is_larger_than_wide():
    close, wide = (stage(shot(Subject("cat", "cat"), framing=f), WIDE, {}, 0)[0].boxes[0] for f in ("close", "wide"))
    assert close[3] - close[1] > 1.4 * (wide[3] - wide[1])


def test_faces_are_of_the_cast():
    assert set(faces()) <= {member.name_en for member in parts()[0].members} and set(faces().values()) == {-1, 1}
