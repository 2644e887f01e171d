"""Where figures are, on the grid of latents."""

import numpy as np
import torch

from haneul.blocking.figure import Figure
from haneul.train.figures import Standing, by_latent, drawn, stands
from haneul.worlds.film import Sighting

WHO = Figure("fox")


def sighting(moments, *boxes, part=0, near=()):
    pose = np.arange(len(moments))
    told = np.array(boxes, float), part, pose % 2 == 1, pose, pose * 0.1, np.array(near or pose)
    return Sighting(WHO, np.array(moments), *told)


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


HERE, GONE = (0.2, 0.4, 0.4, 0.8), (1.1, 0.4, 1.3, 0.8)


def test_everybody_stands_hindmost_first_at_every_moment():
    near = sighting([0, 1], HERE, GONE, part=0, near=(0.9, 0.4))
    far = [sighting([at], HERE, part=1, near=(0.6,)) for at in (0, 1)]
    there = stands([near, *far], 3)
    assert [[one.part for one in moment] for moment in there] == [[1, 0], [0, 1], []]
    assert there[1][0] == Standing(WHO, 0, GONE, True, 1, 0.1)
