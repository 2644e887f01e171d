"""Random canvases are valid and of every kind."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from haneul.train.layout import draw_levels


@given(st.integers(1, 13), st.integers(1, 9), st.integers(1, 16), st.integers(0, 10**6))
def test_levels_are_a_canvas_with_something_to_invent(t, h, w, seed):
    level = draw_levels((t, h, w), torch.Generator().manual_seed(seed))
    assert level.shape == (t, h, w)
    assert float(level.min()) >= 0
    assert float(level.max()) <= 1
    assert (level > 0).any()


def test_all_layouts_occur():
    levels = [draw_levels((5, 4, 4), torch.Generator().manual_seed(seed)) for seed in range(300)]
    blank = sum(bool((x == 1).all()) for x in levels)
    assert 100 < blank < 200
    assert any((x[0] == 0).all() and (x[-1] == 1).all() for x in levels)
    assert any((x[-1] == 0).all() and (x[0] == 1).all() for x in levels)
    assert any((x[0] == 0).all() and (x[-1] == 0).all() for x in levels)
    assert any(((x > 0) & (x < 1)).all() for x in levels)
