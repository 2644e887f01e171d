"""Where everybody is: as a prompt says it, the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.blocking.body import Body, drawn
from haneul.prompts.cast import parts
from haneul.prompts.shot import Shot, Subject
from haneul.prompts.staging import faces, stage, through

WIDE = 16 / 9
FOUR = np.arange(49) / 12  # seconds


def shot(*subjects, **more):
    return Shot("", "en", subjects, **more)


def middles(one):
    """(T, 2) x, y."""
    return (one.boxes[:, :2] + one.boxes[:, 2:]) / 2


def heights(one):
    return one.boxes[:, 3] - one.boxes[:, 1]


ACTIONS = ["stands", "walks", "flies", "grows", "falls", "chases", "meets", "~dances", "drives", "circles", ""]


@given(
    st.lists(st.sampled_from(ACTIONS), max_size=4), st.integers(1, 7), st.floats(0.4, 2.4), st.floats(0.3, 3.0),
    st.sampled_from(["", "left", "right"]), st.sampled_from(["still", "orbit", "~pan", "tracking", "shake"]),
    st.integers(1, 40), st.integers(0, 2**40),
)  # fmt: skip
def test_any_shot_is_staged_and_staged_the_same_again(actions, count, aspect, shape, side, camera, frames, seed):
    names = [f"{n}" for n in range(len(actions))]
    asked = shot(
        *(Subject(n, n, count=count, actions=(a,), side=side) for n, a in zip(names, actions, strict=True)),
        camera=camera,
    )
    bodies, times = {name: Body(shape) for name in names[1:]}, np.arange(frames) / 12
    made, again = (stage(asked, aspect, bodies, times, seed) for _ in range(2))
    assert len(made.figures) == min(count, 5) * len(actions)
    assert np.array_equal(made.scenery.marks, again.scenery.marks) and made.scenery.marks.shape[::2] == (frames, 2)
    for one, same in zip(made.figures, again.figures, strict=True):
        assert np.array_equal(one.boxes, same.boxes)
        assert one.boxes.shape == (frames, 4) and one.angle.shape == one.turned.shape == one.near.shape == (frames,)
        assert np.isfinite(one.boxes).all() and (one.boxes[:, :2] < one.boxes[:, 2:]).all()


def alone(action="", side="", times=FOUR, seed=0, body=None, **more):
    asked = shot(Subject("fox", "fox", actions=(action,) if action else (), side=side), **more)
    return stage(asked, WIDE, {"fox": body or Body()}, times, seed).figures[0]


def test_a_figure_keeps_the_shape_of_its_picture():
    for wide, high in ((20, 40), (30, 30), (60, 30)):
        body = drawn(np.full((high, wide, 4), 255, np.uint8), "front", "animal", True)
        left, top, right, bottom = alone(body=body).boxes[0]
        assert (right - left) * WIDE / (bottom - top) == pytest.approx(wide / high, rel=0.05)


def test_who_goes_left_begins_at_the_right_ends_at_the_left_and_looks_there():
    for seed in range(9):
        left, right = (alone("runs", side, seed=seed, body=Body(faces="left")) for side in ("left", "right"))
        assert middles(left)[0, 0] > 0.5 > middles(left)[-1, 0] and not left.turned.any()
        assert middles(right)[0, 0] < 0.5 < middles(right)[-1, 0] and right.turned.all()


def test_who_goes_nowhere_said_goes_to_some_side_by_the_seed():
    assert {np.sign(np.diff(middles(alone("walks", seed=seed))[[0, -1], 0])[0]) for seed in range(9)} == {-1, 1}


def test_a_side_without_a_way_is_a_place():
    assert middles(alone("stands", "left"))[0, 0] < 0.35 and middles(alone(side="right"))[0, 0] > 0.65


def test_a_single_picture_shows_the_middle_of_the_deed():
    for side in ("left", "right"):
        one = alone("runs", side, times=[0.0])
        assert len(one.boxes) == 1 and middles(one)[0, 0] == pytest.approx(0.5, abs=0.1)


def test_a_jump_rises_and_lands_and_a_spin_turns_round():
    assert np.ptp(middles(alone("jumps"))[:, 1]) > 0.15
    assert np.ptp(alone("spins").angle) > 6


@pytest.mark.parametrize(("action", "grows"), [("grows", True), ("approaches", True), ("leaves", False)])
def test_who_comes_nearer_ends_larger(action, grows):
    high = heights(alone(action))
    assert bool(high[-1] > high[0]) is grows


def test_a_camera_moves_what_it_sees():
    zoomed, panned, tracked = (alone("stands", camera=name) for name in ("zoom in", "pan right", "tracking"))
    assert heights(zoomed)[-1] > 1.2 * heights(zoomed)[0] and middles(panned)[-1, 0] < middles(panned)[0, 0] - 0.1
    assert middles(tracked)[-1] == pytest.approx(middles(tracked)[0], abs=0.05)


def test_marks_of_the_set_tell_of_a_camera_where_nobody_is():
    still, panned = (stage(shot(camera=camera), WIDE, {}, FOUR).scenery.marks for camera in ("still", "pan right"))
    assert np.ptp(still, axis=0).max() == 0 and (np.diff(panned[..., 0], axis=0) < 0).all()
    assert ((still > 0) & (still < 1)).all(-1).sum(1).min() >= 12


def test_who_flies_is_above_who_walks():
    assert middles(alone("flies", seed=1))[0, 1] < middles(alone("walks", seed=1))[0, 1] - 0.1


def test_a_rider_sits_on_the_back_all_the_way():
    horse, rider = stage(
        shot(Subject("horse", "horse", actions=("runs",), side="left"), Subject("girl", "girl", mount="horse")),
        WIDE, {"horse": Body(faces="left")}, FOUR, 3,
    ).figures  # fmt: skip
    assert rider.name == "girl" and (rider.near > horse.near).all()
    assert (rider.boxes[:, 3] < middles(horse)[:, 1] + 0.1).all()
    assert np.abs(middles(rider)[:, 0] - middles(horse)[:, 0]).max() < 0.15


def test_two_that_meet_come_from_both_edges():
    both = (Subject("a", "a", actions=("meets",), toward="b"), Subject("b", "b"))
    left, right = (middles(one)[:, 0] for one in stage(shot(*both), WIDE, {}, FOUR).figures)
    assert left[0] < 0.3 < left[-1] < 0.5 < right[-1] < 0.7 < right[0]


def test_who_is_chased_runs_and_is_followed():
    fox = Subject("fox", "fox", actions=("chases",), toward="hen")
    chaser, prey = (middles(one)[:, 0] for one in stage(shot(fox, Subject("hen", "hen")), WIDE, {}, FOUR, 2).figures)
    way = np.sign(prey[-1] - prey[0])
    assert way and (way * (prey - chaser) > 0).all()


def test_every_copy_holds_one():
    girl = Subject("girl", "girl", count=2, props=("guitar",))
    made = stage(shot(girl), WIDE, {"guitar": Body(0.5, kind="instrument")}, FOUR).figures
    assert [one.name for one in made] == ["girl", "guitar", "girl", "guitar"]
    for holder, guitar in zip(made[::2], made[1::2], strict=True):
        assert (heights(guitar) < 0.7 * heights(holder)).all() and (guitar.near > holder.near).all()
        assert np.abs(middles(guitar)[:, 0] - middles(holder)[:, 0]).max() < 0.3


def test_two_who_hold_something_look_at_each_other():
    for looks in ("left", "right"):
        pair = shot(Subject("dog", "dog", count=2, actions=("podcasts",)))
        left, mike, right, other = stage(pair, WIDE, {"dog": Body(faces=looks)}, FOUR).figures
        assert mike.name == other.name == "microphone" and middles(left)[0, 0] < 0.4 < 0.6 < middles(right)[0, 0]
        assert left.turned.all() == (looks == "left") and right.turned.all() == (looks == "right")
        assert middles(left)[0, 0] < middles(mike)[0, 0] and middles(other)[0, 0] < middles(right)[0, 0]


def test_close_is_larger_than_wide():
    close, wide = (heights(alone(framing=framing))[0] for framing in ("close", "wide"))
    assert close > 1.4 * wide


def test_faces_are_of_the_cast():
    assert set(faces()) <= {member.name_en for member in parts()[0].members}
    assert set(faces().values()) == {"left", "right"}


@given(st.integers(2, 30), st.integers(0, 99), st.booleans())
def test_a_path_goes_through_where_somebody_is_known_to_be(frames, seed, both):
    rng = np.random.default_rng(seed)
    low, size = rng.uniform(0, 1, (frames, 2)), rng.uniform(0.1, 0.5, (frames, 1)) * (1, 2)
    path = np.concatenate([low, low + size], 1)
    pins = {0: (0.1, 0.2, 0.3, 0.6)} | ({frames - 1: (0.5, 0.2, 0.8, 0.8)} if both else {})
    made = through(path, pins)
    for frame, box in pins.items():
        assert made[frame] == pytest.approx(box)
    shape = (path[:, 2] - path[:, 0]) / (path[:, 3] - path[:, 1])
    assert (made[:, 2] - made[:, 0]) / (made[:, 3] - made[:, 1]) == pytest.approx(shape)
    if not both:  # every step is the path's own
        assert np.diff(made[:, :2] + made[:, 2:], axis=0) == pytest.approx(np.diff(path[:, :2] + path[:, 2:], axis=0))
    assert (through(path, {}) == path).all()
