import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from haneul import media
from haneul.canvas import Clip
from haneul.errors import InvalidInput, InvalidSize, MediaError
from haneul.media.writer import exact_rate

SUFFIXES = [".mp4", ".mov", ".mkv", ".webm", ".gif", ".webp"]


def gradient(frames: int = 6, width: int = 64, height: int = 48) -> np.ndarray:
    """A smooth picture that moves: (T, H, W, 3)."""
    t, y, x = np.mgrid[:frames, :height, :width]
    channels = [x * 200 // width + 6 * t, y * 200 // height, 200 - x * 100 // width]
    return np.stack(channels, -1).clip(0, 255).astype(np.uint8)


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / max(1e-9, np.mean((a.astype(float) - b) ** 2))))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("size", [(64, 48), (101, 67), (64, 67)])
def test_a_clip_comes_back_at_its_size_rate_and_length(tmp_path: Path, suffix: str, size: tuple[int, int]) -> None:
    frames = gradient(7, *size)
    media.write(tmp_path / f"clip{suffix}", Clip(frames, 12))
    info = media.probe(tmp_path / f"clip{suffix}")
    back = media.read(tmp_path / f"clip{suffix}")
    assert (info.width, info.height, info.frames, info.has_sound) == (*size, 7, False)
    assert info.fps == back.fps == 12
    assert back.frames.shape == frames.shape
    assert psnr(frames, back.frames) > (30 if suffix == ".gif" else 38)
    assert [file.name for file in tmp_path.iterdir()] == [f"clip{suffix}"]


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".webp"])
@pytest.mark.parametrize("size", [(32, 32), (33, 31)])
def test_flat_colours_stay_true(tmp_path: Path, suffix: str, size: tuple[int, int]) -> None:
    colours = [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255), (200, 30, 60), (128, 128, 128)]
    width, height = size
    for colour in colours:
        frames = np.broadcast_to(np.uint8(colour), (2, height, width, 3))
        media.write(tmp_path / f"flat{suffix}", Clip(frames, 12))
        back = media.read(tmp_path / f"flat{suffix}").frames
        assert np.abs(back.astype(int) - frames).max() <= 4, colour


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_colours_are_tagged_for_players(tmp_path: Path, suffix: str) -> None:
    media.write(tmp_path / f"clip{suffix}", Clip(gradient(), 12))
    with av.open(str(tmp_path / f"clip{suffix}")) as container:
        frame = next(container.decode(video=0))
    assert (frame.colorspace, frame.color_primaries, frame.color_trc) == (1, 1, 1)  # BT.709
    assert frame.color_range == 1  # limited
    assert frame.format.name == "yuv420p"


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_stored_colours_are_what_the_tags_say(tmp_path: Path, suffix: str) -> None:
    """ITU-R BT.709: luma of pure red is 0.2126, which is 16 + 219 * 0.2126 = 63 in limited range."""
    red = np.broadcast_to(np.uint8([255, 0, 0]), (2, 32, 32, 3))
    media.write(tmp_path / f"clip{suffix}", Clip(red, 12))
    with av.open(str(tmp_path / f"clip{suffix}")) as container:
        planes = next(container.decode(video=0)).to_ndarray()  # 32 rows of luma, then chroma
    assert abs(float(planes[:32].mean()) - 63) <= 1.5


def test_quality_of_a_default_clip(tmp_path: Path) -> None:
    frames = gradient(24, 256, 144)
    media.write(tmp_path / "clip.mp4", Clip(frames, 12))
    assert psnr(frames, media.read(tmp_path / "clip.mp4").frames) > 42


def test_a_default_clip_is_written_in_half_a_second(tmp_path: Path) -> None:
    clip = Clip(gradient(48, 256, 144), 12)
    spans = []
    for _ in range(2):
        start = time.process_time()
        media.write(tmp_path / "clip.mp4", clip)
        spans.append(time.process_time() - start)
    assert min(spans) < 0.5


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_frames_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    clip = Clip(gradient(6, 68, 50) if suffix != ".mp4" else gradient(6, 101, 67), 12)
    written = set()
    for at in range(4):
        path = tmp_path / f"{at}{suffix}"
        media.write(path, clip, {"seed": 1})
        written.add(path.read_bytes())
    assert len(written) == 1


def test_mp4_can_start_before_it_is_loaded(tmp_path: Path) -> None:
    media.write(tmp_path / "clip.mp4", Clip(gradient(), 12))
    data = (tmp_path / "clip.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".png", ".jpg"])
@pytest.mark.parametrize("words", [20, 4000])
def test_metadata_comes_back(tmp_path: Path, suffix: str, words: int) -> None:
    metadata = {"prompt": '강아지가 달린다 "fast"\n' * (words // 10), "seed": 7, "size": [64, 48], "fps": 12.5}
    frames = gradient(1 if suffix in (".png", ".jpg") else 3)
    media.write(tmp_path / f"clip{suffix}", Clip(frames, 12), metadata)
    assert media.read_metadata(tmp_path / f"clip{suffix}") == metadata
    assert media.read(tmp_path / f"clip{suffix}").frames.shape == frames.shape


def test_frames_may_come_in_parts(tmp_path: Path) -> None:
    frames = gradient(9)
    with media.Writer(tmp_path / "parts.mp4", 12, (64, 48)) as writer:
        for part in np.split(frames, [1, 2, 6]):
            writer.write(part)
    media.write(tmp_path / "whole.mp4", Clip(frames, 12))
    assert (tmp_path / "parts.mp4").read_bytes() == (tmp_path / "whole.mp4").read_bytes()


@pytest.mark.parametrize("fps", [1, 8, 23.976, 24, 29.97, 60])
def test_frame_rates(tmp_path: Path, fps: float) -> None:
    media.write(tmp_path / "clip.mp4", Clip(gradient(5), fps))
    info = media.probe(tmp_path / "clip.mp4")
    assert info.fps == pytest.approx(fps, rel=1e-4) and info.frames == 5


def test_exact_rates() -> None:
    assert [exact_rate(fps) for fps in (12, 12.5, 29.97, 23.98, 59.94)] == [
        12, Fraction(25, 2), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(60000, 1001)
    ]  # fmt: skip


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, SystemExit, ValueError])
@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif", ".webp", ".png"])
def test_an_interrupted_clip_leaves_nothing(tmp_path: Path, suffix: str, error: type[BaseException]) -> None:
    with pytest.raises(error), media.Writer(tmp_path / f"clip{suffix}", 12, (64, 48)) as writer:
        writer.write(gradient(1))
        raise error
    assert not list(tmp_path.iterdir())


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C is heard, even by a process that was started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_a_real_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), media.Writer(tmp_path / "clip.mp4", 12, (64, 48)) as writer:
        writer.write(gradient(3))
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
    assert not list(tmp_path.iterdir())


def test_a_failed_clip_keeps_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), media.Writer(path, 12, (64, 48)) as writer:
        writer.write(gradient())
        raise KeyboardInterrupt
    assert path.read_bytes() == b"before"
    media.write(path, Clip(gradient(), 12))
    assert media.probe(path).frames == 6


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("suffix", [*SUFFIXES, ".png"])
def test_a_full_disk(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def full(path: Path) -> Iterator[Path]:
        yield Path("/dev/full")

    monkeypatch.setattr("haneul.media.writer.aside", full)
    noise = np.random.default_rng(0).integers(0, 256, (1 if suffix == ".png" else 8, 64, 64, 3), np.uint8)
    with pytest.raises(MediaError, match=r"disk is full; free some space") as caught:
        media.write(tmp_path / f"clip{suffix}", Clip(noise, 12))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif"])
@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_writes_that_fail_anywhere_leave_nothing(tmp_path: Path, suffix: str, share: float) -> None:
    resource = pytest.importorskip("resource")
    clip = Clip(np.random.default_rng(0).integers(0, 256, (4, 64, 64, 3), np.uint8), 12)
    media.write(tmp_path / f"clip{suffix}", clip, {"seed": 1})
    most = int((tmp_path / f"clip{suffix}").stat().st_size * share)
    (tmp_path / f"clip{suffix}").unlink()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))  # the system refuses bytes beyond
    try:
        with pytest.raises(MediaError, match="Cannot write"):
            media.write(tmp_path / f"clip{suffix}", clip, {"seed": 1})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(tmp_path.iterdir())


def places(tmp_path: Path) -> dict[str, tuple[Path, str]]:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.mp4").mkdir()
    return {
        "absent": (tmp_path / "no" / "clip.mp4", "no .*folder"),
        "in a file": (tmp_path / "file" / "clip.mp4", "folder"),
        "a folder": (tmp_path / "folder.mp4", "is a folder; name a file"),
        "long": (tmp_path / ("x" * 300 + ".mp4"), "too long"),
        "null": (tmp_path / "a\0b.mp4", "null character"),
        "proc": (Path("/proc/clip.mp4"), "Cannot write"),
    }


@pytest.mark.parametrize("name", ["absent", "in a file", "a folder", "long", "null", "proc"])
@pytest.mark.parametrize("check_first", [True, False])
def test_unwritable_paths(tmp_path: Path, name: str, check_first: bool) -> None:
    path, message = places(tmp_path)[name]
    with pytest.raises(MediaError, match=message) as caught:
        media.check_output(path) if check_first else media.write(path, Clip(gradient(), 12))
    assert "\n" not in str(caught.value)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder.mp4"]


@pytest.mark.skipif(os.name != "posix", reason="devices have paths on POSIX only")
def test_a_device_is_never_renamed_over(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").symlink_to("/dev/null")
    with pytest.raises(MediaError, match="device"):
        media.write(tmp_path / "clip.mp4", Clip(gradient(), 12))
    assert Path("/dev/null").is_char_device()


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "clip.mp4").symlink_to(tmp_path / "real" / "clip.mp4")
    media.write(tmp_path / "clip.mp4", Clip(gradient(), 12))
    assert (tmp_path / "clip.mp4").is_symlink() and media.probe(tmp_path / "real" / "clip.mp4").frames == 6


def test_check_output_leaves_no_trace(tmp_path: Path) -> None:
    media.check_output(tmp_path / "clip.mp4", frames=48)
    assert not list(tmp_path.iterdir())


def test_what_a_format_cannot_hold() -> None:
    with pytest.raises(InvalidInput, match=r"\.mp4, .*\.png"):
        media.check_output("clip.txt")
    with pytest.raises(InvalidInput, match="end the name"):
        media.check_output("clip")
    with pytest.raises(InvalidInput, match="one frame, the clip has 2"):
        media.check_output("clip.png", frames=2)
    with pytest.raises(InvalidInput, match="no sound"):
        media.check_output("clip.gif", sound=True)
    with pytest.raises(InvalidInput, match="at most 50 frames"):
        media.check_output("clip.gif", fps=60)


def test_frames_that_do_not_fit(tmp_path: Path) -> None:
    with pytest.raises(InvalidSize):
        media.Writer(tmp_path / "clip.mp4", 12, (0, 48))
    with pytest.raises(InvalidInput, match="frames a second"):
        media.Writer(tmp_path / "clip.mp4", float("nan"), (64, 48))
    with pytest.raises(InvalidInput, match="64x48"), media.Writer(tmp_path / "a.mp4", 12, (64, 48)) as writer:
        writer.write(gradient(1, 48, 64))
    with pytest.raises(InvalidInput, match="one frame"), media.Writer(tmp_path / "a.png", 12, (64, 48)) as writer:
        writer.write(gradient(1))
        writer.write(gradient(1))
    with pytest.raises(MediaError, match="no frame"), media.Writer(tmp_path / "a.mp4", 12, (64, 48)):
        pass
    assert not list(tmp_path.iterdir())
