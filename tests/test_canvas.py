import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.canvas import Canvas, Clip, Guide, Prompt, Region, Sound, Span, check_frames, prompt_at, say
from haneul.errors import HaneulError, InvalidInput, InvalidSize

few = settings(max_examples=40)  # drawing a canvas takes a while
spans = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda ends: Span(min(ends), max(ends)))


@st.composite
def layers(draw: st.DrawFn, shape: tuple[int, int, int]) -> tuple[np.ndarray, int, int, int, float]:
    """Frames that lie inside `shape`, where they lie and their noise."""
    ends = [sorted(draw(st.tuples(st.integers(0, side - 1), st.integers(1, side)))) for side in shape]
    (at, stop), (y, bottom), (x, right) = [(low, max(high, low + 1)) for low, high in ends]
    level = draw(st.integers(0, 255))
    frames = np.full((stop - at, bottom - y, right - x, 3), level, np.uint8)
    return frames, at, x, y, draw(st.sampled_from([0.0, 0.25, 1.0]))


@st.composite
def canvases(draw: st.DrawFn) -> Canvas:
    shape = draw(st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(1, 5)))
    texts = draw(st.lists(st.tuples(st.sampled_from("abc"), spans), max_size=3))
    canvas = Canvas(*shape, fps=12, prompts=tuple(Prompt(text, span) for text, span in texts))
    for layer in draw(st.lists(layers(shape), max_size=4)):
        canvas = canvas.put(*layer)
    return canvas


@st.composite
def windows(draw: st.DrawFn) -> tuple[Canvas, Span]:
    canvas = draw(canvases())
    start = draw(st.integers(0, canvas.frames - 1))
    return canvas, Span(start, draw(st.integers(start + 1, canvas.frames)))


def blank(frames: int = 4, height: int = 3, width: int = 5) -> Canvas:
    return Canvas(frames, height, width, fps=12)


@given(st.data())
def test_a_window_has_its_own_part_of_a_guide(data) -> None:
    at, first, length = (data.draw(st.integers(0, 5)) for _ in range(3))
    frames = np.arange(first + length + 3, dtype=np.uint8).reshape(-1, 1, 1, 1) * np.ones((1, 3, 5, 3), np.uint8)
    guide = Guide(frames, at, Span(first, first + length), frames + 100)
    canvas = replace(blank(12), guides=(guide,))
    span = Span(start := data.draw(st.integers(0, 11)), data.draw(st.integers(start + 1, 12)))
    there = {at + number: first + number for number in range(length) if span.start <= at + number < span.stop}
    parts = canvas.window(span).guides
    shown = {one.at + number: frame[0, 0, 0] for one in parts for number, frame in enumerate(one.pixels())}
    assert shown == {frame - span.start: value for frame, value in there.items()} and len(parts) == bool(there)
    for one in parts:
        assert np.array_equal(one.emptied().pixels(), one.pixels() + 100)


@given(spans, spans)
def test_spans_meet_where_both_are(a: Span, b: Span) -> None:
    both = set(range(a.start, a.stop)) & set(range(b.start, b.stop))
    assert set(range((a & b).start, (a & b).stop)) == both
    assert len(a & b) == len(b & a) == len(both)


@given(spans, st.integers(0, 20))
def test_a_shift_can_be_undone(span: Span, frames: int) -> None:
    assert len(span.shift(frames)) == len(span)
    assert span.shift(frames).shift(-frames) == span


@pytest.mark.parametrize("ends", [(-1, 2), (3, 2)])
def test_spans_that_cannot_be(ends: tuple[int, int]) -> None:
    with pytest.raises(InvalidInput, match="0 <= start <= stop"):
        Span(*ends)


def test_a_region_has_pixels() -> None:
    assert Region(-3, 0, 1, 1).x == -3
    with pytest.raises(InvalidInput, match="0x4"):
        Region(0, 0, 0, 4)


@pytest.mark.parametrize(
    "change",
    [{"frames": 0}, {"height": 0}, {"width": -1}, {"fps": 0}, {"fps": -1.0}, {"fps": math.nan}, {"fps": math.inf}],
)
def test_canvases_that_cannot_be(change: dict[str, float]) -> None:
    with pytest.raises(InvalidSize, match="A canvas needs"):
        replace(blank(), **change)


def test_our_errors_are_value_errors_and_ours() -> None:
    for kind in (ValueError, HaneulError):
        with pytest.raises(kind):
            Canvas(0, 1, 1, 1)


def test_a_blank_canvas_knows_nothing() -> None:
    canvas = blank()
    assert (canvas.noise() == 1).all() and canvas.noise().dtype == np.float32
    assert (canvas.pixels() == 127).all() and canvas.pixels().shape == (4, 3, 5, 3)
    frames = np.zeros((4, 3, 5, 3), np.uint8)
    assert canvas.paste(frames) is frames


def test_put_does_not_change_the_canvas() -> None:
    canvas = blank()
    canvas.put(np.zeros((1, 3, 5, 3), np.uint8))
    assert canvas.layers == ()


@few
@given(canvases())
def test_a_later_layer_covers_an_earlier_one(canvas: Canvas) -> None:
    noise, pixels = np.ones(canvas.shape, np.float32), np.full((*canvas.shape, 3), 127)
    for layer in canvas.layers:
        for t, y, x in np.ndindex(layer.frames.shape[:3]):
            place = layer.at + t, layer.y + y, layer.x + x
            noise[place], pixels[place] = layer.noise[t, y, x], layer.frames[t, y, x]
    assert np.array_equal(canvas.noise(), noise)
    assert np.array_equal(canvas.pixels(), pixels)


@few
@given(canvases(), st.integers(0, 255))
def test_paste_returns_known_pixels_and_no_others(canvas: Canvas, level: int) -> None:
    painted = np.full((*canvas.shape, 3), level, np.uint8)
    pasted = canvas.paste(painted)
    known = canvas.noise() == 0
    assert np.array_equal(pasted[known], canvas.pixels()[known])
    assert np.array_equal(pasted[~known], painted[~known])
    assert np.array_equal(canvas.paste(pasted), pasted)


def test_paste_refuses_another_shape() -> None:
    with pytest.raises(InvalidInput, match=r"\(4, 3, 5, 3\)"):
        blank().paste(np.zeros((4, 5, 3, 3), np.uint8))


@few
@given(windows())
def test_a_window_is_that_part_of_the_whole(given: tuple[Canvas, Span]) -> None:
    canvas, span = given
    cut, part = slice(span.start, span.stop), canvas.window(span)
    assert part.shape == (len(span), canvas.height, canvas.width)
    assert np.array_equal(part.noise(), canvas.noise()[cut])
    assert np.array_equal(part.pixels(), canvas.pixels()[cut])
    for frame in range(len(span)):
        assert prompt_at(part.prompts, frame) == prompt_at(canvas.prompts, span.start + frame)


@few
@given(windows(), st.data())
def test_a_window_of_a_window(given: tuple[Canvas, Span], data: st.DataObject) -> None:
    canvas, span = given
    start = data.draw(st.integers(0, len(span) - 1))
    inner = Span(start, data.draw(st.integers(start + 1, len(span))))
    twice, once = canvas.window(span).window(inner), canvas.window(inner.shift(span.start))
    assert np.array_equal(twice.pixels(), once.pixels()) and np.array_equal(twice.noise(), once.noise())
    assert twice.prompts == once.prompts


def test_a_window_copies_no_pixels() -> None:
    frames = np.zeros((4, 3, 5, 3), np.uint8)
    part = blank().put(frames).window(Span(1, 3))
    assert np.shares_memory(part.layers[0].frames, frames)


@pytest.mark.parametrize("span", [Span(2, 2), Span(2, 5)])
def test_windows_that_are_not_there(span: Span) -> None:
    with pytest.raises(InvalidInput, match="are not in 0 to 4"):
        blank().window(span)


def test_one_known_frame_of_a_long_canvas_takes_its_own_memory_only() -> None:
    canvas = Canvas(1440, 1080, 1920, fps=24).put(np.zeros((1, 1080, 1920, 3), np.uint8))
    assert sum(layer.frames.nbytes for layer in canvas.layers) == 1080 * 1920 * 3
    assert canvas.layers[0].noise.base is not None  # one number, broadcast


@pytest.mark.parametrize("place", [{"at": -1}, {"at": 4}, {"x": -1}, {"x": 4}, {"y": 2}])
def test_layers_lie_inside(place: dict[str, int]) -> None:
    with pytest.raises(InvalidInput, match="do not lie inside"):
        blank().put(np.zeros((1, 2, 2, 3), np.uint8), **place)


@pytest.mark.parametrize("noise", [-0.1, 1.1, math.nan])
def test_noise_lies_between_0_and_1(noise: float) -> None:
    with pytest.raises(InvalidInput, match="between 0"):
        blank().put(np.zeros((1, 2, 2, 3), np.uint8), noise=noise)


def test_noise_may_differ_by_pixel() -> None:
    noise = np.linspace(0, 1, 15, dtype=np.float32).reshape(3, 5)
    canvas = blank().put(np.zeros((2, 3, 5, 3), np.uint8), at=1, noise=noise)
    assert np.array_equal(canvas.noise()[1], noise) and np.array_equal(canvas.noise()[2], noise)


@pytest.mark.parametrize(
    "frames",
    [
        np.zeros((1, 2, 2, 3), np.float32),
        np.zeros((2, 2, 3), np.uint8),
        np.zeros((1, 2, 2, 4), np.uint8),
        np.zeros((0, 2, 2, 3), np.uint8),
        None,
    ],
)
def test_frames_are_uint8_pictures(frames: np.ndarray) -> None:
    with pytest.raises(InvalidInput, match="uint8"):
        check_frames(frames)


def test_a_clip_knows_its_size_and_length() -> None:
    sound = Sound(np.zeros((44100, 2), np.float32), 44100)
    clip = Clip(np.zeros((24, 3, 5, 3), np.uint8), 12, sound)
    assert clip.size == (5, 3) and clip.seconds == 2 and sound.seconds == 1


def test_what_is_said_when() -> None:
    assert say("", 4) == ()
    assert say("a dog", 4) == (Prompt("a dog", Span(0, 4)),)
    prompts = (*say("a dog", 8), Prompt("rain", Span(4, 6)))
    assert [prompt_at(prompts, frame) for frame in (0, 4, 5, 6, 8)] == ["a dog", "rain", "rain", "a dog", ""]


def test_a_window_keeps_the_cuts_inside_it_and_the_notes():
    canvas = replace(Canvas(20, 8, 8, 12), cuts=(5, 10, 15)).note("fitted").note("fitted")
    window = canvas.window(Span(5, 15))
    assert window.cuts == (5,) and window.notes == ("fitted",)


def test_a_window_hears_its_own_part():
    sound = Sound(np.arange(4000, dtype=np.float32)[:, None], 1000)
    canvas = Canvas(48, 2, 2, 12.0, sound=sound)
    part = canvas.window(Span(12, 30)).sound
    assert part is not None and part.samples[0, 0] == 1000 and part.seconds == 1.5
    beyond = replace(canvas, sound=sound.cut(0, 1)).window(Span(24, 36)).sound
    assert beyond is not None and beyond.seconds == 0
