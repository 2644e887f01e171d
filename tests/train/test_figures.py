"""Where figures are, on the grid of latents."""

import numpy as np
import torch

from haneul.train.figures import by_latent, drawn
from haneul.worlds.film import Sighting


def sighting(moments, *boxes):
    return Sighting(0, -1, np.array(moments), np.array(boxes, float))


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
