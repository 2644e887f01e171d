"""The command line as a user meets it; the fake engine paints."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import haneul
from haneul import media
from haneul.cli import main
from haneul.fields import entries
from haneul.operations.base import every

FAKE = ["--model", "fake", "--size", "64x64", "--seconds", "0.5"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_one_line_says_what_was_made_and_how_to_repeat_it(capsys):
    assert main(["generate", "a corgi", "-o", "clip.mp4", "--seed", "7", *FAKE]) == 0
    out = capsys.readouterr()
    assert re.fullmatch(
        r"clip.mp4: 64x64, 0.5 s at 12 fps, seed 7, fake, 16 steps, guidance 3; took [0-9.]+ s\n", out.out
    )
    assert out.err == "", "no progress bar where nobody watches"
    assert media.read("clip.mp4").frames.shape == (6, 64, 64, 3)


def test_every_option_arrives(folder):
    Image.new("RGB", (20, 20), "red").save("m.png")
    line = ["generate", "Mango runs", "-o", "a.mp4", "--model", "fake", "--size", "72x64", "--seconds", "1"]
    line += ["--fps", "8", "--seed", "9", "--steps", "4", "--guidance", "2.5", "--negative", "rain"]
    assert main([*line, "--cast", "Mango=m.png"]) == 0
    made = media.read_metadata("a.mp4")
    assert made["sampling"] == {"steps": 4, "guidance": 2.5, "detail": 0.0}
    assert made["parameters"] == {
        "prompt": "Mango runs", "seconds": 1.0, "size": "72x64", "fps": 8.0, "seed": 9, "negative": "rain",
        "cast": {"Mango": "m.png"}, "variants": 1, "enrich": True,
    }  # fmt: skip
    clip = media.read("a.mp4")
    assert clip.size == (72, 64) and clip.fps == 8 and len(clip.frames) == 8


def test_a_drawn_seed_is_printed_and_repeats(capsys):
    main(["generate", "a corgi", "-o", "a.mp4", *FAKE])
    seed = re.search(r"seed (\d+)", capsys.readouterr().out)[1]
    main(["generate", "a corgi", "-o", "b.mp4", "--seed", seed, *FAKE])
    assert Path("a.mp4").read_bytes() == Path("b.mp4").read_bytes()


@pytest.mark.parametrize("at", ["first", "last", "0.25"])
def test_animate(at):
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, 32:] = 255
    Image.fromarray(pixels).save("half.png")
    assert main(["animate", "half.png", "it snows", "--at", at, "-o", "a.mp4", *FAKE]) == 0
    frame = media.read("a.mp4").frames[{"first": 0, "last": 5, "0.25": 3}[at]]
    assert np.abs(frame.astype(int) - pixels).mean() < 6
    assert main(["animate", "half.png", "-o", "b.mp4", *FAKE]) == 0


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov", ".mkv", ".gif", ".webp"])
def test_suffixes_named_in_the_help_work(suffix, capsys):
    main(["generate", "--help"])
    assert suffix in capsys.readouterr().out
    assert main(["generate", "a corgi", "-o", f"a{suffix}", *FAKE]) == 0
    assert media.probe(Path(f"a{suffix}")).width == 64


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("Two golden retrievers, hosting a podcast!", "two-golden-retrievers-hosting-a-podcast.mp4"),
        ("강아지가 해변을 달린다", "강아지가-해변을-달린다.mp4"),
        ("../../etc/passwd", "etc-passwd.mp4"),
        ("🙂🙂", "generate.mp4"),
        ("x" * 300, "x" * 60 + ".mp4"),
        ("word " * 100, "-".join(["word"] * 12) + ".mp4"),
    ],
)
def test_a_name_made_from_the_prompt(prompt, name, folder):
    assert main(["generate", prompt, *FAKE]) == 0
    assert [path.name for path in folder.iterdir()] == [name]


def test_a_made_name_never_hits_a_file(folder):
    for _ in range(3):
        assert main(["generate", "a corgi", *FAKE]) == 0
    assert {path.name for path in folder.iterdir()} == {"a-corgi.mp4", "a-corgi-2.mp4", "a-corgi-3.mp4"}


def test_overwriting_must_be_asked_for(capsys):
    Path("a.mp4").write_bytes(b"precious")
    assert main(["generate", "a corgi", "-o", "a.mp4", *FAKE]) == 2
    assert "exists" in capsys.readouterr().err and Path("a.mp4").read_bytes() == b"precious"
    assert main(["generate", "a corgi", "-o", "a.mp4", "--overwrite", *FAKE]) == 0
    assert Path("a.mp4").read_bytes() != b"precious"


def test_never_over_its_own_input(capsys):
    Image.new("RGB", (64, 64)).save("a.png")
    Path("b.png").symlink_to("a.png")
    before = Path("a.png").read_bytes()
    for out in ("a.png", "./a.png", "b.png"):
        assert main(["animate", "a.png", "-o", out, "--overwrite", "--model", "fake", "--seconds", "0.01"]) == 2
        assert "own input" in capsys.readouterr().err
    assert Path("a.png").read_bytes() == before


@pytest.mark.parametrize("name", [*every(), "models", "train", "evaluate"])
def test_every_command_has_help(name, capsys):
    assert main([name, "--help"]) == 0
    out = capsys.readouterr().out
    assert f"haneul {name}" in out and len(out.splitlines()) >= 4


@pytest.mark.parametrize("name", every())
def test_flags_are_the_operations_own_parameters(name, capsys):
    main([name, "--help"])
    out = capsys.readouterr().out
    for entry in entries(every()[name]):
        assert (entry.label.upper() if entry.positional else f"--{entry.label}") in out
    for flag in ("--steps", "--guidance", "--model", "--output -o", "--overwrite"):
        assert flag in out


def test_help_and_version(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in (*every(), "models", "train", "evaluate"))
    assert main(["--version"]) == 0
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    assert capsys.readouterr().out.strip() == haneul.__version__
    assert project.get("version", haneul.__version__) == haneul.__version__


def test_models(capsys):
    assert main(["models"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines]
    assert names[:2] == ["native", "fake"] and "wan2.2-ti2v-5b" in names
    assert "256x144 at 12 fps" in lines[1]
