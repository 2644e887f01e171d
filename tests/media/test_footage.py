"""Footage: a file's frames as an array that decodes what is asked for."""

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haneul import media
from haneul.canvas import Canvas, Clip, Span
from haneul.errors import InvalidInput, MediaError
from haneul.media import footage as module
from haneul.media.footage import Footage


def numbered(frames, width=32, height=32):
    """Frame i is grey of level 10 + 5 i: it can be told from its pixels."""
    levels = (10 + 5 * np.arange(frames)).astype(np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (frames, height, width, 3)).copy()


def numbers(frames):
    return [round((float(frame.mean()) - 10) / 5) for frame in frames]


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    media.write(path, Clip(numbered(40), 12))
    return path


@pytest.fixture
def opened(monkeypatch):
    """How often a file was opened for reading frames."""
    count = []

    def stream(*arguments, **named):
        count.append(arguments)
        return media.stream(*arguments, **named)

    monkeypatch.setattr(module, "stream", stream)
    return count


def test_it_looks_like_an_array(clip):
    made = Footage(clip)
    assert made.shape == (40, 32, 32, 3) and made.dtype == np.uint8 and len(made) == 40 and made.fps == 12
    whole = media.read(clip).frames
    assert np.array_equal(np.asarray(made), whole)
    assert np.array_equal(made[7], whole[7]) and np.array_equal(made[-1], whole[-1])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slices=st.lists(st.slices(40), min_size=1, max_size=3))
def test_any_slices_in_any_order(clip, slices):
    made = Footage(clip)
    for one in slices:
        assert numbers(made[one]) == list(range(40))[one]


def test_in_order_the_file_is_read_once(clip, opened):
    made = Footage(clip)
    for start in range(0, 40, 8):
        assert numbers(made[start : start + 8]) == list(range(start, start + 8))
    assert len(opened) == 1


def test_windows_that_overlap_do_not_decode_again(clip, opened):
    made = Footage(clip)
    for start in (0, 10, 20):
        assert numbers(made[start : start + 20]) == list(range(start, start + 20))
    assert len(opened) == 1


def test_going_back_seeks(clip, opened, monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 1)
    made = Footage(clip)
    assert numbers(made[30:35]) == list(range(30, 35)) and numbers(made[5:8]) == [5, 6, 7]
    assert len(opened) == 2


def test_a_part_is_not_decoded_until_asked(clip, opened):
    part = Footage(clip).cut(Span(10, 30)).cut(Span(5, 9))
    assert part.shape[0] == 4 and not opened
    assert numbers(part[:]) == [15, 16, 17, 18] and numbers(part[-2:]) == [17, 18]


@pytest.mark.parametrize("span", [(0, 41), (40, 41), (3, 3)])
def test_parts_outside(clip, span):
    with pytest.raises(InvalidInput, match="0 to 40"):
        Footage(clip).cut(Span(*span))


def test_another_rate_and_size(clip):
    made = Footage(clip, fps=6, size=(64, 96))
    assert made.shape == (20, 96, 64, 3)
    assert numbers(made[3:5]) == [6, 8] and numbers(Footage(clip, fps=24)[10:14]) == [5, 5, 6, 6]


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.webm", "a.mov", "a.gif", "a.webp"])
@pytest.mark.parametrize("fps", [None, 7, 24, 29.97])
def test_as_many_frames_as_are_read(tmp_path, name, fps):
    media.write(tmp_path / name, Clip(numbered(23), 12))
    assert len(Footage(tmp_path / name, fps=fps)) == len(media.read(tmp_path / name, fps=fps).frames)


def test_variable_rates_and_rotation(make):
    times = [0, 0.1, 0.15, 0.4, 0.5, 0.9]
    path = make(numbered(6, 48), "variable.mkv", times=times, clockwise=90)
    made, whole = Footage(path, fps=10), media.read(path, fps=10).frames
    assert made.shape == whole.shape and np.array_equal(made[:], whole)


def test_the_american_rate(make):
    made = Footage(make(numbered(30), fps=Fraction(30000, 1001)))
    assert len(made) == 30 and numbers(made[27:]) == [27, 28, 29]


def test_a_canvas_of_a_long_clip_is_small(clip):
    canvas = Canvas(40, 32, 32, 12).put(Footage(clip), noise=np.full((40, 1, 1), 0.5, np.float32))
    assert isinstance(canvas.window(Span(3, 9)).layers[0].frames, np.ndarray)
    assert np.array_equal(canvas.pixels(), media.read(clip).frames)


def test_memory_does_not_grow_with_the_clip(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 1 << 20)
    media.write(tmp_path / "long.mp4", Clip(np.zeros((240, 64, 64, 3), np.uint8), 24))
    tracemalloc.start()
    made = Footage(tmp_path / "long.mp4")
    for start in range(0, 240, 8):
        made[start : start + 8]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 240 * 64 * 64 * 3 * 0.75


def test_broken_files(clip, tmp_path):
    with pytest.raises(MediaError, match=r"none\.mp4"):
        Footage(tmp_path / "none.mp4")
    half = tmp_path / "half.mkv"
    media.write(half, Clip(np.random.default_rng(0).integers(0, 255, (40, 64, 64, 3), np.uint8), 12))
    half.write_bytes(half.read_bytes()[: half.stat().st_size // 2])
    with pytest.raises(MediaError, match="cut short"):
        Footage(half)
