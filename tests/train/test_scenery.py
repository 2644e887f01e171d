"""The colours of places that animatics have are those of the places as they are rendered."""

import numpy as np
import pytest

from haneul.blocking.scene import PLACES, TIMES, WEATHERS
from haneul.grading.scenery import COLUMNS, ROWS, means
from haneul.train import scenery


@pytest.mark.parametrize("asked", [("beach", "sunset", "clear"), ("forest", "night", "fog")])
def test_a_mean_is_that_of_renders(asked, monkeypatch):
    monkeypatch.setattr(scenery, "SEEDS", 2)
    fresh = scenery.mean(*asked, atlas=None).astype(float)  # nobody is drawn
    stored = means()[tuple(names.index(name) for names, name in zip((PLACES, TIMES, WEATHERS), asked, strict=True))]
    assert fresh.shape == stored.shape == (ROWS, COLUMNS, 3)
    assert np.abs(fresh - stored).mean() < 8  # of other paintings
    others = [np.abs(fresh - other).mean() for other in means().reshape(-1, ROWS, COLUMNS, 3)]
    assert np.min(others) == pytest.approx(np.abs(fresh - stored).mean())
