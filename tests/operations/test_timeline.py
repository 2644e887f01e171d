"""Marks in a prompt say from when on words hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.canvas import Span
from haneul.errors import InvalidPrompt
from haneul.operations.generate import Generate
from haneul.operations.shape import Defaults
from haneul.operations.timeline import timeline
from haneul.render import takes


def passages(text, frames=120, fps=10.0):
    return [(prompt.text, (prompt.span.start, prompt.span.stop)) for prompt in timeline(text, frames, fps)]


def test_marks_cut_the_prompt():
    assert passages("a cat walks [4s] the cat jumps [8.5 s] it sleeps") == [
        ("a cat walks", (0, 40)), ("the cat jumps", (40, 85)), ("it sleeps", (85, 120))
    ]  # fmt: skip
    assert passages("고양이가 걷는다 [4초] 고양이가 뛴다")[1] == ("고양이가 뛴다", (40, 120))


@pytest.mark.parametrize("text", ["a cat", "a sign says [stop]", "in [1999] a cat", ""])
def test_other_prompts_are_left_alone(text):
    assert passages(text) == ([(text, (0, 120))] if text else [])


def test_a_mark_at_the_start():
    assert passages("[0s] a cat [3s] a dog") == [("a cat", (0, 30)), ("a dog", (30, 120))]


@given(st.lists(st.integers(1, 119), min_size=1, max_size=5, unique=True))
def test_passages_cover_the_clip(frames):
    marks = sorted(frames)
    made = timeline("a" + "".join(f" [{at / 10}s] b{at}" for at in marks), 120, 10.0)
    assert [p.span for p in made] == [Span(a, b) for a, b in zip([0, *marks], [*marks, 120], strict=True)]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("a [8s] b [4s] c", "must rise, got .8s., .4s."),
        ("a [4s] b [4s] c", "must rise"),
        ("a [4s]", "no words"),
        ("a [12s] b", "is 12 s long"),
    ],
)
def test_bad_marks_are_told(text, match):
    with pytest.raises(InvalidPrompt, match=match):
        passages(text)


def test_operations_follow_it():
    canvas = Generate("a cat [1s] a dog", seconds=3, fps=10).canvas(Defaults())
    assert [p.text for p in canvas.prompts] == ["a cat", "a dog"]


def test_without_a_length_the_last_passage_has_the_usual_one():
    canvas = Generate("a cat [2s] a dog", fps=10).canvas(Defaults())
    assert canvas.frames == 60
    (take,) = takes(Generate("a cat [2s] a dog", fps=10, size="64x64"), "fake")
    assert take.canvas.frames == 60, "a mark is no spoken length"
