"""An atlas painted here, so that the world can be tested without the artwork."""

import colorsys

import numpy as np
import pytest
import torch

from haneul.worlds.atlas import Atlas
from haneul.worlds.catalogue import catalogue

FRAMES, PIXELS = 6, 48


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """Every subject of the catalogue as an ellipse of its own hue, with a dark eye to the left that blinks."""
    keys = tuple(subject.key for subject in catalogue())
    y, x = np.mgrid[0:PIXELS, 0:PIXELS] / PIXELS - 0.5 + 0.5 / PIXELS
    inside = (x / 0.5) ** 2 + (y / 0.5) ** 2 <= 1
    eye = ((x + 0.25) / 0.1) ** 2 + ((y + 0.15) / 0.1) ** 2 <= 1
    pictures = np.zeros((len(keys), FRAMES, PIXELS, PIXELS, 4), np.uint8)
    pictures[..., 3] = inside * 255
    for row in range(len(keys)):
        pictures[row, ..., :3] = np.array(colorsys.hsv_to_rgb(row * 0.618 % 1, 0.8, 0.9)) * 255
    pictures[:, : FRAMES // 2, eye, :3] = 10
    boxes = torch.tensor([0.0, 0.0, 1.0, 1.0]).expand(len(keys), FRAMES, 4)
    one = torch.ones(len(keys))
    return Atlas(keys, torch.from_numpy(pictures), one, 8 * one, boxes)
