"""Each window sees the end of the one before, known pixels come back, and a stopped take goes on the same."""

from dataclasses import replace

import numpy as np
import pytest

from haneul import windows
from haneul.canvas import Canvas, Guide, Prompt, Reference, Sound, Span, say
from haneul.engines.base import Abilities, Sampling, silent
from haneul.engines.fake import Fake
from haneul.errors import AbilityMissing


class Recorder(Fake):
    """A fake that remembers the canvases that it was given."""

    def __init__(self, **abilities):
        super().__init__(Abilities("recorder", **abilities))
        self.seen = []

    def paint(self, canvas, sampling, progress):
        self.seen.append(canvas)
        return super().paint(canvas, sampling, progress)


CANVAS = Canvas(30, 16, 24, 12.0, prompts=say("a corgi", 30), seed=3)


def noisy(count, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (count, 16, 24, 3), np.uint8)


def paint(canvas, engine, progress=silent):
    plan = windows.plan(canvas, engine.abilities)
    recent, parts = windows.Recent(plan), []
    for window in plan:
        parts.append(windows.paint(canvas, window, engine, Sampling(), recent, progress))
        recent.add(window, parts[-1])
    return parts


def test_each_window_knows_the_end_of_the_one_before():
    engine = Recorder(frames=12, context=4)
    parts = paint(CANVAS, engine)
    assert sum(map(len, parts)) == 30 and len(parts) == len(engine.seen) > 2
    for part, window in zip(parts, engine.seen[1:], strict=False):
        (layer,) = window.layers
        assert layer.at == 0 and not layer.noise.any()
        np.testing.assert_array_equal(layer.frames, part[-4:])
    assert len({window.seed for window in engine.seen}) == len(parts), "windows draw other noise"


def test_the_sink_stands_before_the_context():
    engine = Recorder(frames=12, context=4, sink=1)
    frames = np.concatenate(paint(CANVAS, engine))
    late = engine.seen[-1]
    assert [layer.at for layer in late.layers] == [0, 1]
    np.testing.assert_array_equal(late.layers[0].frames, frames[:1])
    assert len(late.layers[1].frames) == 3


def test_one_window_is_the_engine_alone():
    (part,) = paint(CANVAS, Recorder(frames=30))
    np.testing.assert_array_equal(part, Fake().paint(CANVAS, Sampling(), silent))


@pytest.mark.parametrize("at", [0, 7, 11, 29])
def test_known_frames_come_back_wherever_they_stand(at):
    frames = np.concatenate(paint(CANVAS.put(noisy(1), at=at), Recorder(frames=12, context=4)))
    np.testing.assert_array_equal(frames[at], noisy(1)[0])


def test_known_passages_never_reach_the_engine():
    engine = Recorder(frames=12, context=4)
    canvas = CANVAS.put(noisy(10)).put(noisy(8, 1), at=22)
    frames = np.concatenate(paint(canvas, engine))
    np.testing.assert_array_equal(frames[:10], noisy(10))
    np.testing.assert_array_equal(frames[22:], noisy(8, 1))
    assert sum(window.frames for window in engine.seen) < 30


def test_pasting_mends_what_an_engine_returns():
    class Careless(Fake):
        def paint(self, canvas, sampling, progress):
            return np.zeros((*canvas.shape, 3), np.uint8)

    known = np.full((2, 16, 10, 3), 200, np.uint8)
    (part,) = paint(CANVAS.put(known, at=3), Careless())
    assert (part[3:5, :, :10] == 200).all() and part.sum() == 200 * known.size


def test_a_window_painted_alone_is_the_same():
    engine = Fake(Abilities("short", frames=12, context=4, sink=1))
    plan = windows.plan(CANVAS, engine.abilities)
    parts = paint(CANVAS, engine)
    stored = np.concatenate(parts)
    for window, part in zip(plan, parts, strict=True):
        again = windows.paint(CANVAS, window, engine, Sampling(), lambda span: stored[span.start : span.stop].copy())
        np.testing.assert_array_equal(again, part)


def test_little_is_remembered():
    plan = windows.plan(replace(CANVAS, frames=300), Abilities("short", frames=12, context=4, sink=1))
    recent = windows.Recent(plan)
    for window in plan:
        recent.add(window, noisy(len(window.span)))
        assert len(recent._frames) <= 4


def test_a_window_has_the_prompt_and_the_references_of_its_own():
    def face(words):
        return Reference(words, np.zeros((8, 8, 3), np.uint8))

    prompts = (Prompt("a Corgi walks", Span(0, 12)), Prompt("a cat jumps", Span(12, 30)))
    canvas = replace(CANVAS, prompts=prompts, references=(face("a corgi"), face("a cat")))
    engine = Recorder(frames=40, context=4, one_prompt=True)
    paint(canvas, engine)
    assert [[p.text for p in seen.prompts] for seen in engine.seen] == [["a Corgi walks"], ["a cat jumps"]]
    assert [[r.words for r in seen.references] for seen in engine.seen] == [["a corgi"], ["a cat"]]
    free = Recorder(frames=40, context=4)
    paint(canvas, free)
    assert len(free.seen[0].prompts) == len(free.seen[0].references) == 2


def test_a_window_has_the_part_of_the_animatic_that_shows_its_own_frames():
    rough = noisy(30)
    engine = Recorder(frames=12, context=4)
    paint(replace(CANVAS, guides=(Guide(rough, 0, Span(0, 30)),)), engine)
    shown = []
    for seen in engine.seen:
        (guide,) = seen.guides
        known = sum(len(layer.span) for layer in seen.layers)
        assert guide.span == seen.span  # the frames before are told of as well
        np.testing.assert_array_equal(guide.pixels(), rough[guide.part.start : guide.part.stop])
        shown += range(guide.part.start + known, guide.part.stop)
    assert shown == list(range(30)) and len(engine.seen) > 2


def test_known_sound_is_no_engines_business():
    sound = Sound(np.zeros((10, 1), np.float32), 8000)
    engine = Recorder(frames=40)
    paint(replace(CANVAS, sound=sound), engine)
    assert engine.seen[0].sound is None


def test_progress_rises():
    seen = []
    engine = Recorder(frames=12, context=4)
    (first, *_) = windows.plan(CANVAS, engine.abilities)
    windows.paint(CANVAS, first, engine, Sampling(), noisy, lambda share, what, preview=None: seen.append(share))
    assert seen == sorted(seen) and seen[-1] == pytest.approx(1.0)


def test_what_cannot_be_painted_is_found_before_the_work():
    layer = np.zeros((1, 8, 8, 3), np.uint8)
    late = CANVAS.put(layer, at=29)
    plain = Abilities("plain", frames=12, context=4, per_place_noise=False)
    with pytest.raises(AbilityMissing, match="whole frames"):
        windows.require(late, plain)
    windows.require(replace(late, layers=()), plain)
