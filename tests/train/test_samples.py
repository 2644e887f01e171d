"""What a rendered clip becomes on its way to the transformer, and what its file gives back."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from haneul.engines.latents import positions
from haneul.model.text import TextEncoder
from haneul.train.figures import Standing
from haneul.train.pool import Plan, draw_shard, make_shard, read_shard
from haneul.train.references import posed
from haneul.train.samples import draw_words, make
from haneul.train.world import Shape, Take
from haneul.worlds.catalogue import catalogue
from haneul.worlds.sampler import sample

SHAPE = Shape(64, 48, 5)
PLAN = Plan("little", ((SHAPE, 1.0),), tokens=3 * SHAPE.tokens)
BOX = (0.25, 1 / 3, 0.5, 2 / 3)  # 16 by 16 pixels, on one patch


class Stub:
    """A world of noise in which the first two actors of a scene stand."""

    def __init__(self):
        self.catalogue = catalogue()
        cells = torch.zeros(1, 3, 20, 20, 4, dtype=torch.uint8)
        for pose in range(3):
            cells[0, pose, 4:16, 4:10] = torch.tensor([40 * pose, 0, 0, 255])
            cells[0, pose, 4:16, 10:16] = torch.tensor([40 * pose, 90, 0, 255])
        self.atlas = SimpleNamespace(pictures=cells, row=lambda key: 0)

    def clips(self, shape, count, seed):
        rng = np.random.default_rng(seed)
        scenes = [sample(rng, [one for one in self.catalogue if one.lead], 1.0) for _ in range(count)]
        size, chance = (3, shape.frames, shape.height, shape.width), torch.Generator().manual_seed(seed)
        frames = torch.randint(0, 256, size, dtype=torch.uint8, generator=chance)
        where = torch.zeros(shape.grid, dtype=torch.bool)
        where[0, 1, 1] = True
        return [
            Take(frames, scene, where, [Standing(n, 0.5, BOX, False, 1) for n in range(min(2, len(scene.actors)))])
            for scene in scenes
        ]


def encode(frames):
    """A mean per patch instead of an autoencoder: (B, 3, T, H, W) -> (B, 34, t, h, w)."""
    small = frames[:, :, ::4].float().unflatten(4, (-1, 16)).unflatten(3, (-1, 16)).mean((4, 6)) / 255
    return torch.cat([small, small.new_zeros(small.shape[0], 31, *small.shape[2:])], 1)


@pytest.fixture(scope="module")
def clips():
    return draw_shard(Stub(), PLAN, 3, encode)


def test_a_shard_comes_back_as_it_was(clips, tmp_path):
    make_shard(Stub(), PLAN, 3, tmp_path / "shard", encode)
    back = read_shard(tmp_path / "shard")
    assert len(back) == len(clips) == 3
    for one, other in zip(back, clips, strict=True):
        assert (
            one.shape == other.shape
            and one.record == json.loads(json.dumps(other.record))
            and torch.equal(one.figures, other.figures)
        )
        assert [(p.actor, p.key, p.spot) for p in one.portraits] == [(p.actor, p.key, p.spot) for p in other.portraits]
        assert all(torch.equal(p.latents, q.latents) for p, q in zip(one.portraits, other.portraits, strict=True))


def test_everybody_who_stands_has_a_portrait_of_each_half(clips):
    for clip in clips:
        halves = [key for keys in clip.record["subjects"][:2] for key in keys]
        assert [one.key for one in clip.portraits] == halves
        assert all(one.spot[0] == 0.5 for one in clip.portraits)


def test_references_are_left_out_put_aside_or_stand_each_in_a_good_share(clips):
    drawn = [draw_words(clips[0], torch.Generator().manual_seed(seed)) for seed in range(400)]
    kinds = ["none" if not d.references else "stand" if d.references[0].portrait else "aside" for d in drawn]
    shares = {kind: kinds.count(kind) / 400 for kind in ("none", "stand", "aside")}
    assert 0.18 < shares["none"] < 0.34 and 0.1 < shares["aside"] < 0.22 and shares["stand"] > 0.5


def test_samples_hold_portraits_at_their_spots_and_weigh_figures_more(clips):
    words = TextEncoder.shipped()
    cast = {key: torch.zeros(2, 34, 4, 4) for clip in clips for keys in clip.record["subjects"] for key in keys}
    samples, targets, weights = make(clips * 9, cast, words, torch.Generator().manual_seed(0))
    assert targets.shape == (27 * SHAPE.tokens, 34) and set(weights.tolist()) <= {0.0, 1.0, 4.0}
    spots = [known.spot for one in samples for known in one.references if known.spot]
    place = positions(SHAPE.frames, SHAPE.height, SHAPE.width, SHAPE.fps)
    assert spots and all(abs(spot.x - place[..., 2]).min() < 0.2 for spot in spots)


def test_a_portrait_is_posed_as_drawn_or_otherwise():
    standing = Standing(0, 0.0, BOX, True, 1)
    seen = {}
    for seed in range(60):
        picture, _ = posed(Stub().atlas, "any", standing, 48, 64, np.random.default_rng(seed))
        left, right = picture[picture.shape[0] // 2][[6, -7]].tolist() if picture.shape[1] == 16 else (0, 0)
        if left:
            seen[(left[0], left[1] > right[1])] = seen.get((left[0], left[1] > right[1]), 0) + 1
    assert {pose for pose, _ in seen} == {0, 40, 80}
    turned = sum(count for (_, flipped), count in seen.items() if flipped)
    assert turned > 0.7 * sum(seen.values())  # as it is drawn: mirrored
    assert sum(count for (pose, _), count in seen.items() if pose == 40) > 0.5 * sum(seen.values())
