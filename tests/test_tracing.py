"""Known frames beside unknown ones are looked at, and only those who are seen there are found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.canvas import Canvas, Span
from haneul.tracing import LOOKED_AT, beside, traced, unknown


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.data())
def test_runs_are_known_and_touch_what_is_unknown(known, data):
    start = data.draw(st.integers(0, len(known) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(known))))
    runs = beside(known, span)
    for run in runs:
        assert 1 <= len(run) <= LOOKED_AT and span.start <= run.start < run.stop <= span.stop
        assert all(known[run.start : run.stop])
        around = [at for at in (run.start - 1, run.stop) if span.start <= at < span.stop]
        assert any(not known[at] for at in around)
    edges = sum(known[at - 1] != known[at] for at in range(span.start + 1, span.stop))
    assert len(runs) == edges


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_unknown_runs_are_what_is_left_of_the_known_frames(known):
    runs = unknown(known, Span(0, len(known)))
    assert [at for run in runs for at in range(run.start, run.stop)] == [at for at, one in enumerate(known) if not one]


def badge():
    colours = np.random.default_rng(3).integers(0, 255, (6, 5, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    y, x = np.mgrid[-1:1:48j, -1:1:40j]
    return np.dstack([colours, np.where(x**2 + y**2 < 1, 255, 0).astype(np.uint8)])


def clip(picture, places):
    frames = np.full((len(places), 90, 160, 3), 120, np.uint8)
    for frame, x in zip(frames, places, strict=True):
        there = frame[20:68, x : x + 40]
        there[picture[..., 3] > 0] = picture[picture[..., 3] > 0][:, :3]
    return frames


def test_who_is_seen_before_a_gap_is_found_there_and_after_it():
    blank = Canvas(12, 90, 160, 12.0).put(clip(badge(), [10, 14, 18, 22])).put(clip(badge(), [90, 94]), at=10)
    known = [frame < 4 or frame >= 10 for frame in range(12)]
    boxes = traced(blank, Span(0, 12), known, badge())
    assert sorted(boxes) == [1, 2, 3, 10, 11]
    for frame, x in ((1, 14), (2, 18), (3, 22), (10, 90), (11, 94)):
        assert np.array(boxes[frame]) == pytest.approx([x / 160, 20 / 90, (x + 40) / 160, 68 / 90], abs=0.06)


def test_nobody_is_found_who_is_not_there():
    other = np.dstack([np.random.default_rng(9).integers(0, 255, (12, 12, 3), np.uint8), np.full((12, 12), 255, "u1")])
    blank = Canvas(8, 90, 160, 12.0).put(clip(badge(), [10, 14, 18, 22]))
    assert traced(blank, Span(0, 8), [frame < 4 for frame in range(8)], other) == {}
