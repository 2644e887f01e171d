"""Film: the rough guides every frame and is itself not kept."""

import numpy as np
import pytest

from haneul import media
from haneul.casting import with_cast
from haneul.engines.base import Abilities
from haneul.engines.fake import Fake
from haneul.errors import AbilityMissing, InvalidPrompt
from haneul.operations.film import Film
from haneul.operations.shape import Defaults
from haneul.render import render, takes


def test_every_frame_is_guided_and_none_is_known(make_clip):
    path = make_clip()
    canvas = Film(path, "a corgi runs on the beach").canvas(Defaults())
    (guide,) = canvas.guides
    assert guide.span == canvas.span and canvas.layers == ()
    np.testing.assert_array_equal(guide.pixels(), media.read(path).frames)
    clip = render(Film(path, "a corgi runs"), Fake()).clip
    assert clip.frames.shape == media.read(path).frames.shape


def test_ones_own_animatic_is_not_replaced(make_clip):
    canvas = Film(make_clip(), "a golden retriever runs left").canvas(Defaults())
    assert with_cast(canvas, Abilities("knows", cast=True)) is canvas


def test_at_another_size_the_rough_is_as_large(make_clip):
    canvas = Film(make_clip(), "a corgi", size="64x64").canvas(Defaults())
    assert canvas.guides[0].pixels().shape[1:3] == (64, 64) == (canvas.height, canvas.width)


def test_an_engine_that_films_no_animatic_says_so(make_clip):
    with pytest.raises(AbilityMissing, match="no animatic"):
        takes(Film(make_clip(), "a corgi"), Fake(Abilities("plain", guides=False)))


def test_it_needs_a_prompt(make_clip):
    with pytest.raises(InvalidPrompt):
        Film(make_clip(), "")
