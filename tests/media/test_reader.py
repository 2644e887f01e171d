import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from haneul import media
from haneul.canvas import Clip, Span
from haneul.errors import InvalidInput, MediaError

Make = Callable[..., Path]


def numbered(frames: int, width: int = 32, height: int = 32) -> np.ndarray:
    """Frame i is grey of level 10 + 5 i: it can be told from its pixels."""
    levels = (10 + 5 * np.arange(frames)).astype(np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (frames, height, width, 3)).copy()


def numbers(frames: np.ndarray) -> list[int]:
    """Which frames of `numbered` these are."""
    return [round((float(frame.mean()) - 10) / 5) for frame in frames]


def corner(width: int = 48, height: int = 32) -> np.ndarray:
    """One dark frame, its upper left quarter light."""
    frame = np.full((1, height, width, 3), 40, np.uint8)
    frame[:, : height // 2, : width // 2] = 220
    return frame


def test_all_frames_in_order(make: Make) -> None:
    path = make(numbered(40))
    assert numbers(media.read(path).frames) == list(range(40))


@pytest.mark.parametrize("chunk", [1, 7, 40, 100])
def test_chunks(make: Make, chunk: int) -> None:
    parts = list(media.stream(make(numbered(40)), chunk=chunk))
    assert [len(part) for part in parts[:-1]] == [chunk] * (40 // chunk - (40 % chunk == 0))
    assert numbers(np.concatenate(parts)) == list(range(40))


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.ts", "clip.webm", "clip.gif", "clip.webp"])
@pytest.mark.parametrize("span", [(0, 5), (13, 14), (25, 40), (30, 90), (39, 40)])
def test_spans_are_exact(make: Make, tmp_path: Path, name: str, span: tuple[int, int]) -> None:
    path = tmp_path / name
    if name.endswith((".mp4", ".mkv", ".ts")):
        make(numbered(40), name)
    else:
        media.write(path, Clip(numbered(40), 12))
    assert numbers(media.read(path, Span(*span)).frames) == list(range(span[0], min(span[1], 40)))


def test_a_span_beyond_the_end(make: Make) -> None:
    path = make(numbered(5))
    with pytest.raises(InvalidInput, match="about 5 frames"):
        media.read(path, Span(9, 12))
    assert list(media.stream(path, start=3.0)) == []


@pytest.mark.parametrize(("start", "stop"), [(-1, None), (2, 1), (float("nan"), None), (0, float("nan"))])
def test_times_that_no_file_has(make: Make, start: float, stop: float | None) -> None:
    with pytest.raises(InvalidInput, match="Cannot read from"):
        media.stream(make(numbered(2)), start, stop)


@pytest.mark.parametrize("clockwise", [90, 180, 270])
def test_rotation_flags(make: Make, clockwise: int) -> None:
    stored = corner()
    path = make(np.repeat(stored, 3, 0), clockwise=clockwise)
    shown = np.rot90(stored[0], -clockwise // 90)
    info, clip = media.probe(path), media.read(path)
    assert info.rotation == clockwise
    assert (info.height, info.width) == shown.shape[:2]
    assert np.abs(clip.frames[0].astype(int) - shown).max() < 40
    assert np.abs(clip.frames[0].astype(int) - shown).mean() < 3


def test_pixels_that_are_not_square(make: Make) -> None:
    path = make(np.repeat(corner(), 3, 0), squeeze=Fraction(4, 3))
    info = media.probe(path)
    assert (info.width, info.height) == (64, 32)
    assert media.read(path).frames.shape == (3, 32, 64, 3)


def test_a_variable_rate_becomes_constant(make: Make) -> None:
    # Ten a second, but frame 3 stays for four slots, and frame 6 is a little late.
    slots = [0, 1, 2, 3, 7, 8, 9.2, 10, 11]
    path = make(numbered(9), fps=10, times=[slot / 10 for slot in slots])
    info, clip = media.probe(path), media.read(path)
    assert info.fps == pytest.approx(10, rel=0.01)
    assert numbers(clip.frames) == [0, 1, 2, 3, 3, 3, 3, 4, 5, 6, 7, 8]
    assert numbers(media.read(path, Span(5, 9)).frames) == [3, 3, 4, 5]


def test_another_rate(make: Make) -> None:
    path = make(numbered(24), fps=24)
    assert numbers(media.read(path, fps=8).frames) == list(range(0, 24, 3))
    twice = media.read(path, fps=48)
    assert twice.fps == 48 and len(twice.frames) == 48
    assert numbers(twice.frames)[::2] == list(range(24))


@pytest.mark.parametrize("pixels", ["yuv420p10le", "yuv444p", "yuv422p10le", "yuvj420p", "gray"])
def test_pixel_formats(make: Make, pixels: str) -> None:
    frames = np.full((3, 32, 48, 3), 90, np.uint8)
    if pixels != "gray":
        frames[:] = [200, 60, 90]
    back = media.read(make(frames, pixels=pixels, tagged=pixels not in ("yuvj420p", "gray"))).frames
    assert back.dtype == np.uint8 and np.abs(back.astype(int) - frames).max() <= 4


def test_untagged_small_video_is_bt601(make: Make) -> None:
    frames = np.full((3, 32, 48, 3), [200, 60, 90], np.uint8)
    back = media.read(make(frames, tagged=False)).frames
    assert np.abs(back.astype(int) - frames).max() <= 4


@pytest.mark.parametrize("size", [(101, 67), (2, 2), (17, 16)])
def test_odd_sizes(make: Make, size: tuple[int, int]) -> None:
    path = make(numbered(4, *size), "clip.mkv", pixels="yuv444p")
    assert media.read(path).frames.shape == (4, size[1], size[0], 3)


def test_a_stream_that_does_not_say_its_length(make: Make) -> None:
    path = make(numbered(10), "bare.h264", fps=25)
    assert media.probe(path).frames == 10
    assert numbers(media.read(path).frames) == list(range(10))


def test_a_long_file_takes_little_memory(make: Make, tmp_path: Path) -> None:
    count, width, height = 1500, 64, 48  # 14 MB as frames
    tracemalloc.start()
    try:
        with media.Writer(tmp_path / "long.mp4", 24, (width, height)) as writer:
            for at in range(0, count, 50):
                writer.write(np.full((50, height, width, 3), at % 256, np.uint8))
        seen = sum(len(part) for part in media.stream(tmp_path / "long.mp4"))
        last = next(media.stream(tmp_path / "long.mp4", start=62.0))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert seen == count and last[0].mean() == pytest.approx((1488 // 50 * 50) % 256, abs=3)
    assert peak < 2e6


def test_gif_durations(tmp_path: Path) -> None:
    pictures = [Image.new("L", (8, 8), 10 + 5 * at) for at in range(3)]
    pictures[0].save(tmp_path / "slow.gif", save_all=True, append_images=pictures[1:], duration=[200, 200, 1000])
    assert media.probe(tmp_path / "slow.gif").fps == 5
    assert numbers(media.read(tmp_path / "slow.gif").frames) == [0, 1, 2, 2, 2, 2, 2]


def test_transparent_pixels_are_white(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    clear.save(tmp_path / "a.webp", save_all=True, append_images=[clear.copy()], duration=100)
    assert media.read(tmp_path / "a.webp").frames.min() == 255


def test_a_still_picture_is_a_clip_of_one_frame(tmp_path: Path) -> None:
    media.write_picture(tmp_path / "a.png", corner())
    assert media.probe(tmp_path / "a.png").frames == 1
    assert np.array_equal(media.read(tmp_path / "a.png").frames, corner())


@pytest.mark.parametrize("name", ["clip.mp4", "clip.webm", "clip.mkv", "clip.webp"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_truncated_file(tmp_path: Path, name: str, share: float) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (30, 32, 32, 3), np.uint8)
    media.write(tmp_path / name, Clip(noise, 12))
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * share)])
    with pytest.raises(MediaError, match=r"Cannot read .*cut short") as caught:
        media.read(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_truncated_gif(tmp_path: Path) -> None:
    """A GIF does not say how long it is: cut between two pictures it is just shorter."""
    noise = np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3), np.uint8)
    media.write(tmp_path / "clip.gif", Clip(noise, 12))
    data = (tmp_path / "clip.gif").read_bytes()
    (tmp_path / "clip.gif").write_bytes(data[: len(data) // 3])
    with pytest.raises(MediaError, match=r"Cannot read .*cut short"):
        media.read(tmp_path / "clip.gif")


def test_files_that_are_no_video(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("this is a text\n" * 500)
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(0).bytes(50_000))
    (tmp_path / "folder.mp4").mkdir()
    wanted = {
        "text.mp4": "not a video",
        "empty.mp4": "empty",
        "noise.mp4": "not a video",
        "folder.mp4": "folder",
        "absent.mp4": "no such file",
    }
    for name, message in wanted.items():
        for act in (media.probe, media.read, media.read_metadata, media.read_sound, lambda p: list(media.stream(p))):
            with pytest.raises(MediaError, match=message) as caught:
                act(tmp_path / name)
            assert name in str(caught.value) and "\n" not in str(caught.value)


def test_a_list_of_other_files_is_not_followed(make: Make, tmp_path: Path) -> None:
    target = make(numbered(3), "secret.ts")
    (tmp_path / "list.m3u8").write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n")
    (tmp_path / "list.mp4").write_text(f"ffconcat version 1.0\nfile '{target.name}'\n")
    for name in ("list.m3u8", "list.mp4"):
        with pytest.raises(MediaError):
            media.probe(tmp_path / name)


def test_someone_elses_comment_is_not_metadata(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        container.metadata["comment"] = "holiday 2024"
        stream = container.add_stream("libx264", rate=12)
        stream.width = stream.height = 32
        container.mux(stream.encode(av.VideoFrame.from_ndarray(numbered(1)[0], format="rgb24")))
        container.mux(stream.encode())
    assert media.read_metadata(tmp_path / "a.mp4") == {}
