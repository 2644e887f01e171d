"""Sheet: a clip at one glance, as a picture file."""

import numpy as np
import pytest
from PIL import Image

from haneul import media
from haneul.canvas import Clip
from haneul.cli import main
from haneul.media.sheet import GAP, PAPER, clock, moments, sheet, strip


@pytest.fixture(autouse=True)
def clip(tmp_path, monkeypatch):
    """24 frames, each of its own grey."""
    monkeypatch.chdir(tmp_path)
    greys = np.arange(24, dtype=np.uint8)[:, None, None, None] * 10
    media.write("clip.mkv", Clip(np.broadcast_to(greys, (24, 64, 96, 3)).copy(), 12.0))
    return "clip.mkv"


def size(name):
    return media.read_picture(name).shape[2:0:-1]


def test_the_frames_are_the_first_the_last_and_those_between(clip):
    pictures, words = moments(media.Footage(clip), 4)
    assert words == ["0.00 s", "0.67 s", "1.25 s", "1.92 s"]
    assert [round(one.mean() / 10) for one in pictures] == [0, 8, 15, 23]
    assert len(moments(media.Footage(clip), 99)[0]) == 24, "all it has"


@pytest.mark.parametrize("suffix", ["png", "jpg", "jpeg", "webp", "PNG"])
def test_each_kind_of_file(clip, suffix, capsys):
    assert main(["sheet", clip, "-o", f"a.{suffix}"]) == 0
    assert f"a.{suffix}: " in capsys.readouterr().out
    wide, tall = size(f"a.{suffix}")
    assert wide == 4 * (256 + GAP) + GAP and tall > 2 * 171


def test_columns_frames_and_width(clip):
    assert main(["sheet", clip, "-o", "a.png", "--columns", "5", "--frames", "5", "--width", "48"]) == 0
    assert size("a.png")[0] == 5 * (48 + GAP) + GAP
    pixels = media.read_picture("a.png")[0].astype(int)
    for place, grey in enumerate((0, 60, 120, 170, 230)):  # frames 0, 6, 12, 17, 23
        assert abs(pixels[GAP + 10, GAP + place * (48 + GAP) + 20] - grey).max() < 6
    assert np.any(pixels[GAP + 34 :] < 150), "times stand under the frames"


def test_a_name_is_made_and_nothing_overwritten(clip, capsys):
    assert main(["sheet", clip]) == 0 and main(["sheet", clip]) == 0
    assert size("clip-sheet.png") == size("clip-sheet-2.png")
    assert main(["sheet", clip, "-o", "clip-sheet.png"]) == 2
    assert "exists" in capsys.readouterr().err
    assert main(["sheet", clip, "-o", "clip-sheet.png", "--overwrite"]) == 0


def test_a_still_has_no_time(clip):
    Image.new("RGB", (64, 64)).save("still.png")
    assert main(["sheet", "still.png", "-o", "a.png"]) == 0
    assert size("a.png") == (256 + 2 * GAP, 256 + 2 * GAP)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["missing.mp4"], "no such file"),
        (["clip.mkv", "-o", "a.mp4"], "end the name 'a.mp4' with .png"),
        (["clip.mkv", "-o", "no/a.png"], "no folder"),
        (["clip.mkv", "--frames", "0"], "frames cannot be 0"),
        (["clip.mkv", "--width", "5"], "16 to 1,920"),
        (["still.png", "-o", "still.png", "--overwrite"], "own input"),
    ],
)
def test_what_is_wrong_is_told(line, said, capsys):
    Image.new("RGB", (64, 64)).save("still.png")
    assert main(["sheet", *line]) == 2
    assert said in capsys.readouterr().err


def test_times():
    assert clock(7.4, 60) == "0:07" and clock(61, 80) == "1:01" and clock(1 / 3, 4) == "0.33 s"


def test_pictures_of_several_sizes_stand_in_the_middle_of_their_places():
    page = sheet([np.zeros((20, 20, 3), np.uint8), np.zeros((40, 10, 3), np.uint8)], ["", ""], 2)
    assert page.shape == (1, 40 + 2 * GAP, 40 + 3 * GAP, 3)
    assert tuple(page[0, GAP + 30, GAP + 5]) == PAPER and page[0, GAP + 5, GAP + 5].max() == 0


def test_each_row_is_as_high_as_its_highest_picture():
    pictures = [np.zeros((high, 20, 3), np.uint8) for high in (20, 30, 50)]
    assert sheet(pictures, [""] * 3, 2).shape[1] == 30 + 50 + 3 * GAP


def test_a_strip_is_frames_side_by_side():
    frames = np.arange(10, dtype=np.uint8)[:, None, None, None] * np.ones((1, 8, 16, 3), np.uint8)
    assert [*strip(frames, 3, 8)[0, ::8, 0]] == [0, 4, 9] and strip(frames, 3, 8).shape == (4, 24, 3)
