"""Operation and engine in, clip out: in memory, to a file, with what is needed to repeat it."""

from dataclasses import KW_ONLY, dataclass, replace

import numpy as np
import pytest
from PIL import Image

import haneul
from haneul import media
from haneul.canvas import Canvas, Span
from haneul.engines.base import Abilities, Sampling
from haneul.engines.fake import Fake
from haneul.errors import AbilityMissing, InvalidInput, UnknownName
from haneul.operations.animate import Animate
from haneul.operations.base import Operation, PromptText, every
from haneul.operations.generate import Generate
from haneul.render import render, takes

SMALL = {"size": "64x64", "seconds": 0.5, "fps": 8}


@dataclass(frozen=True)
class Endings(Operation):
    """Three endings of which the user gets the last two frames each: what later operations need."""

    prompt: PromptText
    _: KW_ONLY

    def canvas(self, defaults):
        return self.blank(defaults, 0.5, self.prompt)

    def canvases(self, defaults):
        return tuple(replace(self.canvas(defaults), seed=self.seed + n) for n in range(3))

    def kept(self, canvas):
        return Span(canvas.frames - 2, canvas.frames)


def test_a_clip_of_what_was_asked():
    rendering = render(Generate("a corgi", seed=7, **SMALL), "fake")
    assert rendering.clip.frames.shape == (4, 64, 64, 3) and rendering.clip.fps == 8
    assert rendering.model == "fake" and rendering.canvas.seed == 7
    assert rendering.operation.prompt == "a corgi"


def test_the_engines_best_is_the_default():
    engine = Fake(Abilities("wide", size=(96, 64), fps=6.0))
    clip = render(Generate("a corgi", seconds=1), engine).clip
    assert clip.size == (96, 64) and clip.fps == 6 and len(clip.frames) == 6


def test_the_same_seed_repeats_and_another_differs():
    def frames(seed):
        return render(Generate("a corgi", seed=seed, **SMALL), "fake").clip.frames

    np.testing.assert_array_equal(frames(1), frames(1))
    assert not np.array_equal(frames(1), frames(2))


def test_sampling_reaches_the_engine():
    operation = Generate("a corgi", seed=1, **SMALL)
    plain, strong = (render(operation, "fake", how).clip.frames for how in (None, Sampling(guidance=9)))
    assert not np.array_equal(plain, strong)


@pytest.mark.parametrize("at", ["first", "last", "0.2"])
def test_the_known_picture_comes_back_exactly(tmp_path, at):
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "p.png")
    clip = render(Animate(tmp_path / "p.png", at=at, **SMALL), "fake").clip
    np.testing.assert_array_equal(clip.frames[{"first": 0, "last": 3, "0.2": 1}[at]], pixels)


def test_long_clips_go_window_by_window():
    engine = Fake(Abilities("short", frames=16, context=4))
    take = takes(Generate("a corgi", size="64x64", seconds=5, fps=10), engine)[0]
    parts = list(take.frames())
    assert len(parts) > 3 and sum(map(len, parts)) == 50
    assert max(map(len, parts)) <= 16


def test_several_canvases_and_kept_frames(tmp_path):
    rendering = render(Endings("a corgi", seed=1, size="64x64"), "fake")
    whole = render(Generate("a corgi", seed=2, size="64x64", seconds=0.5), "fake").clip.frames
    assert [len(clip.frames) for clip in rendering.clips] == [2, 2, 2]
    np.testing.assert_array_equal(rendering.clips[1].frames, whole[-2:])
    paths = rendering.save(tmp_path / "end.mp4")
    assert [path.name for path in paths] == ["end-1.mp4", "end-2.mp4", "end-3.mp4"]
    assert all(path.exists() for path in paths)
    assert media.read_metadata(paths[2])["parameters"]["seed"] == 3


def test_kept_frames_are_cut_from_windows_as_well():
    engine = Fake(Abilities("short", frames=4, context=1))
    parts = takes(Endings("a corgi", size="64x64"), engine)[0].frames()
    assert sum(map(len, parts)) == 2


def test_saved_and_read_back(tmp_path):
    rendering = render(Generate("a corgi", seed=7, **SMALL), "fake")
    assert rendering.save(tmp_path / "clip.mp4") == (tmp_path / "clip.mp4",)
    back = media.read(tmp_path / "clip.mp4")
    assert back.frames.shape == (4, 64, 64, 3) and back.fps == 8
    assert np.abs(back.frames.astype(int) - rendering.clip.frames).mean() < 6


def test_written_window_by_window_is_the_same_file(tmp_path):
    operation = Generate("a corgi", seed=7, **SMALL)
    render(operation, "fake").save(tmp_path / "a.mp4")
    takes(operation, "fake")[0].write(tmp_path / "b.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_the_file_tells_how_to_repeat_it(tmp_path):
    first = render(Generate("a corgi", **SMALL), "fake", Sampling(5, 2.0))
    (path,) = first.save(tmp_path / "clip.mp4")
    made = media.read_metadata(path)
    assert made["operation"] == "generate" and made["model"] == "fake"
    again = render(Generate(**made["parameters"]), made["model"], Sampling(**made["sampling"]))
    np.testing.assert_array_equal(again.clip.frames, first.clip.frames)


def test_one_frame_to_a_picture(tmp_path):
    operation = Generate("a corgi", size="64x64", seconds=0.01)
    render(operation, "fake").save(tmp_path / "a.png")
    takes(operation, "fake")[0].write(tmp_path / "b.png")
    for name in ("a.png", "b.png"):
        assert media.read_picture(tmp_path / name).shape == (1, 64, 64, 3)


def test_a_clip_to_a_picture_is_refused_before_the_work(tmp_path):
    class Never(Fake):
        def paint(self, canvas, sampling, progress):
            raise AssertionError("painted")

    with pytest.raises(InvalidInput, match="one frame"):
        takes(Generate("a corgi", **SMALL), Never())[0].write(tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_nothing_is_left_when_painting_fails(tmp_path, error):
    class Failing(Fake):
        def paint(self, canvas, sampling, progress):
            if canvas.layers:  # the second window
                raise error
            return super().paint(canvas, sampling, progress)

    take = takes(Generate("a corgi", size="64x64", seconds=4), Failing(Abilities("failing", frames=16)))[0]
    with pytest.raises(error):
        take.write(tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())


def test_what_the_engine_cannot_is_refused_by_name():
    with pytest.raises(AbilityMissing, match="tiny paints at most 100 pixels"):
        takes(Generate("a corgi", size="128x64"), Fake(Abilities("tiny", largest=100)))
    with pytest.raises(UnknownName, match="did you mean fake"):
        render(Generate("a corgi"), "fakee")


def test_public_functions(tmp_path):
    rendering = haneul.generate("a corgi", model="fake", steps=3, seed=7, **SMALL)
    assert isinstance(rendering, haneul.Rendering) and rendering.takes[0].sampling.steps == 3
    rendering.save(str(tmp_path / "clip.webm"))
    assert (tmp_path / "clip.webm").exists()
    assert "sentence" in haneul.generate.__doc__
    direct = haneul.render(Generate("a corgi", seed=7, **SMALL), engine=Fake(), sampling=Sampling(3))
    np.testing.assert_array_equal(direct.clip.frames, rendering.clip.frames)
    with pytest.raises(TypeError):
        haneul.generate("a corgi", colour="red")
    with pytest.raises(AttributeError, match="no attribute 'degenerate'"):
        haneul.degenerate  # noqa: B018


def test_public_names_are_these():
    names = {"Canvas", "Clip", "HaneulError", "Operation", "Rendering", "Sampling", "render", *every()}
    assert set(dir(haneul)) == names | {"__version__"}
    assert all(callable(getattr(haneul, name)) for name in names) and haneul.Canvas is Canvas
