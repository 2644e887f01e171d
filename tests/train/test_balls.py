"""PhyWorld's tasks as training data: the first frames are given, nothing is said, nothing else is drawn."""

import numpy as np
import pytest
import torch

from haneul.errors import UnknownName
from haneul.model.text import TextEncoder
from haneul.train.balls import SHAPE, Balls
from haneul.train.pool import Plan, draw_shard
from haneul.train.recipes import RECIPES
from haneul.train.samples import make
from haneul.worlds.physics import LEAD, TASKS, trials


def encode(frames):
    small = frames[:, :, ::4].float().unflatten(4, (-1, 16)).unflatten(3, (-1, 16)).mean((4, 6)) / 255
    return torch.cat([small, small.new_zeros(small.shape[0], 31, *small.shape[2:])], 1)


@pytest.mark.parametrize("task", TASKS)
def test_a_take_is_the_trial_after_copies_of_its_first_frame(task):
    (take,), (trial,) = Balls(task).clips(SHAPE, 1, 5), trials(task, 1, 5)
    frames = take.frames.permute(1, 2, 3, 0).numpy()
    assert len(frames) == SHAPE.frames and np.array_equal(frames[LEAD : LEAD + 32], trial.frames(128))
    assert np.array_equal(frames[0], frames[LEAD]) and take.rough is None
    assert take.figures.shape == SHAPE.grid and take.figures[0].any() and not take.figures.all()


def test_samples_know_the_first_two_latents_and_no_more():
    clips = draw_shard(Balls("uniform"), RECIPES["uniform"].stages[0].plan, 1, encode)
    samples, _, weights = make(clips, {}, TextEncoder.shipped(), torch.Generator().manual_seed(0))
    assert len(clips) == 4096 // SHAPE.tokens
    for one in samples:
        assert (one.time[:2] == 0).all() and (one.time[2:] > 0).all() and one.guide is None and one.references == ()
    assert set(weights.tolist()) == {0.0, 1.0, 4.0}


def test_a_task_that_there_is_not():
    with pytest.raises(UnknownName, match="uniform, collision, parabola"):
        Balls("rope")
    assert Plan("toon", ()).world == "toon"
