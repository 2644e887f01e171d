"""Lessons of the judge: a shard is written whole, whatever its frames went through."""

import pytest
import torch

from haneul.train import lessons
from haneul.train.lessons import make_shard, read_shard
from haneul.worlds.atlas import Atlas
from haneul.worlds.catalogue import catalogue


@pytest.mark.parametrize("number", [0, 1])
def test_a_spoilt_shard_is_read_back(number, atlas, tmp_path, monkeypatch):
    monkeypatch.setattr(Atlas, "load", lambda: atlas)
    monkeypatch.setattr(lessons, "taught", lambda: [one for one in catalogue() if one.key in atlas.index])
    monkeypatch.setattr(lessons, "CLIPS", 2)
    monkeypatch.setattr(lessons, "GLIMPSES", 3)
    shown = []

    def dark(frames):  # strided as the autoencoder's frames are
        shown.append(frames.shape)
        return torch.zeros_like(frames).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)

    make_shard(tmp_path / "0.safetensors", 1, number, dark)
    read = read_shard(tmp_path / "0.safetensors")
    assert len(read) == len(shown) == 2 + number
    assert all(one.frames().shape == shape and not one.frames().any() for one, shape in zip(read, shown, strict=True))
