"""Rough: the animatic of a prompt as a file that can be filmed."""

import numpy as np
import pytest

from haneul import media
from haneul.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_rough_shows_somebody_who_crosses_the_picture(capsys):
    prompt = "a fox runs left in the snow at noon, clear sky, natural colours"
    assert main(["rough", prompt, "--seconds", "2", "--seed", "1", "-o", "rough.mkv"]) == 0
    assert "rough.mkv: 256x144, 2 s" in capsys.readouterr().out
    frames = media.read("rough.mkv").frames.astype(int)
    sky, snow = frames[:, :20].mean((0, 1, 2)), frames[:, -20:].mean((0, 1, 2))
    assert len(frames) == 24 and sky[2] - sky[0] > 60 and snow.min() > 150
    orange = frames[..., 0] - frames[..., 2] > 80
    x = [np.flatnonzero(one.any(0)).mean() / 256 for one in orange]
    assert x[0] > 0.55 and x[-1] < 0.45


def test_nothing_is_overwritten_unasked(capsys):
    assert main(["rough", "a fox", "--seconds", "0.5", "--seed", "1"]) == 0
    assert main(["rough", "a fox", "--seconds", "0.5", "--seed", "1", "-o", "rough.mp4"]) == 2
    assert "rough.mp4 exists" in capsys.readouterr().err


def test_variants_are_several_files(capsys):
    assert main(["rough", "a fox runs", "--seconds", "0.5", "--seed", "1", "--variants", "2", "-o", "a.mp4"]) == 0
    one, other = (media.read(f"a-{number}.mp4").frames for number in (1, 2))
    assert len(capsys.readouterr().out.splitlines()) == 2 and not np.array_equal(one, other)


def test_what_a_rough_makes_is_filmed(capsys):
    assert main(["rough", "a fox", "--seconds", "0.5", "--size", "64x64", "--seed", "1"]) == 0
    assert main(["film", "rough.mp4", "a fox in the snow", "--model", "fake", "-o", "out.mp4"]) == 0
    assert media.read("out.mp4").frames.shape == (6, 64, 64, 3)
