"""The judge reads clips of any size and length, comes back from disk, and learns what it is shown."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from haneul.errors import MissingPart
from haneul.model.checkpoint import save
from haneul.worlds.eye import FRAMES, HEIGHT, WIDTH
from haneul.worlds.judge import MOVING, Judge, JudgeConfig, fit, spread
from haneul.worlds.truth import ANSWERS

TINY = JudgeConfig(("cat", "dog", "fox"), {"place": 0.99}, eye=(4, 4, 6, 8), spots=8, motion=(4, 4, 6, 6), width=8)


@pytest.fixture
def judge() -> Judge:
    torch.manual_seed(0)
    return Judge(TINY).eval().requires_grad_(False)


def clip(frames: int, width: int, height: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (frames, height, width, 3), np.uint8)


@pytest.mark.parametrize(("frames", "width", "height"), [(48, 256, 144), (16, WIDTH, HEIGHT), (5, 64, 96), (2, 71, 33)])
def test_clips_of_any_shape_are_read(judge: Judge, frames: int, width: int, height: int) -> None:
    reading = judge.read([clip(frames, width, height)])[0]
    assert sorted(reading.subjects) == ["cat", "dog", "fox"]
    assert {name: value in ANSWERS[name] for name, value in reading.values.items()} == dict.fromkeys(ANSWERS, True)
    assert all(0 < chance <= 1 for chance in reading.chances.values())


def test_a_picture_has_neither_action_nor_camera(judge: Judge) -> None:
    reading = judge.read([clip(1, 96, 64)])[0]
    assert not set(MOVING) & set(reading.values)
    assert "place" in reading.values


def test_reading_needs_no_neighbours(judge: Judge) -> None:
    """What is read of a clip does not depend on the others it is read with."""
    clips = [clip(20, 96, 64), 255 - clip(20, 96, 64)]
    assert judge.read(clips) == [judge.read([one])[0] for one in clips]


def test_motion_is_seen_only_by_the_order_of_frames(judge: Judge) -> None:
    frames = fit(torch.from_numpy(clip(FRAMES, WIDTH, HEIGHT)).permute(0, 3, 1, 2))
    shown, grey = frames[None, :2], frames.mean(1)[None, :, None]
    (forward, _), (backward, _) = judge(shown, grey), judge(shown, grey.flip(1))
    assert not torch.allclose(forward["action"], backward["action"])
    assert torch.allclose(forward["subject"], backward["subject"])


@pytest.mark.parametrize("length", [1, 2, 15, 16, 48, 100])
def test_the_frames_looked_at_span_the_clip(length: int) -> None:
    chosen = spread(length)
    assert len(chosen) == FRAMES and chosen == sorted(chosen) and chosen[0] == 0
    assert length - 1 - chosen[-1] <= length // FRAMES


def test_a_stored_judge_reads_alike(judge: Judge, tmp_path) -> None:
    path = tmp_path / "judge.safetensors"
    save(path, judge, judge.config)
    other = Judge.load(path)
    assert other.config == TINY
    one = clip(20, 96, 64)
    assert other.read([one])[0].chances == pytest.approx(judge.read([one])[0].chances, abs=0.02)


def test_a_missing_or_broken_judge_is_told(tmp_path) -> None:
    with pytest.raises(MissingPart, match="haneul train judge"):
        Judge.load(tmp_path / "none.safetensors")
    (tmp_path / "bad.safetensors").write_bytes(b"no weights")
    with pytest.raises(MissingPart):
        Judge.load(tmp_path / "bad.safetensors")


def test_the_default_judge_is_small() -> None:
    judge = Judge(JudgeConfig(tuple(map(str, range(150)))))
    assert sum(value.numel() for value in judge.parameters()) <= 2_000_000
