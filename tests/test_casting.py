"""Subjects of a prompt get their pictures; one's own character wins."""

from dataclasses import replace

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
    return [reference.words for reference in of.references]


def seen(of, colour):
    """Frames of the first guide's part in which something of `colour` is seen, and the middle x of it there."""
    drawn = (np.abs(of.guides[0].pixels().astype(int) - colour) < 12).all(-1)
    frames = np.flatnonzero(drawn.any((1, 2)))
    return frames, [np.flatnonzero(drawn[frame].any(0)).mean() / drawn.shape[2] for frame in frames]


BLACK, RED = (0, 0, 0), (255, 0, 0)


def test_everybody_whom_a_prompt_names_is_put_on_the_stage():
    made = canvas(Generate("a cat chases a dog", seconds=0.3))
    assert words(made) == [] and len(made.guides) == 1 and made.guides[0].span == made.span
    frames, _ = seen(made, BLACK)
    assert len(frames) == made.frames and made.guides[0].emptied() is None  # nothing is known to go on from


def test_a_stage_without_actors_still_tells_of_the_camera():
    drawn = canvas(Generate("a tree, pan right", seconds=1, enrich=False)).guides[0].pixels()
    assert len(seen(canvas(Generate("a tree")), BLACK)[0]) == 0 and (drawn[0] != drawn[-1]).any()


def test_ones_own_character_wins(tmp_path):
    Image.new("RGB", (8, 8), "red").save(tmp_path / "dog.png")
    made = canvas(Generate("a dog stands", seconds=0.3, cast={"Dog": tmp_path / "dog.png"}))
    assert len(seen(made, RED)[0]) == made.frames and len(seen(made, BLACK)[0]) == 0
    assert words(made) == []  # who is on the stage needs no card


def test_a_cat_that_runs_left_ends_there():
    frames, x = seen(canvas(Generate("a cat runs left", seconds=2, enrich=False)), BLACK)
    assert len(frames) == 24 and x[0] > 0.5 > x[-1]
    late = casting.with_cast(Canvas(4, 48, 64, 4.0, prompts=(Prompt("a cat", Span(2, 4)),)), KNOWS)
    assert late.guides[0].span == Span(2, 4)


def test_pictures_are_turned_to_where_somebody_goes(monkeypatch):
    half = np.zeros((8, 8, 3), np.uint8)
    half[:, 4:] = RED
    monkeypatch.setattr("haneul.prompts.staging.faces", lambda: {"cat": "left"})
    monkeypatch.setattr(DogsAndCats, "picture", half)
    for way, first in (("left", BLACK), ("right", RED)):
        made = canvas(Generate(f"a cat walks {way}", seconds=1, enrich=False))
        (_, black), (_, red) = seen(made, BLACK), seen(made, RED)
        assert bool(black[3] < red[3]) is (first == BLACK)


def test_a_hybrid_is_one_of_two_halves(monkeypatch):
    def members(_, text, __):
        pictures = {"cat": BLACK, "dog": RED}
        return [Found(n, Member(n, "", picture=np.full((8, 8, 3), c, np.uint8)), 1.0) for n, c in pictures.items()]

    monkeypatch.setattr(DogsAndCats, "find", members)
    made = canvas(Generate("half cat, half dog, standing", seconds=0.3, enrich=False))
    assert len(seen(made, BLACK)[0]) == len(seen(made, RED)[0]) == made.frames


def test_a_hybrid_goes_on_whole(monkeypatch):
    pictures = {"cat": BLACK, "dog": RED}
    found = [Found(n, Member(n, "", picture=np.full((8, 8, 3), c, np.uint8)), 1.0) for n, c in pictures.items()]
    monkeypatch.setattr(DogsAndCats, "find", lambda *_: found)
    half = Canvas(12, 48, 64, 12.0, prompts=(Prompt("half cat, half dog, standing", Span(0, 12)),))
    where = lambda *given: {5: (0.5, 0.25, 0.75, 0.75)} if (given[3] == BLACK).all() else {}  # noqa: E731
    monkeypatch.setattr(casting, "traced", where)
    made = casting.with_cast(half.put(np.full((6, 48, 64, 3), 99, np.uint8)), KNOWS)
    assert len(seen(made, BLACK)[0]) == len(seen(made, RED)[0]) == 6


def test_what_a_deed_needs_is_shown_beside_who_does_it(monkeypatch):
    pictures = {"microphone": RED, "dog": BLACK}
    members = {n: Member(n, "", picture=np.full((8, 8, 3), c, np.uint8)) for n, c in pictures.items()}
    find = lambda _, text, __: [Found(n, m, 1.0) for n, m in members.items() if n in text]  # noqa: E731
    monkeypatch.setattr(DogsAndCats, "find", find)
    made = canvas(Generate("two dogs host a podcast", seconds=0.3, enrich=False))
    assert len(seen(made, RED)[0]) == len(seen(made, BLACK)[0]) == made.frames


def test_known_pixels_show_who_is_meant(tmp_path):
    Image.new("RGB", (8, 8), "red").save(tmp_path / "dog.png")
    made = canvas(Animate(tmp_path / "dog.png", "a dog runs"))
    assert words(made) == [] and made.guides == ()


def test_who_is_seen_in_the_known_frames_goes_on_from_there(monkeypatch):
    clip, cat = np.full((6, 48, 64, 3), 99, np.uint8), Prompt("a cat walks left", Span(0, 12))
    half = Canvas(12, 48, 64, 12.0, prompts=(cat,)).put(clip)
    monkeypatch.setattr(casting, "traced", lambda *_: {5: (0.5, 0.25, 0.75, 0.75)})
    made = casting.with_cast(half, KNOWS)
    assert [one.span for one in made.guides] == [Span(6, 12)]
    frames, x = seen(made, BLACK)
    assert len(frames) == 6 and x[0] == pytest.approx(0.625, abs=0.05) and x[-1] < x[0]
    (empty,) = (one.emptied().pixels() for one in made.guides)
    assert not (empty == BLACK).all(-1).any() and (empty == 99).mean() > 0.8  # the known frames' colours, and marks
    monkeypatch.setattr(casting, "traced", lambda *_: {})
    assert casting.with_cast(half, KNOWS).guides == ()


def test_every_prompt_of_a_timeline_has_its_own_stage():
    long = Canvas(4, 8, 8, 24.0, prompts=(Prompt("a dog", Span(0, 2)), Prompt("a dog, a cat", Span(2, 4))))
    assert [one.span for one in casting.with_cast(long, KNOWS).guides] == [Span(0, 2), Span(2, 4)]


def test_who_is_in_two_prompts_goes_on_from_where_they_were_and_the_place_dissolves():
    texts = ("a dog walks right on the beach", "a dog jumps in a city at night")
    prompts = tuple(Prompt(text, Span(12 * n, 12 * n + 12)) for n, text in enumerate(texts))
    long = Canvas(24, 72, 128, 12.0, prompts=prompts)
    before, after = (one.frames for one in casting.with_cast(long, KNOWS).guides)
    middles = [
        boxes.reshape(-1, 2, 2).mean(1)[at] for boxes, at in ((before.stands["dog"], -1), (after.stands["dog"], 0))
    ]
    assert middles[1] == pytest.approx(middles[0], abs=1e-6)
    steps = np.abs(np.diff(np.concatenate([before[:], after[:]]).astype(float), axis=0)).mean((1, 2, 3))
    plain = np.abs(before[-1:].astype(float) - after[11:12]).mean()
    assert steps[11:17].max() < 0.4 * plain
    cut = casting.with_cast(replace(long, cuts=(12,)), KNOWS).guides
    assert np.abs(cut[0].frames[-1:].astype(float) - cut[1].frames[:1]).mean() > 0.8 * plain


def test_no_lookup_for_an_engine_without_the_cast():
    assert canvas(Generate("a dog runs"), Abilities("plain")).guides == ()


def test_without_an_installed_cast(monkeypatch):
    def missing():
        raise MissingPart("no cast")

    monkeypatch.setattr(casts, "parts", missing)
    assert len(seen(canvas(Generate("a dog runs")), BLACK)[0]) == 0


def test_what_is_re_imagined_throughout_may_become_somebody_else():
    clip, cat = np.zeros((4, 64, 64, 3), np.uint8), Prompt("a cat", Span(0, 4))
    blank = Canvas(4, 64, 64, 12.0, prompts=(cat,))
    box = np.zeros((64, 64), np.float32)
    box[:32] = 1
    assert words(casting.with_cast(blank.put(clip, noise=0.5), KNOWS)) == ["cat"]
    made = casting.with_cast(blank.put(clip, noise=box), KNOWS)  # the cat stands in the opening
    assert words(made) == [] and not (made.guides[0].pixels()[:, 32:] == 0).any() and len(seen(made, BLACK)[0]) == 4
    fading = np.linspace(0, 1, 4, dtype=np.float32)[:, None, None]
    assert words(casting.with_cast(blank.put(clip, noise=fading), KNOWS)) == []


def test_each_prompt_of_a_clip_that_goes_on_has_its_own_frames(monkeypatch):
    prompts = Prompt("a cat walks left", Span(0, 8)), Prompt("a cat jumps", Span(8, 12))
    half = Canvas(12, 48, 64, 12.0, prompts=prompts).put(np.full((6, 48, 64, 3), 99, np.uint8))
    monkeypatch.setattr(casting, "traced", lambda *_: {5: (0.5, 0.25, 0.75, 0.75)})
    assert [one.span for one in casting.with_cast(half, KNOWS).guides] == [Span(6, 8), Span(8, 12)]


def test_an_animatic_has_the_look_and_somebody_the_colour_that_are_asked_for(monkeypatch):
    monkeypatch.setattr(DogsAndCats, "picture", np.full((8, 8, 3), (150, 120, 90), np.uint8))
    plain = canvas(Generate("a cat stands", seconds=0.3, enrich=False)).guides[0].pixels()
    noir = canvas(Generate("a cat stands, film noir", seconds=0.3, enrich=False)).guides[0].pixels()
    assert (plain[..., 0] != plain[..., 2]).any() and (noir[..., 0] == noir[..., 2]).all()
    blue = canvas(Generate("a blue cat stands", seconds=0.3, enrich=False)).guides[0].pixels().astype(int)
    assert (blue[..., 2] - blue[..., 0]).max() > 60
