"""Clips that cannot be what is asked of them, through the command line: one line that says what to do."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from haneul import media
from haneul.canvas import Clip, Sound
from haneul.cli import main

FAKE = ["--model", "fake"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A working folder with a good clip of a second and some that are none."""
    monkeypatch.chdir(tmp_path)
    frames = np.random.default_rng(0).integers(0, 255, (12, 64, 64, 3), np.uint8)
    media.write("good.mp4", Clip(frames, 12, Sound(np.full((8000, 1), 0.5, np.float32), 8000)))
    media.write("wide.mp4", Clip(np.repeat(frames, 2, 2), 24))
    media.write("frozen.mp4", Clip(np.full((12, 64, 64, 3), 90, np.uint8), 12))
    media.write("one.mp4", Clip(frames[:1], 12))
    Image.new("RGB", (64, 64)).save("still.png")
    Path("short.mp4").write_bytes(Path("good.mp4").read_bytes()[:900])
    Path("words.mp4").write_text("these are words")
    Path("empty.mp4").touch()
    return tmp_path


def refused(capsys, line, *words):
    before = {file: file.stat().st_size for file in Path.cwd().rglob("*")}
    assert main([*line, *FAKE]) == 2
    out = capsys.readouterr()
    assert out.out == "" and out.err.startswith("haneul: ") and out.err.count("\n") == 1, out.err
    for word in words:
        assert word.lower() in out.err.lower(), out.err
    assert {file: file.stat().st_size for file in Path.cwd().rglob("*")} == before


@pytest.mark.parametrize("name", ["short.mp4", "words.mp4", "empty.mp4", "none.mp4", ".", "still.png", "one.mp4"])
@pytest.mark.parametrize("command", ["extend", "loop", "connect", "blend", "fill"])
def test_what_is_no_clip(capsys, command, name):
    second = ["good.mp4"] if command in ("connect", "blend") else []
    times = ["--from", "0", "--to", "0.5"] if command == "fill" else []
    refused(capsys, [command, name, *second, *times, "-o", "a.mp4"], name)
    if second:
        refused(capsys, [command, *second, name, "-o", "a.mp4"], name)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["loop", "frozen.mp4"], ("nothing moves", "frozen.mp4")),
        (["loop", "good.mp4", "--length", "endless"], ("short", "long")),
        (["fill", "good.mp4"], ("--from",)),
        (["fill", "good.mp4", "--from", "0.2"], ("--to",)),
        (["fill", "good.mp4", "--from", "0.5", "--to", "0.2"], ("no span",)),
        (["fill", "good.mp4", "--from", "-1", "--to", "0.2"], ("from cannot be -1",)),
        (["fill", "good.mp4", "--from", "0", "--to", "1"], ("all of good.mp4",)),
        (["fill", "good.mp4", "--from", "0.5", "--to", "7"], ("ends at 1 s",)),
        (["extend", "good.mp4", "--seconds", "0"], ("seconds", "0.01 to 60")),
        (["extend", "good.mp4", "--size", "10x10"], ("size", "64 to 1,920")),
        (["extend", "good.mp4", "--variants", "9"], ("variants", "1 to 8")),
        (["connect", "good.mp4"], ("requires an argument",)),
        (["blend", "good.mp4", "wide.mp4", "--curve", "wild"], ("curve", "transition, mix, sample")),
        (["blend", "good.mp4", "wide.mp4", "--seconds", "3"], ("shorter clip",)),
    ],
    ids=lambda value: " ".join(value)[:50],
)
def test_parameters(capsys, line, words):
    refused(capsys, [*line, "-o", "a.mp4"], *words)


def test_nothing_is_written_over_its_own_input(capsys):
    refused(capsys, ["extend", "good.mp4", "-o", "good.mp4", "--overwrite"], "own input")
    Path("good-2.mp4").write_bytes(Path("good.mp4").read_bytes())
    line = ["extend", "good-2.mp4", "-o", "good.mp4", "--variants", "2", "--overwrite"]
    refused(capsys, line, "good-2.mp4", "own input")
    refused(capsys, ["extend", "good.mp4", "-o", "wide.mp4"], "exists", "--overwrite")


def test_what_was_fitted_is_said(capsys):
    assert main(["connect", "good.mp4", "wide.mp4", "--seconds", "0.2", "-o", "a.mp4", *FAKE]) == 0
    said = capsys.readouterr().err
    assert "wide.mp4 was fitted from 128x64 to 64x64" in said and "re-timed from 24 to 12 frames" in said


def test_a_format_without_sound(capsys):
    assert main(["loop", "good.mp4", "--length", "short", "-o", "a.gif", *FAKE]) == 0
    assert "holds no sound" in capsys.readouterr().err and not media.probe("a.gif").has_sound
    assert main(["loop", "good.mp4", "--length", "short", "-o", "a.mp4", *FAKE]) == 0
    info = media.probe("a.mp4")
    assert info.has_sound and info.frames == 18 and "holds no sound" not in capsys.readouterr().err
