"""Subjects of a prompt get their pictures; one's own character wins."""

import numpy as np
import pytest
from PIL import Image

from haneul import casting
from haneul.canvas import Canvas, Prompt, Span
from haneul.engines.base import Abilities
from haneul.engines.fake import Fake
from haneul.errors import MissingPart
from haneul.operations.animate import Animate
from haneul.operations.generate import Generate
from haneul.prompts import cast as casts
from haneul.prompts.cast import Found, Member
from haneul.render import takes

PICTURE = np.zeros((8, 8, 3), np.uint8)
KNOWS = Abilities("knows", cast=True)


class DogsAndCats:
    """A cast of two, found by their very names."""

    def find(self, text, encoder):
        names = [name for name in ("dog", "cat") if name in text]
        members = [Member(name, "", picture=PICTURE) for name in sorted(names, key=text.index)]
        return [Found(member.name_en, member, 1.0) for member in members]


@pytest.fixture(autouse=True)
def cast(monkeypatch):
    monkeypatch.setattr(casts, "parts", lambda: (DogsAndCats(), None))


def canvas(operation, abilities=KNOWS):
    return takes(operation, Fake(abilities))[0].canvas


def words(of):
    return [reference.words for reference in of.references]


def test_subjects_get_their_pictures_in_order():
    assert words(canvas(Generate("a cat chases a dog"))) == ["cat", "dog"]
    assert words(canvas(Generate("a tree"))) == []


def test_ones_own_character_wins(tmp_path):
    Image.new("RGB", (8, 8), "red").save(tmp_path / "dog.png")
    (own,) = canvas(Generate("a dog runs", cast={"Dog": tmp_path / "dog.png"})).references
    assert own.words == "dog" and own.picture[0, 0, 0] == 255


def test_known_pixels_show_who_is_meant(tmp_path):
    Image.new("RGB", (8, 8), "red").save(tmp_path / "dog.png")
    assert words(canvas(Animate(tmp_path / "dog.png", "a dog runs"))) == []


def test_each_subject_once_along_a_timeline():
    long = Canvas(4, 8, 8, 4.0, prompts=(Prompt("a dog", Span(0, 2)), Prompt("a dog, a cat", Span(2, 4))))
    assert words(casting.with_cast(long, KNOWS)) == ["dog", "cat"]


def test_no_lookup_for_an_engine_without_the_cast():
    assert words(canvas(Generate("a dog runs"), Abilities("plain"))) == []


def test_without_an_installed_cast(monkeypatch):
    def missing():
        raise MissingPart("no cast")

    monkeypatch.setattr(casts, "parts", missing)
    assert words(canvas(Generate("a dog runs"))) == []


def test_what_is_re_imagined_throughout_may_become_somebody_else():
    clip, cat = np.zeros((4, 64, 64, 3), np.uint8), Prompt("a cat", Span(0, 4))
    blank = Canvas(4, 64, 64, 12.0, prompts=(cat,))
    box = np.zeros((64, 64), np.float32)
    box[:32] = 1
    assert words(casting.with_cast(blank.put(clip, noise=0.5), KNOWS)) == ["cat"]
    assert words(casting.with_cast(blank.put(clip, noise=box), KNOWS)) == ["cat"]
    fading = np.linspace(0, 1, 4, dtype=np.float32)[:, None, None]
    assert words(casting.with_cast(blank.put(clip, noise=fading), KNOWS)) == []
