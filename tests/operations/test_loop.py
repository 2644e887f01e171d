"""Loop: the clip, a passage back to its beginning, and the repeated head that nobody sees."""

import numpy as np
import pytest

from haneul import media
from haneul.canvas import Clip, Span
from haneul.engines.fake import Fake
from haneul.errors import InvalidInput
from haneul.operations.loop import Loop
from haneul.operations.shape import Defaults
from haneul.render import render


@pytest.mark.parametrize(("length", "passage"), [("short", 6), ("normal", 12), ("long", 24)])
def test_the_passage_leads_into_the_head(make_clip, length, passage):
    path = make_clip(frames=36)
    canvas, known = Loop(path, length=length).canvas(Defaults()), media.read(path).frames
    head = canvas.frames - 36 - passage
    assert 6 <= head <= 18
    np.testing.assert_array_equal(canvas.pixels()[:36], known)
    np.testing.assert_array_equal(canvas.pixels()[36 + passage :], known[:head])
    assert list(np.flatnonzero(canvas.noise().min((1, 2)))) == list(range(36, 36 + passage))


def test_the_repeated_head_is_dropped_and_the_seam_lies_inside_the_motion(make_clip):
    path = make_clip()
    operation, known = Loop(path, length="short", seed=2), media.read(path).frames
    canvas, made = operation.canvas(Defaults()), render(operation, Fake()).clip.frames
    head = canvas.frames - 24 - 6
    assert operation.kept(canvas) == Span(head, canvas.frames)
    assert len(made) == 24 + 6, "each frame of the clip once, and the passage"
    np.testing.assert_array_equal(made[: 24 - head], known[head:])
    np.testing.assert_array_equal(made[30 - head :], known[:head])


def test_the_file_begins_with_a_usual_step(tmp_path):
    """Every picture is held for two frames, as in hand-drawn films, and one leap is great."""
    places = np.repeat(np.arange(24), 2) * 2
    places[14:] += 40
    frames = np.full((48, 64, 160, 3), 40, np.uint8)
    for frame, place in zip(frames, places, strict=True):
        frame[20:40, place : place + 16] = 220
    media.write(tmp_path / "twos.mp4", Clip(frames, 24))
    operation = Loop(tmp_path / "twos.mp4")
    head = operation.kept(operation.canvas(Defaults())).start
    assert 12 <= head <= 24 and head != 14


@pytest.mark.parametrize("frames", [2, 3, 5, 24, 200])
def test_no_end_is_one_frame_that_comes_twice(make_clip, frames):
    """An engine that is shown equal first and last frames stands still."""
    canvas = Loop(make_clip(frames=frames), length="short").canvas(Defaults())
    clip, head = canvas.layers
    assert len(head.frames) <= max(2, len(clip.frames) // 2)
    if frames > 2:
        assert len(head.frames) >= 2 and not np.array_equal(canvas.pixels()[0], canvas.pixels()[-1])


def test_sound_is_heard_once_with_silence_in_the_passage(make_clip):
    take = render(Loop(make_clip("a.mkv", sound=0.5), seed=1), Fake())
    sound, head = take.clip.sound, (take.canvas.frames - 36) / 12
    assert sound.seconds == pytest.approx(3, abs=1e-3) and take.clip.seconds == 3
    silent = slice(round((2 - head) * 8000) + 300, round((3 - head) * 8000) - 300)
    assert not sound.samples[silent].any()
    assert sound.samples[:, 0].mean() == pytest.approx(0.5 * 2 / 3, abs=0.03)


def test_a_loop_of_a_still(tmp_path):
    media.write_picture(tmp_path / "still.png", np.zeros((64, 64, 3), np.uint8))
    with pytest.raises(InvalidInput, match="is a still"):
        Loop(tmp_path / "still.png").canvas(Defaults())
    picture = np.stack(np.meshgrid(np.arange(64), np.arange(64), [30, 90, 200]), 0)[:2].sum(0).astype(np.uint8)
    frozen = np.repeat(picture[None], 24, 0)
    media.write(tmp_path / "frozen.mp4", Clip(frozen, 12))
    with pytest.raises(InvalidInput, match="Nothing moves"):
        Loop(tmp_path / "frozen.mp4").canvas(Defaults())


def test_other_lengths(make_clip):
    with pytest.raises(InvalidInput, match="short, normal, long"):
        Loop(make_clip(), length="endless")
