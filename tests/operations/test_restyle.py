from typing import get_args

import numpy as np
import pytest
from PIL import Image

import haneul
from haneul.errors import InvalidInput
from haneul.operations.restyle import Preset, Restyle
from haneul.operations.styles import PRESETS, Palette, between


def test_the_presets_are_the_choices():
    assert get_args(Preset) == tuple(PRESETS)
    assert all(0.2 <= style.strength <= 0.8 for style in PRESETS.values())


@pytest.mark.parametrize("preset", PRESETS)
def test_the_words_follow_the_language_of_the_prompt(preset):
    style = PRESETS[preset]
    assert style.added_to("a dog runs.") == f"a dog runs, {style.english}"
    assert style.added_to("개가 달린다") == f"개가 달린다, {style.korean}"
    assert style.added_to("") == style.english
    assert all("가" <= letter <= "힣" or not letter.isalpha() for letter in style.korean)


def test_the_prompt_of_the_clip_goes_on(clip_file):
    made = haneul.restyle(clip_file, preset="film noir", model="fake")
    assert made.canvas.prompts[0].text == "a square moves right, in black and white, film noir"
    assert made.canvas.notes == ('the prompt of clip.mp4 goes on: "a square moves right"',)
    own = haneul.restyle(clip_file, "a cube", style="as a woodcut", model="fake").canvas
    assert own.prompts[0].text == "a cube, as a woodcut" and not own.notes


def test_the_look_that_a_clip_was_made_with_gives_way(clip_file):
    said = "a fox runs in fog, as paper cut-outs"
    made = haneul.restyle(clip_file, said, preset="neon", model="fake").canvas
    assert made.prompts[0].text == "a fox runs in fog, in glowing neon colours"
    assert any("what is said last of the look counts" in note for note in made.notes)
    alone = haneul.restyle(clip_file, said, preset="neon", model="fake", enrich=False).canvas
    assert alone.prompts[0].text == f"{said}, in glowing neon colours"


def test_film_noir_begins_without_colour(clip_file):
    made = haneul.restyle(clip_file, preset="film noir", strength=0, model="fake").clip.frames
    assert np.ptp(made, axis=-1).max() == 0 and made.std() > 20


def test_pictures_lend_their_colours(clip_file, tmp_path):
    red = np.random.default_rng(0).integers(0, 40, (20, 20, 3), np.uint8) + np.uint8([200, 20, 0])
    Image.fromarray(red).save(tmp_path / "red.png")
    made = haneul.restyle(clip_file, pictures=(tmp_path / "red.png",), strength=0, model="fake")
    assert made.clip.frames.mean((0, 1, 2)) == pytest.approx(red.mean((0, 1)), abs=12)
    assert made.operation.inputs() == (clip_file, tmp_path / "red.png")
    assert between(red[None], [red[None]])(red[None], None) == pytest.approx(red[None], abs=1)


def test_a_plain_palette_changes_nothing(decoded):
    assert np.array_equal(Palette()(decoded, None), decoded)


def test_a_look_is_needed_and_only_one():
    with pytest.raises(InvalidInput, match="A look is needed"):
        Restyle("clip.mp4")
    with pytest.raises(InvalidInput, match="either"):
        Restyle("clip.mp4", preset="neon", style="as a woodcut")
    with pytest.raises(InvalidInput, match="preset cannot be 'noir'; choose from archival"):
        Restyle("clip.mp4", preset="noir")
