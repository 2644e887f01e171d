"""What a rendered clip becomes on its way to the transformer, and what its file gives back."""

import json
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from haneul.blocking.figure import Figure
from haneul.model.text import TextEncoder
from haneul.prompts.shot import Shot
from haneul.prompts.staging import stage
from haneul.train.figures import Standing
from haneul.train.pool import Plan, draw_shard, make_shard, read_shard
from haneul.train.record import record
from haneul.train.roughs import _seen, animatic, posed
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
        self.atlas = SimpleNamespace(pictures=cells, row=lambda key: 0, index={})

    def clips(self, shape, count, seed):
        rng = np.random.default_rng(seed)
        scenes = [sample(rng, [one for one in self.catalogue if one.lead], 1.0) for _ in range(count)]
        size, chance = (3, shape.frames, shape.height, shape.width), torch.Generator().manual_seed(seed)
        frames = torch.randint(0, 256, size, dtype=torch.uint8, generator=chance)
        where = torch.zeros(shape.grid, dtype=torch.bool)
        where[0, 1, 1] = True
        there = [[Standing(Figure("any"), 0, BOX, False, 1, 0.0)]] * shape.frames
        rough = partial(animatic, self.atlas, there, scenery("plain", shape.frames), shape.height, shape.width)
        return [Take(frames, where, partial(record, scene, self.catalogue), rough) for scene in scenes]


def scenery(look, frames):
    shot = Shot("", "en", place="beach", time="noon", look=look)
    return stage(shot, 4 / 3, {}, [frame / 12 for frame in range(frames)]).scenery


def encode(frames):
    """A mean per patch instead of an autoencoder: (B, 3, T, H, W) -> (B, 128, t, h, w)."""
    small = frames[:, :, ::4].float().unflatten(4, (-1, 16)).unflatten(3, (-1, 16)).mean((4, 6)) / 255
    return torch.cat([small, small.new_zeros(small.shape[0], 125, *small.shape[2:])], 1)


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
        assert torch.equal(one.guide, other.guide) and one.guide.shape == (128, *SHAPE.grid)


def test_beside_the_words_is_nothing_or_cards_or_an_animatic_each_in_a_good_share(clips):
    drawn = [draw_words(clips[0], torch.Generator().manual_seed(seed)) for seed in range(400)]
    length = SHAPE.grid[0]
    kinds = ["cards" if d.cards else "none" if d.guided[0] == d.guided[1] else d.guided for d in drawn]
    shares = {kind: kinds.count(kind) / 400 for kind in set(kinds)}
    assert 0.18 < shares["none"] < 0.4 and 0.1 < shares["cards"] < 0.22 and shares[(0, length)] > 0.4
    assert 0.02 < sum(share for kind, share in shares.items() if kind in ((0, 1), (1, 2))) < 0.15
    subjects = {key for keys in clips[0].record["subjects"] for key in keys}
    assert all(set(dict(d.cards)) <= subjects for d in drawn)


def test_samples_hold_the_animatic_in_part_or_whole_and_weigh_figures_more(clips):
    words = TextEncoder.shipped()
    everybody = [key for clip in clips for keys in clip.record["subjects"] for key in keys]
    cast = {key: torch.zeros(2, 128, 4, 4) for key in everybody}
    samples, targets, weights = make(clips * 9, cast, words, torch.Generator().manual_seed(0))
    assert targets.shape == (27 * SHAPE.tokens, 128) and set(weights.tolist()) <= {0.0, 1.0, 4.0}
    guides = [(clip, one.guide) for clip, one in zip(clips * 9, samples, strict=True) if one.guide is not None]
    assert guides
    for clip, made in guides:
        told = made[-1].bool()
        assert torch.equal(made[:-1][:, told], clip.guide.float()[:, told]) and not made[:-1][:, ~told].any()


def test_a_figure_is_posed_as_drawn_or_otherwise_but_the_same_throughout():
    seen = partial(_seen, Stub().atlas, plain=False)
    one = Standing(Figure("any"), 0, BOX, True, 1, 0.0)
    found = [posed(one, 3, seen, seed) for seed in range(200)]
    looks = [(int(p.picture[6, 1, 0]), bool(p.picture[6, 1, 1] > p.picture[6, -2, 1])) for p in found]
    assert {pose for pose, _ in looks} == {0, 40, 80}
    assert sum(turned for _, turned in looks) > 0.8 * 200  # as it is drawn: mirrored
    assert 0.35 < sum(pose == 40 for pose, _ in looks) / 200 < 0.75
    for seed in range(20):
        later = posed(replace(one, pose=2), 3, seen, seed)
        kept = np.array_equal(later.picture, found[seed].picture)
        assert later.box == found[seed].box and (kept or looks[seed][0] == 40)


def test_most_animatics_have_the_clips_look_and_tints_and_place():
    there = [[Standing(Figure("any", "blue"), 0, BOX, False, 1, 0.0)]]
    drawn = [animatic(Stub().atlas, there, scenery("film noir", 1), 48, 64, seed) for seed in range(60)]
    grey = [bool((one[0] == one[2]).all()) for one in drawn]
    assert 0.65 < np.mean(grey) < 0.97
    plain = [one for one, noir in zip(drawn, grey, strict=True) if not noir]
    assert all((one[:, 0, 0, 0] == 230).all() for one in plain)
    above, below = ([int(one[0, 0, row, 2]) for one, noir in zip(drawn, grey, strict=True) if noir] for row in (2, -3))
    flat = [abs(one - other) < 3 for one, other in zip(above, below, strict=True)]
    assert 0 < np.mean(flat) < 1
