"""Known frames beside unknown ones are looked at, and only those who are seen there are found."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul import media
from haneul.canvas import Canvas, Clip, Span
from haneul.engines.fake import Fake
from haneul.operations.extend import Extend
from haneul.operations.generate import Generate
from haneul.operations.remix import Remix
from haneul.operations.restyle import Restyle
from haneul.render import takes
from haneul.tracing import LOOKED_AT, beside, crossing, instead, opening, traced, unknown
from haneul.whereabouts import recorded, told


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


def test_who_is_seen_on_one_side_only_goes_or_comes_where_others_are_seen_on_the_other():
    known, span = [True] * 3 + [False] * 4 + [True] * 3, Span(0, 10)
    fox, cat = {1: (0.5, 0.2, 0.7, 0.6), 2: (0.6, 0.2, 0.8, 0.6)}, {7: (0.1, 0.3, 0.4, 0.9)}
    made = crossing({"fox": fox, "cat": cat}, known, span)
    assert made["fox"] == fox | {6: pytest.approx((1.0, 0.2, 1.2, 0.6))}
    assert made["cat"] == cat | {3: pytest.approx((-0.3, 0.3, 0.0, 0.9))}
    for alone in ({"fox": fox}, {"fox": fox | {8: fox[2]}, "cat": cat}, {}):
        assert crossing(alone, known, span) == alone


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
    boxes = traced(blank, Span(0, 12), known, badge(), {})
    assert sorted(boxes) == [1, 2, 3, 10, 11]
    for frame, x in ((1, 14), (2, 18), (3, 22), (10, 90), (11, 94)):
        assert np.array(boxes[frame]) == pytest.approx([x / 160, 20 / 90, (x + 40) / 160, 68 / 90], abs=0.06)


def test_nobody_is_found_who_is_not_there():
    other = np.dstack([np.random.default_rng(9).integers(0, 255, (12, 12, 3), np.uint8), np.full((12, 12), 255, "u1")])
    blank = Canvas(8, 90, 160, 12.0).put(clip(badge(), [10, 14, 18, 22]))
    assert traced(blank, Span(0, 8), [frame < 4 for frame in range(8)], other, {}) == {}


def fake(operation):
    """The one take of an operation by the fake engine, as one that was trained with the cast."""
    return takes(operation, Fake(abilities=replace(Fake().abilities, cast=True)))[0]


@pytest.mark.parametrize("fps", [4, 8])
def test_a_file_of_our_own_says_where_somebody_stands_and_they_go_on_from_there(fps, tmp_path):
    first = fake(Generate("a fox walks to the right on the beach", seconds=2, size="128x96", fps=fps, seed=3))
    boxes = first.canvas.guides[0].frames.stands["fox"]
    first.write(tmp_path / "fox.mp4")
    rows = media.read_metadata(tmp_path / "fox.mp4")["stands"]["fox"]
    assert [row[0] for row in rows] == [frame / fps for frame in range(2 * fps)]
    assert np.array(rows)[:, 1:] == pytest.approx(boxes, abs=1e-3)

    more = fake(Extend(tmp_path / "fox.mp4", seconds=1))
    guide = more.canvas.guides[0]
    assert guide.at == 2 * fps and guide.frames.stands["fox"][guide.at - 1] == pytest.approx(boxes[-1], abs=1e-3)
    more.write(tmp_path / "longer.mp4")  # by hand: the fake engine paints no fox that could be looked for
    kept = media.read_metadata(tmp_path / "longer.mp4")["stands"]["fox"]
    assert kept[: 2 * fps] == rows and [row[0] for row in kept] == [frame / fps for frame in range(3 * fps)]


@pytest.mark.parametrize(
    "said", [5, {"fox": 3}, {"fox": []}, {"fox": [[1, 2]]}, {"fox": [["a", 1, 2, 3, 4]]}, {"fox": [[0], [1, 2]]}]
)
def test_a_record_that_makes_no_sense_is_not_believed(said, tmp_path):
    frames = np.full((6, 96, 128, 3), 120, np.uint8)
    media.write(tmp_path / "odd.mp4", Clip(frames, 8.0), metadata={"stands": said})
    footage = media.Footage(tmp_path / "odd.mp4")
    blank = Canvas(8, 96, 128, 8.0).put(footage)
    assert traced(blank, blank.span, [frame < 6 for frame in range(8)], badge(), recorded(blank).get("fox", {})) == {}
    assert told(blank, blank.span) == {}


def test_an_opening_is_what_is_invented_of_a_picture_that_is_kept_around_it():
    noise = np.zeros((1, 90, 160), np.float32)
    noise[:, 30:60, 40:120] = 1
    blank = Canvas(6, 90, 160, 12.0).put(np.zeros((6, 90, 160, 3), np.uint8), noise=noise)
    box = pytest.approx((0.25, 1 / 3, 0.75, 2 / 3))
    assert opening(blank, blank.span) == {0: box, 4: box, 5: box}
    assert instead(blank, blank.span, ["fox"]) == {"fox": opening(blank, blank.span)}
    assert instead(blank, blank.span, ["fox", "cat"]) == instead(blank, blank.span, []) == {}
    assert opening(Canvas(6, 90, 160, 12.0).put(np.zeros((6, 90, 160, 3), np.uint8), noise=0.9), Span(0, 6)) == {}


@pytest.mark.parametrize("prompt, places", [
    ("a fox walks right on the beach", {"fox": "fox"}), ("a cat on the beach", {"cat": "fox"}),
    ("a cat chases a dog on the beach", {}),
])  # fmt: skip
def test_who_is_painted_instead_stands_where_the_file_says(prompt, places, tmp_path):
    first = fake(Generate("a fox walks right on the beach", seconds=1, size="128x96", fps=8, seed=3))
    first.write(tmp_path / "fox.mp4")
    where, take = first.canvas.guides[0].frames.stands, fake(Remix(tmp_path / "fox.mp4", prompt, strength="strong"))
    made = take.canvas
    assert set(take.record()["stands"]) == set(places)
    assert len(made.guides) == (1 if places else 0)
    for new, old in places.items():
        middle = where[old].reshape(-1, 2, 2).mean(1)
        assert made.guides[0].frames.stands[new].reshape(-1, 2, 2).mean(1) == pytest.approx(middle, abs=1e-3)


def test_a_new_look_keeps_everybody_in_their_places(tmp_path):
    fake(Generate("a fox walks right on the beach", seconds=1, size="128x96", fps=8, seed=3)).write(
        tmp_path / "fox.mp4"
    )
    drawn = fake(Restyle(tmp_path / "fox.mp4", preset="film noir")).canvas.guides[0].pixels()
    assert (drawn[..., 0] == drawn[..., 1]).all() and np.ptp(drawn[0, 40:60]) > 100


@pytest.mark.parametrize("name", ["fox", "cat"])
def test_each_of_two_goes_on_or_is_replaced_in_their_own_place(name, tmp_path):
    first = fake(Generate("two foxes walk right on the beach", seconds=1, size="128x96", fps=8, seed=3))
    first.write(tmp_path / "foxes.mp4")
    before = first.canvas.guides[0].frames.stands
    assert set(before) == {"fox", "fox 2"}
    prompt = f"two {name}s walk right on the beach" if name == "cat" else ""
    again = Remix(tmp_path / "foxes.mp4", prompt, strength="strong") if prompt else Extend(tmp_path / "foxes.mp4")
    after = fake(again).canvas.guides[0].frames.stands
    assert set(after) == {name, f"{name} 2"}
    for old, new in zip(("fox", "fox 2"), (name, f"{name} 2"), strict=True):
        middles = [boxes[7].reshape(2, 2).mean(0) for boxes in (before[old], after[new])]
        assert middles[1] == pytest.approx(middles[0], abs=2e-3)
