from pathlib import Path

import numpy as np
import pytest

from haneul import media
from haneul.canvas import Clip, Sound, Span
from haneul.errors import InvalidInput, MediaError


def tone(seconds: float, rate: int = 44100, channels: int = 2) -> Sound:
    """Silence for the first half, then 440 Hz."""
    time = np.arange(round(seconds * rate)) / rate
    wave = 0.5 * np.sin(2 * np.pi * 440 * time) * (time >= seconds / 2)
    return Sound(np.repeat(wave[:, None], channels, 1).astype(np.float32), rate)


def clip(seconds: float, sound: Sound | None) -> Clip:
    return Clip(np.full((round(seconds * 12), 32, 32, 3), 90, np.uint8), 12, sound)


def onset(sound: Sound) -> float:
    """When it first gets loud, in seconds."""
    return float(np.argmax(np.abs(sound.samples[:, 0]) > 0.2)) / sound.rate


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".webm"])
@pytest.mark.parametrize("rate", [16000, 44100, 48000, 50000])
@pytest.mark.parametrize("channels", [1, 2])
def test_sound_comes_back_in_step(tmp_path: Path, suffix: str, rate: int, channels: int) -> None:
    given = tone(2, rate, channels)
    media.write(tmp_path / f"a{suffix}", clip(2, given))
    back = media.read(tmp_path / f"a{suffix}")
    assert back.sound is not None and len(back.frames) == 24
    assert back.sound.samples.shape[1] == channels and back.sound.samples.dtype == np.float32
    assert back.sound.seconds == pytest.approx(2, abs=0.03)
    assert onset(back.sound) == pytest.approx(1, abs=0.003)
    loud = back.sound.samples[round(1.3 * back.sound.rate) : round(1.7 * back.sound.rate)]
    assert np.abs(loud).max() == pytest.approx(0.5, abs=0.05)


def test_a_span_has_its_own_sound(tmp_path: Path) -> None:
    media.write(tmp_path / "a.mp4", clip(4, tone(4)))
    part = media.read(tmp_path / "a.mp4", Span(18, 36)).sound
    assert part is not None
    assert part.seconds == pytest.approx(1.5) and onset(part) == pytest.approx(0.5, abs=0.003)


def test_sound_ends_with_the_pictures(tmp_path: Path) -> None:
    media.write(tmp_path / "long.mp4", clip(1, tone(3)))
    assert media.probe(tmp_path / "long.mp4").seconds == pytest.approx(1, abs=0.05)
    media.write(tmp_path / "short.mp4", clip(2, tone(1)))
    back = media.read(tmp_path / "short.mp4")
    assert len(back.frames) == 24 and back.sound is not None and back.sound.seconds == pytest.approx(1, abs=0.05)


def test_no_sound(tmp_path: Path) -> None:
    media.write(tmp_path / "a.mp4", clip(1, None))
    assert media.read_sound(tmp_path / "a.mp4") is None


def test_a_file_of_sound_alone(tmp_path: Path) -> None:
    import wave

    samples = (tone(1, 22050, 1).samples * 32767).astype("<i2")
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    sound = media.read_sound(tmp_path / "a.wav")
    assert sound is not None and np.allclose(sound.samples, samples / 32768, atol=1e-4)
    with pytest.raises(MediaError, match="no moving pictures"):
        media.probe(tmp_path / "a.wav")


@pytest.mark.parametrize("rate", [8000, 44100, 96000])
def test_resampling_keeps_length_and_time(rate: int) -> None:
    out = media.resample(tone(1, 48000), rate)
    assert out.rate == rate and out.samples.shape == (rate, 2)
    assert onset(out) == pytest.approx(0.5, abs=0.002)


@pytest.mark.parametrize("shape", [(10,), (10, 3), (10, 0)])
def test_sound_of_a_wrong_shape(tmp_path: Path, shape: tuple[int, ...]) -> None:
    with pytest.raises(InvalidInput, match=r"samples \(N, 1 or 2\)"):
        media.write(tmp_path / "a.mp4", clip(1, Sound(np.zeros(shape, np.float32), 44100)))
    assert not list(tmp_path.iterdir())


def test_splice_joins_pictures_and_sound() -> None:
    joined = media.splice(clip(1, tone(1, 44100, 1)), clip(1, None), clip(1, tone(1, 48000, 2)))
    assert joined.frames.shape[0] == 36 and joined.sound is not None
    assert joined.sound.rate == 44100 and joined.sound.samples.shape == (3 * 44100, 2)
    thirds = np.abs(joined.sound.samples).reshape(6, -1).max(1) > 0.2
    assert thirds.tolist() == [False, True, False, False, False, True]
    assert media.splice(clip(1, None), clip(1, None)).sound is None


def test_splice_refuses_what_does_not_fit() -> None:
    one = clip(1, None)
    with pytest.raises(InvalidInput, match="at least one"):
        media.splice()
    with pytest.raises(InvalidInput, match="cannot be joined"):
        media.splice(one, Clip(one.frames, 24))
    with pytest.raises(InvalidInput, match="32x32 .* 16x32"):
        media.splice(one, Clip(one.frames[:, :, :16], 12))


def even(level: float, seconds: float, rate: int = 1000, channels: int = 1) -> Sound:
    return Sound(np.full((round(seconds * rate), channels), level, np.float32), rate)


def test_sounds_are_mixed_in_their_places() -> None:
    made = media.mixed(media.mixed(None, even(0.25, 2), 1, 6), even(0.5, 2), 2, 6)
    assert made.rate == 1000 and made.seconds == 6
    assert [made.samples[at, 0] for at in (500, 1500, 2500, 3500, 4500)] == [0, 0.25, 0.75, 0.5, 0]


def test_mixed_sounds_take_the_tracks_rate_and_the_most_channels() -> None:
    made = media.mixed(even(0.25, 2, 8000), even(0.25, 1, 16000, 2), 0.5, 2)
    assert made.rate == 8000 and made.samples.shape == (16000, 2)
    assert made.samples[8000] == pytest.approx([0.5, 0.5], abs=0.02)


def test_what_is_too_long_or_too_loud_is_cut() -> None:
    made = media.mixed(even(0.75, 1), even(0.75, 9), 0.5, 2)
    assert made.seconds == 2 and made.samples.max() == 1
    assert not media.mixed(None, even(0.5, 1), 7, 2).samples.any()
