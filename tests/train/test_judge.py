"""The judge's training: targets, mirrors, spoiling, and a run that resumes exactly."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from haneul.blocking.scene import ACTIONS, CAMERAS, Actor, Scene
from haneul.model.checkpoint import save
from haneul.train import judge as training
from haneul.train.ahead import path_of
from haneul.train.lessons import read_shard, seen
from haneul.train.muon import Mixed, matrix
from haneul.train.spoiling import spoil
from haneul.worlds.catalogue import catalogue
from haneul.worlds.eye import FRAMES, HEIGHT, WIDTH
from haneul.worlds.judge import Judge, JudgeConfig
from haneul.worlds.truth import ANSWERS, truth

TINY = partial(JudgeConfig, eye=(4, 4, 4, 6), spots=4, motion=(4, 4, 4, 4), width=4)
KEYS = ("cat", "fox", "dragon")


@pytest.mark.parametrize("value", [*ACTIONS, *CAMERAS])
def test_the_mirror_swaps_sides(value: str) -> None:
    mirrored = training.mirror(value)
    assert mirrored in (ACTIONS if value in ACTIONS else CAMERAS)
    assert training.mirror(mirrored) == value
    assert (mirrored != value) == ("left" in value or "right" in value)


def test_targets_skip_what_has_no_truth() -> None:
    config = JudgeConfig(KEYS)
    records = [
        truth(Scene((Actor("cat"),))),
        truth(Scene((Actor("fox"), Actor("cat")))),
        truth(Scene((Actor("unheard of"),))),
    ]
    rows, wanted = training.target(records, "subject", config)
    assert rows.tolist() == [0, 1] and wanted.tolist() == [[1, 0, 0], [0.5, 0.5, 0]]
    rows, wanted = training.target(records, "action", config)
    assert rows.tolist() == [0, 2] and wanted.argmax(1).tolist() == [0, 0]


def test_who_is_out_of_sight_is_not_to_be_seen() -> None:
    scene = Scene((Actor("cat"), Actor("fox")))
    record = seen(scene, torch.tensor([[1.0, 0.0], [1.0, 0.1]]))
    assert record["subjects"] == ["cat"] and record["count"] is None
    assert seen(scene, torch.ones(2, 2)) == truth(scene)


@pytest.mark.parametrize("colours", [1, 3])
def test_spoiling_keeps_shape_and_look(colours: int) -> None:
    frames = torch.rand(4, 5, colours, 32, 48, generator=torch.Generator().manual_seed(1))
    for seed in range(6):
        made = spoil(frames, torch.Generator().manual_seed(seed))
        assert made.shape == frames.shape and 0 <= made.min() and made.max() <= 1
        assert (made.mean((1, 3, 4)) - frames.mean((1, 3, 4))).abs().max() < 0.1
        assert torch.equal(made, spoil(frames, torch.Generator().manual_seed(seed)))


def test_kernels_are_matrices_in_place() -> None:
    kernel = nn.Conv2d(3, 5, 3).to(memory_format=torch.channels_last).weight.data
    flat = matrix(kernel)
    assert flat.shape == (5, 27) and flat.data_ptr() == kernel.data_ptr()
    flat.zero_()
    assert kernel.abs().sum() == 0


def test_muon_learns() -> None:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(2, 8, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 36, 1))
    optimizer = Mixed(net, ("3",), 5e-3, 5e-3)
    assert len(optimizer.pairs) == 1
    x = torch.randn(32, 2, 6, 6)
    wanted = (x[:, 0] * x[:, 1]).mean((1, 2))
    losses = []
    for _ in range(40):
        loss = (net(x)[:, 0] - wanted).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(1.0)
        losses.append(loss.item())
    assert losses[-1] < 0.4 * losses[0]


def false_shard(path: Path, seed: int, number: int, spoil: object = None) -> None:
    """Noise with truths, quickly."""
    generator = torch.Generator().manual_seed(seed + number)
    length = 2 if number % 2 else FRAMES
    frames = torch.randint(0, 256, (2, length, 3, HEIGHT, WIDTH), generator=generator, dtype=torch.uint8)
    figures = [[[[KEYS[number % 3]], 0.2, 0.2, 0.8, 0.9]]] * length
    scenes = [Scene((Actor(KEYS[(number + row) % 3], ACTIONS[number]),)) for row in range(2)]
    records = [truth(scene) | {"figures": figures} for scene in scenes]
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({"frames": frames}, path, {"records": json.dumps(records)})


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    subjects = [one for one in catalogue() if one.key in KEYS]
    monkeypatch.setattr(training, "taught", lambda: subjects)
    monkeypatch.setattr(training, "JudgeConfig", TINY)
    monkeypatch.setattr(training, "make_shard", false_shard)
    for name, value in {"BATCH": 2, "FIRST": 2, "STEPS_A_SHARD": 2}.items():
        monkeypatch.setattr(training, name, value)


def test_a_resumed_run_is_the_same_run(quick: None, tmp_path: Path) -> None:
    for name in ("whole", "parts"):
        for number in range(4):
            false_shard(path_of(tmp_path / name / "lessons", number), training.SEED, number)
    said: list[str] = []

    def run(name: str, steps: int, resume: bool) -> Path:
        return training.train(
            tmp_path / name, steps, resume=resume, progress=lambda share, what, preview=None: said.append(what), exam=1
        )

    one = Judge.load(run("whole", 4, False))
    run("parts", 2, False)
    state = torch.load(tmp_path / "parts" / "state.pt", weights_only=True)
    assert state["step"] == 2
    other = Judge.load(run("parts", 4, True))
    assert one.config == other.config and one.config.ceilings
    # The rate's schedule knows the number of steps, so the first half differs a little.
    assert torch.allclose(one.look[0].weight, other.look[0].weight, atol=0.05)
    assert "below 97%" in said[-1]


def test_a_new_subject_begins_untaught_and_others_stay() -> None:
    torch.manual_seed(1)
    old = Judge(TINY(("cat", "fox")))
    new = Judge(TINY(("dragon", "fox", "cat")))
    state = {"model": old.state_dict(), "subjects": ["cat", "fox"]}
    fresh = new.state_dict()["spots.names.weight"].clone()
    new.load_state_dict(training.enrol(state, new))
    rows, before = new.spots.names.weight, old.spots.names.weight
    assert torch.equal(rows[1:3], before[:2].flip(0)) and torch.equal(rows[0], fresh[0])
    assert torch.equal(rows[3], before[2]), "nobody stays the last"


def test_shards_are_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "00000.safetensors"
    false_shard(path, 1, 0)
    lessons = read_shard(path)
    assert [lesson.length for lesson in lessons] == [FRAMES, FRAMES]
    assert lessons[1].frames().shape == (FRAMES, 3, HEIGHT, WIDTH)
    assert set(lessons[0].record) == {"subjects", "figures", *ANSWERS}


def test_a_run_whose_state_is_gone_goes_on_from_the_packages_judge(
    quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(5)
    own = Judge(TINY(KEYS))
    save(tmp_path / "judge.safetensors", own, own.config, {"steps": "70"})
    monkeypatch.setattr(training, "weights", lambda name: tmp_path / name)
    _, judge, _, step, since = training.start(tmp_path / "run", resume=True)
    assert (step, since) == (70, 70)
    assert torch.allclose(judge.look[0].weight, own.look[0].weight, atol=1e-3)  # stored in half precision
    assert training.start(tmp_path / "run", resume=False)[3] == 0


def test_lessons_learned_before_are_not_drawn_again(quick: None) -> None:
    assert training.in_reach(0, 0) == range(0, 2) and training.in_reach(7, 0) == range(0, 5)
    assert training.in_reach(70, 70) == range(35, 37) and training.in_reach(75, 70) == range(35, 39)
