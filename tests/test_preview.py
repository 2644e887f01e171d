"""The preview is a picture that follows the painting, and never the result itself."""

import numpy as np
import pytest

from haneul import media
from haneul.cli import main
from haneul.engines.base import silent
from haneul.errors import InvalidInput
from haneul.preview import EVERY, check_preview, previewed


def frames(count, value, width=40):
    return np.full((count, 20, width, 3), value, np.uint8)


def test_it_draws_at_most_once_in_a_while(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("haneul.preview.time.monotonic", lambda: now[0])
    report = previewed(silent, tmp_path / "p.png")
    report(0.1, "painting")
    assert not (tmp_path / "p.png").exists()
    for value, wait in ((10, EVERY / 2), (20, EVERY / 4), (30, EVERY)):
        report(0.5, "painting", lambda value=value: frames(9, value))
        now[0] += wait
    seen = media.read_picture(tmp_path / "p.png")
    assert seen.shape == (1, 20, 160, 3) and (seen == 10).all()
    report(0.6, "painting", lambda: frames(1, 40, width=512))
    seen = media.read_picture(tmp_path / "p.png")
    assert seen.shape == (1, 10, 256, 3) and (seen == 40).all()
    assert [file.name for file in tmp_path.iterdir()] == ["p.png"]


def test_from_the_command_line(tmp_path):
    out, preview = tmp_path / "a.mp4", tmp_path / "p.png"
    words = ["generate", "a corgi", "--model", "fake", "--size", "64x64", "--seconds", "0.5"]
    assert main([*words, "-o", str(out), "--preview", str(preview)]) == 0
    assert out.exists() and media.read_picture(preview).shape[2] % 64 == 0


@pytest.mark.parametrize(
    ("name", "match"), [("a.png", "result itself"), ("p.mp4", "must be a picture"), ("no/p.png", "folder")]
)
def test_bad_previews_are_told_before_the_work(tmp_path, name, match):
    with pytest.raises(InvalidInput, match=match):
        check_preview(tmp_path / name, tmp_path / "a.png")
