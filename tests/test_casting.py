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

    picture = PICTURE

    def find(self, text, encoder):
        names = [name for name in ("dog", "cat") if name in text]
        members = [Member(name, "", picture=self.picture) for name in sorted(names, key=text.index)]
        return [Found(member.name_en, member, 1.0) for member in members]


@pytest.fixture(autouse=True)
def cast(monkeypatch):
    monkeypatch.setattr(casts, "parts", lambda: (DogsAndCats(), None))


def canvas(operation, abilities=KNOWS):
    return takes(operation, Fake(abilities))[0].canvas


def words(of):
    return words_of(of.references)


def words_of(references):
    return [reference.words for reference in references]


def test_subjects_get_their_pictures_in_order():
    assert words(canvas(Generate("a cat chases a dog", seconds=0.3))) == ["cat", "dog"]
    assert words(canvas(Generate("a tree"))) == []


def test_ones_own_character_wins(tmp_path):
    Image.new("RGB", (8, 8), "red").save(tmp_path / "dog.png")
    (own,) = canvas(Generate("a dog runs", seconds=0.3, cast={"Dog": tmp_path / "dog.png"})).references
    assert own.words == "dog" and own.picture[0, 0, 0] == 255


def test_everybody_stands_where_the_prompt_puts_them():
    cat, dog = canvas(Generate("a cat runs left, a dog stands", seconds=0.3, enrich=False)).references
    assert cat.stand.frame == dog.stand.frame == 0 and cat.stand.left < dog.stand.left
    first, *_, last = canvas(Generate("a cat runs left", seconds=2, enrich=False)).references
    assert (first.stand.frame, last.stand.frame) == (0, 23) and last.stand.left < first.stand.left
    late = casting.with_cast(Canvas(4, 8, 8, 4.0, prompts=(Prompt("a cat", Span(2, 4)),)), KNOWS)
    assert late.references[0].stand.frame == 2


def test_each_copy_has_a_stand_of_its_own():
    made = canvas(Generate("three cats on the beach", seconds=0.3)).references
    assert words_of(made) == ["cat"] * 3 and len({one.stand.left for one in made}) == 3


def test_pictures_are_turned_to_where_somebody_goes(monkeypatch):
    half = np.zeros((8, 8, 3), np.uint8)
    half[:, 4:] = 255
    monkeypatch.setattr("haneul.prompts.staging.faces", lambda: {"cat": -1})
    monkeypatch.setattr(DogsAndCats, "picture", half)
    left, right = (canvas(Generate(f"a cat walks {way}")).references[0].picture for way in ("left", "right"))
    assert left[0, 0, 0] == 0 and right[0, 0, 0] == 255


def test_a_stand_has_the_shape_of_what_is_seen(monkeypatch):
    picture = np.zeros((10, 20, 4), np.uint8)
    picture[2:8, 5:7, 3] = 255
    monkeypatch.setattr(DogsAndCats, "picture", picture)
    (cat,) = canvas(Generate("a cat", seconds=0.3, enrich=False, size="128x64")).references
    assert (cat.stand.right - cat.stand.left) * 2 / (cat.stand.bottom - cat.stand.top) == pytest.approx(2 / 6)


def test_known_pixels_show_who_is_meant(tmp_path):
    Image.new("RGB", (8, 8), "red").save(tmp_path / "dog.png")
    assert words(canvas(Animate(tmp_path / "dog.png", "a dog runs"))) == []


def test_each_subject_once_along_a_timeline():
    long = Canvas(4, 8, 8, 24.0, prompts=(Prompt("a dog", Span(0, 2)), Prompt("a dog, a cat", Span(2, 4))))
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
