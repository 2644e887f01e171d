"""What a picture tells of somebody's shape and back."""

import numpy as np
import pytest

from haneul.blocking.body import Body, drawn, saddle


def test_a_body_has_the_shape_of_what_is_drawn():
    wide = drawn(np.full((20, 50, 4), 255, np.uint8), "left", "animal", True)
    assert wide.aspect == 2.5 and wide.extent == (1.0, 0.4) and wide.natural == -1
    assert wide.tight == pytest.approx(np.array([[0.0, 0.6, 1.0, 1.0]]))
    tall = drawn(np.full((50, 20, 4), 255, np.uint8), "front", "plant", False)
    assert tall.extent == (0.4, 1.0) and tall.natural == 0 and tall.tight == pytest.approx(np.array([[0.3, 0, 0.7, 1]]))


def test_somebody_sits_behind_the_neck_on_the_back():
    horse = np.zeros((60, 100), bool)
    horse[30:50] = True
    horse[:40, 5:20] = True  # its neck, at the left
    assert saddle(horse, "left") == (0.11, 0.5) == saddle(horse[:, ::-1], "right")
    assert saddle(np.zeros((10, 10), bool), "front") == (0.0, 0.7)  # nothing is known of what is not drawn


def test_a_plain_body_fills_its_cell():
    assert Body().extent == (1.0, 1.0) and Body(faces="right").natural == 1
