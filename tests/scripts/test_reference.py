"""The pages are as new as the types that they are made from."""

import runpy
from pathlib import Path

import pytest
from PIL import Image

from haneul.fields import entries
from haneul.operations.base import every

ROOT = Path(__file__).parents[2]
PAGES = ("reference.md", "operations.md", "storyboard.md")


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_up_to_date(name):
    made = runpy.run_path(str(ROOT / "scripts" / "reference.py"))["pages"]()
    assert (ROOT / "docs" / name).read_text("utf-8") == made[ROOT / "docs" / name], "run: python scripts/reference.py"


def test_every_parameter_has_its_line():
    stored = "".join((ROOT / "docs" / name).read_text("utf-8") for name in PAGES)
    for kind in every().values():
        for entry in entries(kind):
            assert f"`--{entry.label}`" in stored or f"`{entry.label.upper()}`" in stored, entry.name


@pytest.mark.parametrize("name", every())
def test_examples_are_commands_of_their_operations(name):
    example = every()[name].example
    assert example.startswith(f"haneul {name} ")
    stored = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert f"```\n{example}\n```" in stored


def test_pictures_are_small():
    for picture in (ROOT / "docs" / "pictures" / "operations").glob("*.jpg"):
        assert picture.stat().st_size < 60_000, picture
        with Image.open(picture) as image:
            assert image.width <= 1280
