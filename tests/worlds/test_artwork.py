"""Packing and loading of the atlas, on artwork painted here."""

import tarfile
from pathlib import Path

import pytest
import torch
from PIL import Image, ImageDraw

from haneul.errors import MissingPart, UnknownName
from haneul.worlds.artwork import fetch, find_files, main, pack
from haneul.worlds.atlas import Atlas
from haneul.worlds.catalogue import Subject

SUBJECTS = (
    Subject("wide", "aa", "wide", "넓다"), Subject("tall", "bb", "tall", "높다"),
    Subject("still", "cc", "still", "멈추다"),
)  # fmt: skip
TURNING = ((220, 30, 30), (30, 160, 60), (40, 60, 220), (200, 180, 40))  # colour of each quarter of the loop


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two characters of 12 frames at 24 a second: one wide that turns colour, one tall that hops; and a still."""
    where = tmp_path_factory.mktemp("artwork")
    for name in ("aa", "bb"):
        frames = []
        for number in range(12):
            picture = Image.new("RGBA", (128, 128), (9, 9, 9, 0))  # libwebp drops the alpha of pure zeros
            box = (14, 60, 114, 110) if name == "aa" else (54, 20 + number % 2 * 10, 74, 90 + number % 2 * 10)
            ImageDraw.Draw(picture).rectangle(box, fill=(*TURNING[number // 3], 255))
            frames.append(picture)
        path = where / "deep" / f"{name}.webp"
        path.parent.mkdir(exist_ok=True)
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=125, loop=0, lossless=True)
    frames[0].save(where / "cc.webp", lossless=True)
    return where


@pytest.fixture(scope="module")
def atlas(folder: Path) -> Atlas:
    return Atlas.load(pack(folder, folder / "atlas.safetensors", SUBJECTS, frames=4, pixels=48, workers=1))


def test_shapes(atlas: Atlas) -> None:
    assert atlas.keys == ("wide", "tall", "still")
    assert atlas.pictures.shape == (3, 4, 48, 48, 4)
    assert atlas.pictures.dtype == torch.uint8
    assert atlas.boxes.shape == (3, 4, 4)


def test_aspect_and_extent_are_of_the_tight_box(atlas: Atlas) -> None:
    assert atlas.aspect[:2].tolist() == pytest.approx([101 / 51, 21 / 81], rel=1e-3)
    assert atlas.extent[0].tolist() == pytest.approx([1, 51 / 101], rel=1e-3)
    assert atlas.extent[1].tolist() == pytest.approx([21 / 81, 1], rel=1e-3)


def test_feet_stand_on_the_bottom_row_in_the_middle(atlas: Atlas) -> None:
    alpha = atlas.pictures[0, 0, :, :, 3]
    assert alpha[-1].min() > 200
    assert alpha[: 48 - 26].max() < 30
    across = atlas.pictures[1, :, :, :, 3].amax((0, 1))
    assert torch.equal(across > 128, across.flip(0) > 128)


def test_the_loop_is_sampled_evenly_and_told_at_true_speed(atlas: Atlas) -> None:
    middle = atlas.pictures[0, :, 40, 24, :3].int()
    assert torch.allclose(middle, torch.tensor(TURNING, dtype=torch.int32), atol=40)
    assert atlas.fps.tolist() == pytest.approx([4 / 1.5, 4 / 1.5, 0])


def test_boxes_are_tight_in_each_frame(atlas: Atlas) -> None:
    top, foot = atlas.boxes[1, :, 1], atlas.boxes[1, :, 3]
    assert foot.max() == 1
    assert ((foot - top) * 48).tolist() == pytest.approx([48 * 71 / 81] * 4, abs=1.5)
    for subject in range(3):
        for frame in range(4):
            alpha = atlas.pictures[subject, frame, :, :, 3] > 128
            rows = alpha.any(1).nonzero().flatten()
            assert rows[0] / 48 == pytest.approx(float(atlas.boxes[subject, frame, 1]), abs=1.5 / 48)


def test_a_still_is_the_same_in_every_frame(atlas: Atlas) -> None:
    assert torch.equal(atlas.pictures[2], atlas.pictures[2, :1].expand(4, -1, -1, -1))
    assert torch.equal(atlas.boxes[2], atlas.boxes[2, :1].expand(4, -1))
    assert atlas.pictures[2, 0, :, :, 3].max() == 255


def test_rows(atlas: Atlas) -> None:
    assert atlas.row("tall") == 1
    with pytest.raises(UnknownName, match="dodo"):
        atlas.row("dodo")


def test_loading_again_maps_the_same_pixels(atlas: Atlas, folder: Path) -> None:
    (decoded,) = folder.glob("*.pixels")
    before = decoded.stat().st_mtime_ns
    again = Atlas.load(folder / "atlas.safetensors")
    assert torch.equal(again.pictures, atlas.pictures)
    assert decoded.stat().st_mtime_ns == before
    assert not list(folder.glob(".*"))


def test_workers_give_the_same_file(folder: Path, tmp_path: Path) -> None:
    for workers in (1, 2):
        pack(folder, tmp_path / str(workers), SUBJECTS, frames=4, pixels=48, workers=workers)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_what_is_missing_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"haneul\.worlds\.artwork"):
        Atlas.load(tmp_path / "none")
    with pytest.raises(MissingPart, match="stray"):
        pack(folder, tmp_path / "a", (Subject("stray", "dd", "stray", "길"),))
    (tmp_path / "broken").write_bytes(b"not an atlas")
    with pytest.raises(MissingPart, match="broken"):
        Atlas.load(tmp_path / "broken")


def test_misuse_on_the_command_line_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--from", str(tmp_path), "-o", str(tmp_path / "atlas")])
    assert ended.value.code == 1
    assert "No artwork under" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_fetch_unpacks_what_npm_packs(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tarfile.open(tmp_path / "part.tgz", "w:gz") as tar:
        tar.add(folder / "cc.webp", "package/assets/cc.webp")
    npm = tmp_path / "npm"
    npm.write_text(f'#!/bin/sh\ncp "{tmp_path}/part.tgz" "$5/part.tgz" && echo part.tgz\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert set(find_files(fetch(tmp_path / "out"))) == {"cc"}


def test_fetch_without_npm_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPart, match="npm"):
        fetch(tmp_path / "out")
