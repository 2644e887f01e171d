"""Where figures are, on the grid of latents."""

import numpy as np
import torch

from haneul.train.figures import Standing, by_latent, drawn, stands
from haneul.worlds.film import Sighting


def sighting(moments, *boxes, actor=0, part=0):
    pose = np.arange(len(moments))
    return Sighting(0, -1, np.array(moments), np.array(boxes, float), actor, part, pose % 2 == 1, pose)


def test_patches_that_a_box_touches_are_shown():
    shown = drawn([sighting([1], (0.3, 0.6, 0.45, 0.9))], 2, 64, 160)  # 4 by 10 patches
    assert not shown[0].any()
    assert shown[1].nonzero().tolist() == [[2, 3], [2, 4], [3, 3], [3, 4]]


def test_figures_that_stick_out_are_cut_at_the_edge_and_those_outside_are_not_there():
    boxes = ((-0.3, -0.2, 0.05, 0.1), (0.95, 0.9, 1.4, 1.2), (1.2, 0.2, 1.5, 0.5), (-0.6, 0.2, -0.2, 0.5))
    shown = drawn([sighting([0], box) for box in boxes], 1, 64, 160)
    assert shown[0].nonzero().tolist() == [[0, 0], [3, 9]]


def test_a_latent_shows_whom_any_of_its_frames_shows():
    frames = torch.zeros(9, 1, 2, dtype=torch.bool)
    frames[3, 0, 0] = frames[8, 0, 1] = True
    assert by_latent(frames).tolist() == [[[False, False]], [[True, False]], [[False, True]]]
    assert by_latent(frames[:1]).shape == (1, 1, 2)


HERE, GONE, HALF = (0.2, 0.4, 0.4, 0.8), (1.1, 0.4, 1.3, 0.8), (-0.1, 0.4, 0.1, 0.8)


def standing(actor, seconds, box, at):
    return Standing(actor, seconds, box, mirrored=at % 2 == 1, pose=at)


def test_everybody_stands_where_they_are_first_in_sight():
    seen = [sighting(range(3), GONE, HALF, HERE), sighting(range(3), HERE, HERE, GONE, actor=1, part=1)]
    assert stands(seen, 4.0, range(3)) == [standing(0, 0.5, HERE, 2), standing(1, 0.0, HERE, 0)]
    assert stands(seen, 4.0, range(1, 3)) == [standing(0, 0.25, HERE, 2), standing(1, 0.0, HERE, 1)]
    assert stands(seen, 4.0, range(1, 2)) == [standing(1, 0.0, HERE, 1)]


def test_who_is_in_sight_for_long_stands_first_last_and_between():
    there = (0.5, 0.4, 0.7, 0.8)
    for pieces in ([sighting(range(4), HERE, HERE, there, GONE)], [sighting([0, 1], HERE, HERE), sighting([2], there)]):
        first, last = stands(pieces, 4.0, range(4))
        assert (first.seconds, first.box, first.when) == (0.0, HERE, "first")
        assert (last.seconds, last.box, last.when) == (0.5, there, "last")
    long = stands([sighting(range(10), *[HERE] * 10)], 4.0, range(10))
    assert [(one.seconds, one.when) for one in long] == [
        (0.0, "first"), (0.5, "between"), (1.0, "between"), (1.5, "between"), (2.25, "last"),
    ]  # fmt: skip


def test_copies_stand_one_by_one_and_once_though_told_of_in_several_pieces():
    seen = [sighting([at], box, part=part) for at in (0, 1) for part, box in enumerate((HERE, (0.6, 0.4, 0.8, 0.8)))]
    assert [one.box[0] for one in stands(seen, 4.0, range(2))] == [0.2, 0.6]


def test_props_stand_nowhere():
    assert stands([sighting([0], HERE, actor=-1)], 4.0, range(1)) == []
