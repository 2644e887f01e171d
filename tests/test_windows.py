"""Windows cover a long canvas, share frames with their neighbours, and keep memory small."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul import windows
from haneul.canvas import Canvas, say
from haneul.engines.base import Abilities, Sampling
from haneul.engines.fake import Fake
from haneul.errors import AbilityMissing


@given(st.integers(1, 3600), st.integers(1, 200), st.integers(0, 60))
def test_spans_cover_everything_within_the_limit(frames, most, context):
    spans = windows.spans(frames, most, context)
    assert spans[0].start == 0 and spans[-1].stop == frames
    assert all(1 <= len(span) <= most for span in spans)
    for before, after in pairwise(spans):
        assert before.stop - after.start == windows.shared(most, context)
        assert after.stop > before.stop


@given(st.integers(122, 3600))
def test_windows_are_about_equally_long(frames):
    spans = windows.spans(frames, 121, 25)
    assert min(map(len, spans[:-1])) == max(map(len, spans[:-1]))


class Recorder(Fake):
    """A fake that remembers the canvases that it was given."""

    def __init__(self, **abilities):
        super().__init__(Abilities("recorder", **abilities))
        self.seen = []

    def paint(self, canvas, sampling, progress):
        self.seen.append(canvas)
        return super().paint(canvas, sampling, progress)


CANVAS = Canvas(30, 16, 24, 12.0, prompts=say("a corgi", 30), seed=3)


def paint(canvas, engine, progress=lambda share, what: None):
    return list(windows.paint(canvas, engine, Sampling(), progress))


def test_each_window_knows_the_end_of_the_one_before():
    engine = Recorder(frames=12, context=4)
    parts = paint(CANVAS, engine)
    assert sum(map(len, parts)) == 30 and len(parts) == len(engine.seen) > 2
    for part, window in zip(parts, engine.seen[1:], strict=False):
        (layer,) = window.layers
        assert layer.at == 0 and not layer.noise.any()
        np.testing.assert_array_equal(layer.frames, part[-4:])
    assert len({window.seed for window in engine.seen}) == len(parts), "windows draw other noise"


def test_one_window_is_the_engine_alone():
    (part,) = paint(CANVAS, Recorder(frames=30))
    np.testing.assert_array_equal(part, Fake().paint(CANVAS, Sampling(), lambda share, what: None))


@pytest.mark.parametrize("at", [0, 7, 11, 29])
def test_known_frames_come_back_wherever_they_stand(at):
    known = np.random.default_rng(0).integers(0, 256, (1, 16, 24, 3), np.uint8)
    frames = np.concatenate(paint(CANVAS.put(known, at=at), Recorder(frames=12, context=4)))
    np.testing.assert_array_equal(frames[at], known[0])


def test_pasting_mends_what_an_engine_returns():
    class Careless(Fake):
        def paint(self, canvas, sampling, progress):
            return np.zeros((*canvas.shape, 3), np.uint8)

    known = np.full((2, 16, 24, 3), 200, np.uint8)
    (part,) = paint(CANVAS.put(known, at=3), Careless())
    assert (part[3:5] == 200).all() and not part[:3].any() and not part[5:].any()


def test_progress_rises_to_one_over_all_windows():
    seen = []
    paint(CANVAS, Recorder(frames=12, context=4), lambda share, what: seen.append(share))
    assert seen == sorted(seen) and seen[-1] == pytest.approx(1.0)


def test_what_cannot_be_painted_is_found_before_the_work():
    layer = np.zeros((1, 8, 8, 3), np.uint8)
    late = CANVAS.put(layer, at=29)
    with pytest.raises(AbilityMissing, match="whole frames"):
        windows.require(late, Abilities("plain", frames=12, context=4, per_place_noise=False))
    windows.require(replace(late, layers=()), Abilities("plain", frames=12, context=4, per_place_noise=False))
