"""Again: the same flags give the same frames, others vary them, and moved or changed inputs are told."""

from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from haneul import media
from haneul.cli import main

with suppress(ImportError):
    import pydantic  # noqa: F401  (where it is loaded, as by the server, Cyclopts checks defaults as well)

FAKE = ["--model", "fake", "--size", "64x64", "--seconds", "0.5"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def clip(capsys):
    """A clip that Haneul made with flags of all kinds."""
    line = ["generate", "a corgi", "-o", "clip.mp4", "--seed", "7", "--no-enrich", "--steps", "5", *FAKE]
    assert main(line) == 0
    capsys.readouterr()
    return "clip.mp4"


def frames(name):
    return media.read(name).frames


def test_the_same_again(clip, capsys):
    assert main(["again", clip, "-o", "same.mp4"]) == 0
    assert "seed 7, fake, 5 steps" in capsys.readouterr().out
    np.testing.assert_array_equal(frames("same.mp4"), frames(clip))
    assert media.read_metadata("same.mp4") == media.read_metadata(clip)


@pytest.mark.parametrize("change", [["--seed", "8"], ["--prompt", "a cat"], ["--steps", "6"], ["--guidance", "1"]])
def test_a_flag_varies_it(clip, change):
    assert main(["again", clip, "-o", "other.mp4", *change]) == 0
    assert frames("other.mp4").shape == frames(clip).shape and np.any(frames("other.mp4") != frames(clip))
    told = media.read_metadata("other.mp4")
    assert told["parameters"]["enrich"] is False, "what was not changed stays"


def test_longer_and_of_another_shape(clip):
    assert main(["again", clip, "-o", "other.webm", "--seconds", "1", "--size", "80x64"]) == 0
    assert frames("other.webm").shape == (12, 64, 80, 3)


def test_variants_are_repeated_one_by_one(clip):
    assert main(["again", clip, "-o", "v.mp4", "--variants", "2"]) == 0
    assert main(["again", "v-2.mp4", "-o", "second.mp4"]) == 0
    np.testing.assert_array_equal(frames("second.mp4"), frames("v-2.mp4"))
    assert np.any(frames("v-1.mp4") != frames("v-2.mp4"))


def test_its_help_is_the_operations_own_with_its_values(clip, capsys):
    assert main(["again", clip, "--help"]) == 0
    out = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "haneul again clip.mp4" in out and "--prompt" in out and "[default: a corgi]" in out
    assert "[default: 7]" in out
    assert main(["again", "--help"]) == 0 and main(["again"]) == 0
    assert "--seed 8" in capsys.readouterr().out


@pytest.fixture
def animated(folder):
    (folder / "in").mkdir()
    Image.new("RGB", (64, 64), "teal").save("in/sea.png")
    Image.new("RGB", (32, 32), "orange").save("mango.png")
    line = ["animate", "in/sea.png", "Mango swims", "--cast", "Mango=mango.png", "-o", "in/clip.mp4", *FAKE]
    assert main(line) == 0
    return folder / "in" / "clip.mp4"


def test_inputs_are_kept_by_their_digest(animated):
    told = media.read_metadata(animated)["inputs"]
    assert told == {name: media.digest(name) for name in ("in/sea.png", "mango.png")}


def test_inputs_are_found_beside_the_clip(animated, folder, monkeypatch, capsys):
    (folder / "mango.png").rename(folder / "in" / "mango.png")
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    assert main(["again", str(animated), "-o", "same.mp4"]) == 0
    np.testing.assert_array_equal(frames("same.mp4"), frames(animated))
    assert "not the file" not in capsys.readouterr().err


def test_a_missing_input_is_named(animated, folder, capsys):
    (folder / "in" / "sea.png").rename(folder / "other.png")
    assert main(["again", "in/clip.mp4", "-o", "a.mp4"]) == 2
    err = capsys.readouterr().err
    assert "in/sea.png" in err and "--picture FILE" in err
    assert main(["again", "in/clip.mp4", "-o", "a.mp4", "--picture", "other.png"]) == 0
    assert capsys.readouterr().err == ""


def test_a_changed_input_is_told(animated, capsys):
    Image.new("RGB", (64, 64), "red").save("in/sea.png")
    assert main(["again", "in/clip.mp4", "-o", "a.mp4"]) == 0
    assert "in/sea.png is not the file that in/clip.mp4 was made from" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["again", "missing.mp4"], "no such file"),
        (["again", "foreign.mp4"], "does not say what made it"),
        (["again", "newer.mp4"], "'levitate', which this Haneul does not have"),
        (["again", "clip.mp4", "--sed", "8"], "sed"),
        (["again", "clip.mp4", "--seed", "x"], "seed"),
        (["again", "clip.mp4", "-o", "clip.mp4", "--overwrite"], "own input"),
        (["again", "clip.mp4", "--seconds", "90"], "seconds cannot be 90"),
        (["again", "--seed", "8"], "Name the clip first"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(clip, line, said, capsys):
    for name, told in {"foreign.mp4": {}, "newer.mp4": {"operation": "levitate"}}.items():
        media.write(name, media.read(clip), metadata=told)
    assert main(line) == 2
    err = capsys.readouterr().err
    assert said in err and err.startswith("haneul: ") and err.count("\n") == 1


def test_what_an_older_or_newer_version_knew_is_not_silently_dropped(clip, capsys):
    told = media.read_metadata(clip)
    told["parameters"]["sparkle"] = 3
    media.write("odd.mp4", media.read(clip), metadata=told)
    assert main(["again", "odd.mp4", "-o", "a.mp4"]) == 0
    assert "made with sparkle" in capsys.readouterr().err


def test_operations_compose_and_the_chain_is_repeated(clip):
    assert main(["extend", clip, "--seconds", "0.5", "--seed", "1", "--model", "fake", "-o", "long.mp4"]) == 0
    assert main(["loop", "long.mp4", "--seed", "2", "--model", "fake", "-o", "round.mp4"]) == 0
    assert main(["recut", "round.mp4", "--seconds", "0.5", "--model", "fake", "--seed", "3", "-o", "best.mp4"]) == 0
    for name in ("long", "round", "best"):
        assert main(["again", f"{name}.mp4", "-o", f"{name}-again.mp4"]) == 0
        np.testing.assert_array_equal(frames(f"{name}-again.mp4"), frames(f"{name}.mp4"))
        assert list(media.read_metadata(f"{name}.mp4")["inputs"])
