"""A camera that is held by hand: how far it goes, and where boxes are seen then."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.blocking.handheld import ROOM, held, shown

SECONDS = np.arange(48) / 12


@given(st.integers(0, 2**32 - 1), st.sampled_from([16 / 9, 1.0, 9 / 16, 21 / 9]))
def test_it_looks_nowhere_beyond_the_picture(seed, aspect):
    corners = np.array([[x, y, 1] for x in (-1, 1) for y in (-1, 1)])
    assert np.abs(held(SECONDS, seed, aspect) @ corners.T).max() < 1.06  # the last of it is mirrored


def test_it_trembles_and_repeats_with_the_seed():
    ways = held(SECONDS, 3, 16 / 9)
    assert np.array_equal(ways, held(SECONDS, 3, 16 / 9)) and not np.array_equal(ways, held(SECONDS, 4, 16 / 9))
    assert 0.01 < ways[:, :, 2].std(0).min() and abs(ways[:, :, 2].mean(0)).max() < 0.02


def test_a_box_is_where_its_middle_is_seen():
    ways = held(SECONDS, 1, 16 / 9)
    boxes = np.tile([0.2, 0.3, 0.4, 0.7], (48, 1))
    seen = shown(boxes, ways)
    middle = np.concatenate([seen[:, :2] + seen[:, 2:] - 1, np.ones((48, 1))], 1)
    back = (ways @ middle[:, :, None])[:, :, 0]
    assert back == pytest.approx(boxes[:, :2] + boxes[:, 2:] - 1)
    assert seen[:, 2:] - seen[:, :2] == pytest.approx(ROOM * (boxes[:, 2:] - boxes[:, :2]))
