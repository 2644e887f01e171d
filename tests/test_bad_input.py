"""Whatever a user gets wrong: one line on standard error that says what to do, and no file left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from haneul.cli import main

FAKE = ["--model", "fake"]
SHORT = ["--size", "64x64", "--seconds", "0.5"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A working folder with one good picture and some that are none."""
    monkeypatch.chdir(tmp_path)
    Image.radial_gradient("L").convert("RGB").resize((64, 64)).save("good.png")
    good = Path("good.png").read_bytes()
    Path("words.png").write_text("this is not a picture")
    Path("short.png").write_bytes(good[: len(good) // 2])
    Path("empty.png").touch()
    Path("folder.mp4").mkdir()
    return tmp_path


def refused(capsys, folder, line, *words, status=2):
    """The error line of `main(line)`, which must contain `words` and leave the folder as it was."""
    before = sorted(folder.rglob("*"))
    assert main(line) == status
    out = capsys.readouterr()
    assert out.out == "" and out.err.startswith("haneul: ") and out.err.count("\n") == 1, out.err
    assert len(out.err) < 400 and "Traceback" not in out.err
    for word in words:
        assert word.lower() in out.err.lower(), out.err
    assert sorted(folder.rglob("*")) == before
    return out.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--seconds", "nan"], ("seconds", "0.01 to 60")),
        (["--seconds", "inf"], ("seconds", "0.01 to 60")),
        (["--seconds", "-4"], ("seconds", "0.01 to 60")),
        (["--seconds", "0"], ("seconds", "0.01 to 60")),
        (["--seconds", "61"], ("seconds", "0.01 to 60")),
        (["--seconds", "four"], ("seconds", "four")),
        (["--fps", "0"], ("fps", "1 to 60")),
        (["--fps", "nan"], ("fps", "1 to 60")),
        (["--size", "0x0"], ("size", "64 to 1,920")),
        (["--size", "99999x3"], ("size", "64 to 1,920")),
        (["--size", "256"], ("size", "256x144")),
        (["--size=-256x144"], ("size", "256x144")),
        (["--size", "0:0"], ("size", "shape")),
        (["--steps", "0"], ("steps", "1 to 1,000")),
        (["--steps", "2.5"], ("steps",)),
        (["--guidance", "nan"], ("guidance", "0 to 30")),
        (["--guidance", "-1"], ("guidance", "0 to 30")),
        (["--seed", "-1"], ("seed", "0 to")),
        (["--seed", "9" * 30], ("seed", "0 to")),
        (["--negative", "a" * 50_000], ("negative", "50,000", "shorten")),
        (["--cast", "Mango"], ("cast", "NAME=FILE")),
        (["--cast", "=good.png"], ("cast", "NAME=FILE")),
        (["--cast", "Mango=good.png"], ("does not name 'Mango'",)),
        (["--cast", "corgi=missing.png"], ("missing.png",)),
        (["--cast", "corgi=words.png"], ("words.png", "not a picture")),
        (["--cast", "corgi=good.png", "--cast", "corgi=good.png"], ("twice",)),
        (["--steps", "many"], ("steps",)),
        (["--steps", "3", "--steps", "4"], ("--steps", "multiple")),
        (["--colour", "red"], ("--colour",)),
    ],
    ids=lambda value: " ".join(value)[:40],
)
def test_options(capsys, folder, options, words):
    refused(capsys, folder, ["generate", "a corgi", "-o", "a.mp4", *FAKE, *options], *words)


@pytest.mark.parametrize(
    ("model", "words"), [("natvie", ("did you mean native", "native, fake")), ("", ("native, fake",))]
)
def test_models(capsys, folder, model, words):
    refused(capsys, folder, ["generate", "a corgi", "-o", "a.mp4", "--model", model], *words)


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("", ("prompt is empty",)),
        ("  \n ", ("prompt is empty",)),
        ("a" * 50_000, ("50,000", "32,000", "shorten")),
        ("broken \udcff", ("UTF-8",)),
    ],
    ids=["empty", "blank", "long", "bytes"],
)
def test_prompts(capsys, folder, prompt, words):
    refused(capsys, folder, ["generate", prompt, "-o", "a.mp4", *FAKE], *words)


def test_forgotten_quotation_marks(capsys, folder):
    refused(capsys, folder, ["generate", "a", "corgi", *FAKE], "corgi", "quotation marks")


@pytest.mark.parametrize("line", [["generate"], ["animate"], ["train"]], ids=" ".join)
def test_missing_arguments(capsys, folder, line):
    refused(capsys, folder, line, "requires an argument")


def test_unknown_commands(capsys, folder):
    refused(capsys, folder, ["generat", "a corgi"], "generate")


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("a.xyz", ("a.xyz", ".mp4")),
        ("a", (".mp4",)),
        ("missing/a.mp4", ("missing", "folder")),
        ("folder.mp4", ("a folder", "name a file")),
        ("good.png/a.mp4", ("good.png",)),
        ("good.png", ("exists", "--overwrite")),
        ("a.png", ("one frame",)),
        ("x" * 300 + ".mp4", ("too long",)),
        ("/proc/a.mp4", ("/proc/a.mp4",)),
        ("", ("end the name",)),
    ],
    ids=lambda value: str(value)[:30],
)
def test_outputs(capsys, folder, output, words):
    refused(capsys, folder, ["generate", "a corgi", "-o", output, *FAKE, *SHORT], *words)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(capsys, folder):
    Path("locked").mkdir(mode=0o500)
    refused(capsys, folder, ["generate", "a corgi", "-o", "locked/a.mp4", *FAKE], "locked")


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        ("words.png", ("words.png", "not a picture")),
        ("short.png", ("short.png",)),
        ("empty.png", ("empty.png",)),
        ("missing.png", ("missing.png",)),
        ("folder.mp4", ("folder.mp4",)),
    ],
)
def test_pictures(capsys, folder, picture, words):
    refused(capsys, folder, ["animate", picture, "-o", "a.mp4", *FAKE, *SHORT], *words)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("9", ("ends at 0.5 s", "--seconds")),
        ("middle", ("first, last",)),
        ("nan", ("first, last",)),
        ("-1", ("first, last",)),
    ],
)
def test_places(capsys, folder, at, words):
    refused(capsys, folder, ["animate", "good.png", f"--at={at}", "-o", "a.mp4", *FAKE, *SHORT], *words)


@pytest.mark.parametrize("minutes", ["0", "nan", "-1", "long"])
def test_train(capsys, folder, minutes):
    refused(capsys, folder, ["train", "nano", "--minutes", minutes], "minutes")


@pytest.mark.parametrize("more", [["judge"], ["autoencoder"], ["nano", "--ship"]], ids=" ".join)
def test_train_behind_another_autoencoder(capsys, folder, more):
    refused(capsys, folder, ["train", *more, "--autoencoder", "none.safetensors"], "transformer", "not shipped")


@pytest.mark.parametrize(("more", "word"), [(["--operations"], "operations"), (["--model", "fake"], "--model")])
def test_evaluate_weights_of_ones_own(capsys, folder, more, word):
    refused(capsys, folder, ["evaluate", "--weights", "runs/nano", *more], word)


@pytest.mark.parametrize("prompts", ["0", "-1", "many"])
def test_evaluate(capsys, folder, prompts):
    refused(capsys, folder, ["evaluate", "--prompts", prompts], "prompts")


def test_odd_sizes_are_no_fault(folder):
    assert main(["generate", "a corgi", "-o", "a.mp4", *FAKE, "--size", "257x145", "--seconds", "0.2"]) == 0


def test_failure_while_writing_is_status_1(capsys, folder, monkeypatch):
    from haneul.errors import MediaError
    from haneul.render import Take

    def full(self, path, progress):
        raise MediaError("No space left for a.mp4; free some.")

    monkeypatch.setattr(Take, "write", full)
    refused(capsys, folder, ["generate", "a corgi", "-o", "a.mp4", *FAKE, *SHORT], "no space", status=1)


def test_too_little_memory(capsys, folder, monkeypatch):
    from haneul.engines.fake import Fake

    def burst(self, canvas, sampling, progress):
        raise MemoryError

    monkeypatch.setattr(Fake, "paint", burst)
    refused(capsys, folder, ["generate", "a corgi", "-o", "a.mp4", *FAKE, *SHORT], "memory", "--size", status=1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_standard_output_is_no_traceback(folder):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "haneul", "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1 and "Traceback" not in done.stderr


def test_interrupted_half_way(folder):
    """A real process and a real signal, while frames are being written."""
    line = ["generate", "a corgi", "-o", "out/a.mp4", *FAKE, "--size", "320x180", "--seconds", "60", "--fps", "60"]
    Path("out").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "haneul", *line],
        stderr=subprocess.PIPE,
        text=True,
        # A test run in the background of a shell ignores the signal, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not any(file.stat().st_size for file in Path("out").iterdir()) and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    assert any(Path("out").iterdir()), "the file grows beside its final name"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "haneul: Interrupted; no half-made file was left behind.\n"
    assert not list(Path("out").iterdir())
