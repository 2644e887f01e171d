"""The plan covers the canvas, crosses no cut, passes known frames through and keeps within the engine's limits."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.canvas import Canvas, Prompt, Span, prompt_at, say
from haneul.engines.base import Abilities
from haneul.windows import plan
from haneul.windows.known import known_frames, levels
from haneul.windows.plan import passages, whole

BLANK = Canvas(30, 4, 4, 12.0, prompts=say("a corgi", 30))


def still(count, value=9):
    return np.full((count, 4, 4, 3), value, np.uint8)


@st.composite
def canvases(draw):
    """A canvas with known passages, cuts and prompts anywhere."""
    frames = draw(st.integers(1, 300))
    canvas = Canvas(frames, 4, 4, 12.0)
    inside = st.integers(0, frames - 1)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(inside)
        count = draw(st.integers(1, frames - at))
        canvas = canvas.put(still(count), at=at, noise=draw(st.sampled_from((0.0, 0.0, 0.5))))
    edges = sorted({0, frames, *draw(st.lists(inside, max_size=3))})
    prompts = tuple(Prompt(str(a % 2), Span(a, b)) for a, b in pairwise(edges))
    return replace(canvas, prompts=prompts, cuts=tuple(draw(st.lists(inside, max_size=3))))


@st.composite
def abilities(draw):
    frames = draw(st.integers(1, 120))
    context = draw(st.integers(0, 60))
    stride = draw(st.sampled_from((1, 4)))
    sink = draw(st.integers(0, 1)) if min(context, frames // 2) > stride else 0
    return Abilities("any", frames=frames, context=context, sink=sink, stride=stride, one_prompt=draw(st.booleans()))


@given(canvases(), abilities())
def test_any_plan(canvas, able):
    windows, known = plan(canvas, able), known_frames(canvas)
    assert windows[0].span.start == 0 and windows[-1].span.stop == canvas.frames
    assert all(a.span.stop == b.span.start for a, b in pairwise(windows))
    painted = [window for window in windows if window.number is not None]
    assert [window.number for window in painted] == list(range(len(painted)))
    for window in windows:
        span, look = window.span, window.look
        assert len(span) and len(span & look) == len(span), "looks at what it paints"
        assert not any(look.start < cut < look.stop for cut in canvas.cuts), "nothing of another shot"
        assert all(need.stop <= span.start for need in window.needs), "asks for the past only"
        if window.number is None:
            assert all(known[span.start : span.stop]) and len(span) <= 16
            continue
        assert window.lead + len(look) + len(window.sink) <= able.frames
        assert not any(window.sink.stop > cut > window.sink.start for cut in canvas.cuts)
        assert all(known[span.stop : look.stop]), "only known frames lie ahead"
        if able.one_prompt:
            assert len({prompt_at(canvas.prompts, at) for at in range(span.start, span.stop)}) == 1
    for at, here in enumerate(known):
        if not here:
            assert any(at in range(w.span.start, w.span.stop) for w in painted)


def spans(frames, most, context, **more):
    windows = plan(replace(BLANK, frames=frames, prompts=()), Abilities("a", frames=most, context=context, **more))
    return [window.look for window in windows]


@given(st.integers(122, 3600))
def test_windows_are_about_equally_long(frames):
    lengths = [len(look) for look in spans(frames, 121, 25)]
    assert len(set(lengths[:-1])) == 1 and lengths[-1] <= lengths[0]


def test_what_fits_is_one_window():
    assert spans(49, 49, 13) == [Span(0, 49)]


def test_windows_of_a_strided_engine_fill_their_latents():
    looks = spans(720, 49, 13, stride=4)
    assert all(a.stop - b.start == 13 for a, b in pairwise(looks))
    assert all(len(look) % 4 == 1 for look in looks[:-1])


def test_known_frames_are_passed_through_and_shown_on_both_sides():
    canvas = BLANK.put(still(10)).put(still(8), at=22)
    able = Abilities("a", frames=40, context=4)
    windows = plan(canvas, able)
    assert [(w.span, w.number) for w in windows] == [
        (Span(0, 10), None), (Span(10, 22), 0), (Span(22, 30), None)
    ]  # fmt: skip
    assert windows[1].look == Span(6, 26) and windows[1].needs == (Span(6, 10),)


def test_a_short_known_passage_stays_inside_its_run():
    canvas = BLANK.put(still(1), at=15)
    assert [w.look for w in plan(canvas, Abilities("a", frames=40, context=4))] == [Span(0, 30)]


def test_nothing_before_a_cut_is_shown():
    windows = plan(replace(BLANK, cuts=(12,)), Abilities("a", frames=10, context=4, sink=1))
    first = next(w for w in windows if w.span.start == 12)
    assert first.look.start == 12 and not first.needs


def test_a_prompt_that_changes_cuts_the_windows_of_an_engine_that_follows_one():
    prompts = (Prompt("walks", Span(0, 12)), Prompt("jumps", Span(12, 30)))
    canvas = replace(BLANK, prompts=prompts)
    one = plan(canvas, Abilities("a", frames=40, context=4, one_prompt=True))
    assert [w.span for w in one] == [Span(0, 12), Span(12, 30)] and one[1].look.start == 8
    assert len(plan(canvas, Abilities("a", frames=40, context=4))) == 1


def test_the_sink_is_the_start_of_the_shot_and_takes_the_place_of_context():
    windows = plan(replace(BLANK, cuts=(4,)), Abilities("a", frames=13, context=5, sink=1, stride=4))
    assert not len(windows[1].sink)
    assert windows[2].sink == Span(4, 5) and windows[2].span.start - windows[2].look.start == 4


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([1, 1, 0, 0], [(Span(5, 7), True), (Span(7, 9), False)]),
        ([0, 1, 0, 0], [(Span(5, 9), False)]),
        ([1, 0, 1, 0, 1], [(Span(5, 6), True), (Span(6, 9), False), (Span(9, 10), True)]),
        ([0, 1, 1, 0], [(Span(5, 6), False), (Span(6, 8), True), (Span(8, 9), False)]),
    ],
)
def test_passages(known, expected):
    assert passages([bool(k) for k in known], 5, 2) == expected


@pytest.mark.parametrize(("frames", "fills"), [(0, 0), (1, 1), (4, 1), (5, 5), (14, 13)])
def test_whole_latents(frames, fills):
    assert whole(frames, 4) == fills


def test_frames_are_known_only_to_the_last_pixel():
    left, right = np.s_[:, :, :2], np.s_[:, :, 2:]
    canvas = BLANK.put(still(5)).put(still(2), at=1, noise=0.3).put(still(1), at=2)
    canvas = canvas.put(still(4)[left], at=10).put(still(3)[right], at=10, x=2)
    canvas = canvas.put(still(1), at=20).put(still(1)[left], at=20, noise=1.0)
    assert [at for at, known in enumerate(known_frames(canvas)) if known] == [0, 2, 3, 4, 10, 11, 12]


def test_levels_read_what_was_broadcast_once():
    one = np.float32([[0.0, 0.25]])
    assert levels(np.broadcast_to(one, (3, 1, 2))).tolist() == [0.25] * 3
    assert levels(np.float32([[[0]], [[1]]])).tolist() == [0, 1]
