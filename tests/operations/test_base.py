"""The seam that every operation stands on."""

import inspect
from dataclasses import fields
from pathlib import Path

import pytest
from PIL import Image

from haneul.errors import InvalidInput, InvalidPrompt, InvalidSize, MediaError
from haneul.fields import entries, record
from haneul.operations.base import Operation, every
from haneul.operations.generate import Generate
from haneul.operations.shape import Defaults

NAMES = sorted(every())


def test_every_finds_the_files():
    folder = Path(inspect.getfile(Operation)).parent
    files = {path.stem for path in folder.glob("*.py") if "(Operation):" in path.read_text("utf-8")}
    assert set(NAMES) == files


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_tells_what_it_is(name):
    kind = every()[name]
    assert kind.__doc__ and kind.__doc__.strip().splitlines()[0].endswith(".")
    assert {field.name for field in entries(kind)} == {field.name for field in fields(kind)}
    for entry in entries(kind):
        assert entry.field.help.endswith((".", "...")), entry.name


def test_seed_is_drawn_and_kept():
    first, second = Generate("a"), Generate("a")
    assert first.seed != second.seed
    assert first.canvas(Defaults()).seed == first.seed == record(first)["seed"]


def test_canvas_takes_what_was_given_and_the_defaults_for_the_rest():
    canvas = Generate("a cat", seconds=2, seed=5, negative="rain").canvas(Defaults((320, 192), 10.0))
    assert canvas.shape == (20, 192, 320) and canvas.fps == 10
    assert canvas.prompts[0].text == "a cat" and canvas.negative == "rain" and canvas.seed == 5
    canvas = Generate("a cat", seconds=0.5, size="100x70", fps=24).canvas(Defaults())
    assert canvas.shape == (12, 70, 100) and canvas.fps == 24


def test_a_very_short_clip_has_one_frame():
    assert Generate("a cat", seconds=0.01, fps=1).canvas(Defaults()).frames == 1


def test_a_minute_at_most():
    assert Generate("a cat", seconds=60).canvas(Defaults()).frames == 720
    with pytest.raises(InvalidSize, match="60"):
        Generate("a cat", seconds=60.01)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"size": "0x0"}, InvalidSize),
        ({"fps": 0}, InvalidSize),
        ({"fps": 1000}, InvalidSize),
        ({"seed": -1}, InvalidInput),
        ({"prompt": ""}, InvalidPrompt),
        ({"prompt": " \n\t "}, InvalidPrompt),
        ({"prompt": "a" * 50_000}, InvalidPrompt),
        ({"negative": "a" * 50_000}, InvalidPrompt),
    ],
)
def test_shared_parameters_are_checked(wrong, error):
    with pytest.raises(error):
        Generate(**{"prompt": "a cat"} | wrong)


def test_the_longest_prompt():
    text = "가" * 32_000
    assert Generate(text).canvas(Defaults()).prompts[0].text == text


def test_cast_is_tied_to_the_words_as_written(tmp_path):
    Image.new("RGB", (32, 24), "orange").save(tmp_path / "corgi.png")
    made = Generate("Today MANGO runs", cast={"Mango": tmp_path / "corgi.png"})
    (reference,) = made.canvas(Defaults()).references
    assert reference.words == "MANGO" and reference.picture.shape == (24, 32, 3)
    assert made.inputs() == (tmp_path / "corgi.png",)


def test_cast_in_korean_with_its_particle(tmp_path):
    Image.new("RGB", (8, 8)).save(tmp_path / "corgi.png")
    canvas = Generate("망고가 달린다", cast={"망고": tmp_path / "corgi.png"}).canvas(Defaults())
    assert canvas.references[0].words == "망고"


@pytest.mark.parametrize("name", ["Mango", "", " ", "(a"])
def test_cast_that_the_prompt_does_not_name(tmp_path, name):
    Image.new("RGB", (8, 8)).save(tmp_path / "corgi.png")
    with pytest.raises(InvalidPrompt, match="does not name"):
        Generate("a cat", cast={name: tmp_path / "corgi.png"}).canvas(Defaults())


def test_cast_without_its_file(tmp_path):
    with pytest.raises(MediaError, match="corgi.png"):
        Generate("Mango", cast={"Mango": tmp_path / "corgi.png"}).canvas(Defaults())
