"""Connect: two clips with a passage between them; both stay as they are."""

import numpy as np
import pytest

from haneul import media
from haneul.engines.fake import Fake
from haneul.errors import InvalidInput
from haneul.operations.connect import Connect
from haneul.operations.shape import Defaults
from haneul.render import render


def test_both_ends_come_back_and_the_passage_is_new(make_clip):
    first, second = make_clip("a.mp4"), make_clip("b.mp4", frames=18, seed=5)
    operation = Connect(first, second, seconds=0.5, seed=1)
    made = render(operation, Fake()).clip.frames
    assert len(made) == 24 + 6 + 18
    np.testing.assert_array_equal(made[:24], media.read(first).frames)
    np.testing.assert_array_equal(made[30:], media.read(second).frames)
    assert list(np.flatnonzero(operation.canvas(Defaults()).noise().min((1, 2)))) == list(range(24, 30))
    assert set(operation.inputs()) == {first, second}


def test_the_second_is_fitted_to_the_first_and_that_is_said(make_clip):
    canvas = Connect(make_clip("a.mp4"), make_clip("b.mp4", size=(128, 96), fps=24), seconds=1).canvas(Defaults())
    assert canvas.shape == (24 + 12 + 12, 64, 96) and canvas.fps == 12
    assert canvas.notes == (
        "b.mp4 was fitted from 128x96 to 96x64",
        "b.mp4 was re-timed from 24 to 12 frames a second",
    )


def test_sounds_with_silence_between(make_clip):
    first, second = make_clip("a.mkv", sound=0.25), make_clip("b.mkv", sound=0.5)
    heard = Connect(first, second, seconds=1).canvas(Defaults()).sound.samples[:, 0]
    means = [heard[start + 800 : start + 7200].mean() for start in (0, 8000, 16000, 24000, 32000)]
    assert means == pytest.approx([0.25, 0.25, 0, 0.5, 0.5], abs=0.05)


def test_only_one_of_them_has_sound(make_clip):
    canvas = Connect(make_clip("a.mp4"), make_clip("b.mkv", sound=0.5), seconds=1).canvas(Defaults())
    assert canvas.sound.seconds == 5 and not canvas.sound.samples[:23000].any()
    assert Connect(make_clip("a.mp4"), make_clip("c.mp4"), seconds=1).canvas(Defaults()).sound is None


def test_a_clip_with_itself(make_clip):
    path = make_clip()
    assert Connect(path, path, seconds=1).canvas(Defaults()).frames == 60


def test_a_still_is_refused_by_name(make_clip, tmp_path):
    media.write_picture(tmp_path / "still.png", np.zeros((64, 64, 3), np.uint8))
    with pytest.raises(InvalidInput, match=r"still\.png"):
        Connect(make_clip(), tmp_path / "still.png").canvas(Defaults())


def test_a_prompt_leads_over_from_what_made_the_one_to_what_made_the_other(make_clip):
    texts = ("a fox", "a fox", "a cat", "a cat [1s] a dog")
    made = ({"parameters": {"prompt": text}} for text in texts)
    first, same, other, marked = (make_clip(f"{at}.mp4", made_by=one) for at, one in enumerate(made))
    assert Connect(first, same).canvas(Defaults()).prompts[0].text == "a fox"
    assert Connect(first, other).canvas(Defaults()).prompts[0].text == "a fox, then a cat"
    assert Connect(first, marked).canvas(Defaults()).prompts == ()
    assert Connect(first, make_clip("camera.mp4")).canvas(Defaults()).prompts == ()
    assert Connect(first, other, "a fox becomes a cat").canvas(Defaults()).prompts[0].text == "a fox becomes a cat"
