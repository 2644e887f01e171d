"""A short clip as a file and as it is decoded, and clips of any kind."""

import numpy as np
import pytest

from haneul import media
from haneul.canvas import Clip, Sound


@pytest.fixture(scope="session")
def clip_file(tmp_path_factory):
    """12 frames of 96x64 at 12 a second: a bright square crosses coloured bands."""
    frames = np.zeros((12, 64, 96, 3), np.uint8)
    frames[:] = np.linspace(30, 150, 64)[None, :, None, None]
    frames[..., 2] += 60
    for at, frame in enumerate(frames):
        frame[20:40, 6 * at : 6 * at + 16] = (230, 80, 40)
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    media.write(path, Clip(frames, 12.0), metadata={"parameters": {"prompt": "a square moves right"}})
    return path


@pytest.fixture(scope="session")
def decoded(clip_file):
    return media.read(clip_file).frames


def moving(frames, width, height, seed):
    """A bright bar that walks to the right over a ground of its own colour: every frame differs."""
    ground, bar = np.random.default_rng(seed).integers(0, 200, (2, 3), np.uint8)
    made = np.full((frames, height, width, 3), ground, np.uint8)
    for number in range(frames):
        left = (7 * seed + 3 * number) % (width - 12)
        made[number, :, left : left + 12] = bar + 50
    return made


@pytest.fixture
def make_clip(tmp_path):
    """make_clip(name, frames=..., fps=..., size=..., seed=..., sound=..., made_by=...) -> path of a clip."""

    def make(name="clip.mp4", frames=24, fps=12, size=(96, 64), seed=0, sound=None, made_by=None):
        heard = None
        if sound is not None:
            heard = Sound(np.full((round(frames / fps * 8000), 1), sound, np.float32), 8000)
        media.write(tmp_path / name, Clip(moving(frames, *size, seed), fps, heard), metadata=made_by)
        return tmp_path / name

    return make
