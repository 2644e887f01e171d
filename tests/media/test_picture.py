from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from haneul import media
from haneul.errors import InvalidInput, InvalidSize, MediaError


def picture(width: int = 40, height: int = 30) -> np.ndarray:
    """(1, H, W, 3), smooth."""
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 6, y * 8, 200 - x * 2], -1).astype(np.uint8)[None]


@pytest.mark.parametrize(("suffix", "off"), [(".png", 0), (".jpg", 6), (".jpeg", 6), (".webp", 16)])
def test_a_picture_comes_back(tmp_path: Path, suffix: str, off: int) -> None:
    media.write_picture(tmp_path / f"a{suffix}", picture(), {"seed": 3})
    back = media.read_picture(tmp_path / f"a{suffix}")
    assert back.shape == (1, 30, 40, 3) and np.abs(back.astype(int) - picture()).max() <= off
    assert media.read_metadata(tmp_path / f"a{suffix}") == {"seed": 3}
    assert [file.name for file in tmp_path.iterdir()] == [f"a{suffix}"]


def test_a_frame_without_time_is_a_picture_too(tmp_path: Path) -> None:
    media.write_picture(tmp_path / "a.png", picture()[0])
    assert np.array_equal(media.read_picture(tmp_path / "a.png"), picture())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_phone_pictures_stand_upright(tmp_path: Path, orientation: int) -> None:
    stored = {
        1: lambda p: p, 2: np.fliplr, 3: lambda p: np.rot90(p, 2), 4: np.flipud, 5: lambda p: p.swapaxes(0, 1),
        6: lambda p: np.rot90(p, 1), 7: lambda p: np.rot90(p, 2).swapaxes(0, 1), 8: lambda p: np.rot90(p, -1),
    }[orientation](picture()[0])  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(np.ascontiguousarray(stored)).save(tmp_path / "a.png", exif=exif)
    assert np.array_equal(media.read_picture(tmp_path / "a.png"), picture())


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I;16"])
def test_modes(tmp_path: Path, mode: str) -> None:
    grey = np.full((8, 8), 204, np.uint8)
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    else:
        image = Image.fromarray(np.repeat(grey[..., None], 3, -1)).convert(mode, dither=Image.Dither.NONE)
    image.save(tmp_path / ("a.tiff" if mode == "CMYK" else "a.png"))
    back = media.read_picture(tmp_path / ("a.tiff" if mode == "CMYK" else "a.png"))
    assert back.shape == (1, 8, 8, 3) and np.abs(back.astype(int) - (255 if mode == "1" else 204)).max() <= 3


def test_transparent_pixels_are_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 128))
    image.putpixel((0, 0), (0, 0, 0, 0))
    image.save(tmp_path / "a.png")
    back = media.read_picture(tmp_path / "a.png")[0]
    assert back[0, 0].tolist() == [255, 255, 255] and back[1, 1].tolist() == [255, 127, 127]


def test_colour_profiles_are_followed(tmp_path: Path) -> None:
    # An sRGB profile whose red and green primaries have changed places.
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = swapped.replace(b"rXYZ", b"?XYZ").replace(b"gXYZ", b"rXYZ").replace(b"?XYZ", b"gXYZ")
    Image.new("RGB", (8, 8), (250, 0, 0)).save(tmp_path / "a.png", icc_profile=swapped)
    red, green, blue = media.read_picture(tmp_path / "a.png")[0, 0, 0].tolist()
    assert green > 240 and red < 15 and blue < 15
    Image.new("RGB", (8, 8), (250, 0, 0)).save(tmp_path / "a.png", icc_profile=b"broken")
    assert media.read_picture(tmp_path / "a.png")[0, 0, 0].tolist() == [250, 0, 0]


def test_files_that_are_no_picture(tmp_path: Path) -> None:
    media.write_picture(tmp_path / "whole.png", np.random.default_rng(0).integers(0, 256, (1, 64, 64, 3), np.uint8))
    whole = (tmp_path / "whole.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[:4000])
    (tmp_path / "head.png").write_bytes(whole[:20])
    (tmp_path / "bits.png").write_bytes(whole[:2000] + bytes(500) + whole[2500:])
    (tmp_path / "fake.png").write_text("this is a text")
    (tmp_path / "fake.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    (tmp_path / "empty.png").touch()
    wanted = {"cut.png": "cut short", "head.png": "cut short", "bits.png": "broken", "fake.png": "not a picture",
              "fake.jpg": "broken", "empty.png": "empty", "absent.png": "no such file", ".": "folder"}  # fmt: skip
    for name, message in wanted.items():
        with pytest.raises(MediaError, match=message) as caught:
            media.read_picture(tmp_path / name)
        assert "\n" not in str(caught.value)


def test_a_picture_of_too_many_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    media.write_picture(tmp_path / "a.png", picture())
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 400)  # twice as many are refused
    with pytest.raises(MediaError, match="too many"):
        media.read_picture(tmp_path / "a.png")


def test_what_a_picture_file_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="one uint8 frame"):
        media.write_picture(tmp_path / "a.png", np.zeros((2, 8, 8, 3), np.uint8))
    with pytest.raises(InvalidInput, match=r"\.png, \.jpg or \.webp"):
        media.write_picture(tmp_path / "a.mp4", picture())
    assert not list(tmp_path.iterdir())


def test_resize() -> None:
    frames = np.repeat(picture(), 3, 0)
    assert media.resize(frames, 40, 30) is frames
    half = media.resize(frames, 20, 15)
    assert half.shape == (3, 15, 20, 3) and half.dtype == np.uint8
    assert abs(half.mean() - frames.mean()) < 1
    flat = np.full((2, 9, 13, 3), [250, 3, 77], np.uint8)
    assert (media.resize(flat, 101, 67) == [250, 3, 77]).all()
    with pytest.raises(InvalidSize):
        media.resize(frames, 0, 5)


def test_resize_makes_no_false_patterns() -> None:
    stripes = np.zeros((1, 64, 64, 3), np.uint8)
    stripes[:, :, ::2] = 255
    small = media.resize(stripes, 16, 16)[:, 2:-2, 2:-2]
    assert np.abs(small.astype(int) - 128).max() <= 4
