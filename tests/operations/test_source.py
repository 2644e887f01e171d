"""A clip file as the known part of a canvas: size, rate, sound, and what is said of them."""

import numpy as np
import pytest
from PIL import Image

from haneul import media
from haneul.canvas import Canvas, Clip, Span
from haneul.errors import InvalidInput, InvalidSize, MediaError
from haneul.operations import source
from haneul.operations.generate import Generate
from haneul.operations.source import read


def asked(**named):
    """Any operation will do: its shared parameters are what counts."""
    return Generate("a cat", seed=1, **named)


def test_a_clip_keeps_its_size_and_rate(make_clip):
    path = make_clip(size=(130, 70), fps=15)
    clip = read(asked(), path)
    assert clip.size == (130, 70) and clip.fps == 15 and clip.span == Span(0, 24) and clip.seconds == 1.6
    assert clip.notes == ()
    canvas = clip.put(clip.blank(asked(), 30), at=6)
    assert canvas.shape == (30, 70, 130) and canvas.fps == 15 and canvas.seed == 1
    known = media.read(path).frames
    np.testing.assert_array_equal(canvas.pixels()[6:], known)
    assert np.all(canvas.noise()[:6] == 1) and not canvas.noise()[6:].any()


def test_another_size_and_rate_are_said(make_clip):
    clip = read(asked(size="64x64", fps=6), make_clip())
    assert clip.size == (64, 64) and clip.fps == 6 and len(clip.frames) == 12
    notes = clip.put(clip.blank(asked(size="64x64", fps=6), 12)).notes
    assert notes == (
        "clip.mp4 was fitted from 96x64 to 64x64",
        "clip.mp4 was re-timed from 12 to 6 frames a second",
    )


def test_a_shape_keeps_the_clips_own_number_of_pixels(make_clip):
    assert read(asked(size="1:1"), make_clip(size=(320, 180))).size == (240, 240)


@pytest.mark.parametrize(
    ("size", "within"),
    [((48, 32), (96, 64)), ((32, 200), (64, 400)), ((2560, 1440), (1920, 1080)), ((66, 64), (66, 64))],
)
def test_sizes_that_no_canvas_can_have_are_brought_within(make_clip, size, within):
    clip = read(asked(), make_clip(frames=2, size=size))
    assert clip.size == within and bool(clip.notes) == (size != within)


def test_rates_that_no_canvas_can_have_are_brought_within(make_clip):
    clip = read(asked(), make_clip(fps=120, frames=24))
    assert clip.fps == 60 and len(clip.frames) == 12 and "re-timed from 120 to 60" in clip.notes[0]


def test_beside_another_clip_its_size_and_rate_hold(make_clip):
    first = read(asked(), make_clip("a.mp4"))
    second = read(asked(), make_clip("b.mp4", size=(128, 128), fps=24), beside=first)
    assert second.size == first.size and second.fps == 12 and len(second.frames) == 12 and len(second.notes) == 2


def test_only_a_part(make_clip):
    path = make_clip()
    clip = read(asked(), path)
    canvas = clip.put(clip.blank(asked(), 10), at=2, span=Span(20, 24), noise=0.5)
    np.testing.assert_array_equal(canvas.pixels()[2:6], media.read(path).frames[20:])
    assert canvas.noise()[2:6].max() == canvas.noise()[2:6].min() == 0.5
    assert clip.put(canvas, span=Span(3, 3)) is canvas


def test_sound_stays_in_its_place(make_clip):
    clip = read(asked(), make_clip("a.mkv", sound=0.5))
    canvas = clip.put(clip.blank(asked(), 48), at=12)
    heard = canvas.sound.samples[:, 0]
    assert canvas.sound.seconds == 4 and canvas.sound.rate == 8000
    assert not heard[:7900].any() and not heard[24100:].any()
    assert heard[9000:23000].mean() == pytest.approx(0.5, abs=0.05)
    part = canvas.window(Span(12, 24)).sound
    assert part.seconds == 1 and part.samples.mean() == pytest.approx(0.5, abs=0.05)
    assert clip.put(clip.blank(asked(), 48), sound=False).sound is None


def test_two_sounds_on_one_canvas(make_clip):
    first, second = (read(asked(), make_clip(f"{n}.mkv", sound=n / 4)) for n in (1, 2))
    canvas = second.put(first.put(first.blank(asked(), 48)), at=24)
    heard = canvas.sound.samples[:, 0]
    assert heard[2000:14000].mean() == pytest.approx(0.25, abs=0.03)
    assert heard[18000:30000].mean() == pytest.approx(0.5, abs=0.05)


def test_the_prompt_of_a_clip_goes_on_and_that_is_said(make_clip):
    clip = read(asked(), make_clip(made_by={"parameters": {"prompt": "a fox runs"}}))
    canvas = clip.blank(asked(), 30)
    assert canvas.prompts[0].text == "a fox runs" and 'clip.mp4 goes on: "a fox runs"' in canvas.notes[0]
    other = clip.blank(asked(), 30, "it sits down")
    assert other.prompts[0].text == "it sits down" and other.notes == ()


def test_what_a_file_shows_at_its_end_goes_on_where_no_prompt_made_it(make_clip):
    assert read(asked(), make_clip("a.mp4", made_by={"shows": "a fox", "parameters": {"prompt": ""}})).prompt == "a fox"
    assert (
        read(asked(), make_clip("b.mp4", made_by={"shows": "a fox", "parameters": {"prompt": "cat"}})).prompt == "cat"
    )


@pytest.mark.parametrize(
    "made_by", [{"shows": 3}, None, {}, {"parameters": 3}, {"parameters": {"prompt": 3}}, {"parameters": {}}]
)
def test_other_files_say_nothing(make_clip, made_by):
    assert read(asked(), make_clip(made_by=made_by)).prompt == ""


def test_a_still(tmp_path):
    Image.new("RGB", (96, 64)).save(tmp_path / "still.png")
    with pytest.raises(InvalidInput, match=r"still\.png is a still.*animate"):
        read(asked(), tmp_path / "still.png")
    media.write(tmp_path / "one.mp4", Clip(np.zeros((1, 64, 64, 3), np.uint8), 12))
    with pytest.raises(InvalidInput, match="is a still"):
        read(asked(), tmp_path / "one.mp4")


def test_too_short(make_clip):
    with pytest.raises(InvalidInput, match="has 5 frames at 12 a second, at least 9"):
        read(asked(), make_clip(frames=5), least=9)


def test_broken_and_missing_files(make_clip, tmp_path):
    path = make_clip()
    path.write_bytes(path.read_bytes()[:500])
    for one in (path, tmp_path / "none.mp4", tmp_path):
        with pytest.raises(MediaError):
            read(asked(), one)


def test_a_wrong_size(make_clip):
    with pytest.raises(InvalidSize):
        read(asked(size="16:0.5"), make_clip())


def test_a_long_clip_is_not_read(make_clip, monkeypatch):
    monkeypatch.setattr(media.Footage, "_read", None)
    clip = read(asked(), make_clip())
    canvas = clip.put(clip.blank(asked(), 24), noise=np.full((24, 1, 1), 0.5, np.float32))
    assert isinstance(canvas, Canvas) and canvas.layers[0].noise.base is not None
    assert canvas.layers[0].noise.strides[1:] == (0, 0), "a number a frame is held, not one a pixel"


def test_frame_at():
    assert [source.frame_at(seconds, 12) for seconds in (0, 0.04, 0.05, 1)] == [0, 0, 1, 12]
