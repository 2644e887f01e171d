"""Generate: a canvas of which nothing is known."""

import numpy as np
import pytest

from haneul.operations.generate import Generate
from haneul.operations.shape import Defaults


def test_nothing_is_known():
    (canvas,) = Generate("a dragon", seconds=0.5, size="64x64").canvases(Defaults())
    assert not canvas.layers and not canvas.references
    assert np.all(canvas.noise() == 1)


def test_everything_is_kept():
    operation = Generate("a dragon", seconds=1)
    canvas = operation.canvas(Defaults())
    assert operation.kept(canvas) == canvas.span and operation.inputs() == ()


def test_the_prompt_comes_first_and_the_rest_by_name():
    with pytest.raises(TypeError):
        Generate("a dragon", 4.0)
