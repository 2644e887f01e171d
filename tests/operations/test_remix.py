import numpy as np
import pytest

import haneul
from haneul.errors import InvalidInput, InvalidPrompt
from haneul.evaluate.regions import falls, layout_kept
from haneul.operations.remix import Remix
from haneul.operations.strength import WORDS, level


def test_the_layout_falls_as_strength_rises(clip_file, decoded):
    kept = {}
    for strength in (0, 0.3, 0.6, 1):
        made = haneul.remix(clip_file, "waves", strength=strength, seed=1, model="fake")
        kept[strength] = layout_kept(made.clip.frames, decoded)
        assert made.clip.frames.shape == decoded.shape and made.clip.fps == 12
    assert kept[0] == 1 and falls(kept)


def test_the_prompt_decides_the_rest(clip_file):
    one, other = (haneul.remix(clip_file, text, seed=1, model="fake").clip.frames for text in ("waves", "hills"))
    assert not np.array_equal(one, other)


def test_words_and_numbers_mean_the_same(clip_file):
    assert level("subtle") < level("mild") < level("strong") < 1
    word, number = (haneul.remix(clip_file, "waves", strength=s, seed=1, model="fake") for s in ("mild", WORDS["mild"]))
    assert np.array_equal(word.clip.frames, number.clip.frames)


@pytest.mark.parametrize("strength", ["medium", "-0.1", 1.5, "nan", ""])
def test_other_strengths_are_refused(strength):
    with pytest.raises(InvalidInput, match="subtle, mild, strong or a number from 0 to 1"):
        Remix("clip.mp4", "waves", strength=strength)


def test_a_prompt_is_needed():
    with pytest.raises(InvalidPrompt):
        Remix("clip.mp4", " ")


def test_another_size_is_fitted_and_told(clip_file):
    made = haneul.remix(clip_file, "waves", size="64x64", fps=6, model="fake")
    assert made.clip.frames.shape == (6, 64, 64, 3)
    assert made.canvas.notes == (
        "clip.mp4 was fitted from 96x64 to 64x64",
        "clip.mp4 was re-timed from 12 to 6 frames a second",
    )
