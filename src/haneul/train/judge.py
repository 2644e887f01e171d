"""Trains the judge (`worlds/judge.py`) on rendered lessons and examines it on held-out ones.

Every step learns from some clips (all attributes) and some glimpses (those that a picture shows).
The held-out score of each attribute is its ceiling; it goes into the file's header.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from haneul.engines.base import Progress
from haneul.model.checkpoint import notes, save, weights
from haneul.train.ahead import path_of
from haneul.train.lessons import Lesson, Lessons, make_shard, read_shard, taught
from haneul.train.muon import Mixed
from haneul.train.spoiling import spoil
from haneul.train.state import Run, learning_rate
from haneul.worlds.eye import FRAMES
from haneul.worlds.judge import MOVING, SURE, Judge, JudgeConfig, Reading, brightness
from haneul.worlds.spots import Drawn, Seen, spot_loss, wanted
from haneul.worlds.truth import ANSWERS
from haneul.worlds.verdict import averages, confusions, verdict

SEED, HELD_SEED = 501, 502  # of the lessons; the generator's worlds are drawn from other ones
BATCH, GLANCES = 16, 2
MUON, ADAM = 5e-3, 2e-3  # peak rates
FIRST, STEPS_A_SHARD, REACH = 48, 12, 400  # shards at the start, steps until one more is opened, at most
MIRRORED = {"left": "right", "right": "left"}


def mirror(value: str) -> str:
    """What an action or camera is in the mirror."""
    return " ".join(MIRRORED.get(word, word) for word in value.split())


def target(records: Sequence[dict[str, Any]], name: str, config: JudgeConfig) -> tuple[Tensor, Tensor]:
    """Rows that have a truth of attribute `name` (N,), and the distribution (N, values) to be read there."""
    values = config.subjects if name == "subject" else ANSWERS[name]
    rows, wanted = [], []
    for row, record in enumerate(records):
        true = record["subjects"] if name == "subject" else [record[name]]
        known = [values.index(one) for one in true if one in values]
        if known and len(known) == len(true):
            rows.append(row)
            wanted.append(F.one_hot(torch.tensor(known), len(values)).float().mean(0))
    return torch.tensor(rows, dtype=torch.long), torch.stack(wanted) if wanted else torch.zeros(0, len(values))


def loss_of(logits: dict[str, Tensor], records: Sequence[dict[str, Any]], config: JudgeConfig) -> Tensor:
    """Cross-entropy, summed over the attributes that were read."""
    total = torch.zeros(())
    for name, value in logits.items():
        rows, wanted = target(records, name, config)
        if len(rows):
            total = total + F.cross_entropy(value[rows].float(), wanted)
    return total


def draw(lessons: Sequence[Lesson], count: int, generator: torch.Generator) -> list[Lesson]:
    return [lessons[int(i)] for i in torch.randint(len(lessons), (count,), generator=generator)]


def glance(length: int, count: int, generator: torch.Generator) -> list[int]:
    """`count` moments of a clip of `length` frames, one at random out of each stretch."""
    stretch = length // count
    return (torch.randint(stretch, (count,), generator=generator) + stretch * torch.arange(count)).tolist()


def learn(judge: Judge, clips: Sequence[Lesson], glimpses: Sequence[Lesson], generator: torch.Generator) -> Tensor:
    """The loss of one step: clips with motion, in half of all steps mirrored, and glimpses without."""
    config = judge.config
    frames = torch.stack([lesson.frames() for lesson in clips]).float() / 255
    records = [lesson.record for lesson in clips]
    moving = spoil(brightness(frames)[:, :, None], generator)
    if float(torch.rand((), generator=generator)) < 0.5:
        moving = moving.flip(-1)
        records = [record | {name: record[name] and mirror(record[name]) for name in MOVING} for record in records]
    moments = glance(FRAMES, GLANCES, generator)
    logits, spots = judge(spoil(frames[:, moments], generator), moving)
    loss = loss_of(logits, records, config) + placed(spots, [clip.record for clip in clips], moments, config)
    moments = [0] if float(torch.rand((), generator=generator)) < 0.5 else [0, 1]
    pictures = torch.stack([lesson.frames() for lesson in glimpses]).float()[:, moments] / 255
    told = [one.record for one in glimpses]
    logits, spots = judge(spoil(pictures, generator), None)
    return loss + loss_of(logits, told, config) + placed(spots, told, moments, config)


def placed(spots: Seen, records: Sequence[dict[str, Any]], moments: Sequence[int], config: JudgeConfig) -> Tensor:
    """The loss of who stands where, in the `moments` of each record's clip."""
    index = {key: row for row, key in enumerate(config.subjects)}
    frames = [record["figures"][moment] for record in records for moment in moments]
    cells = [wanted(figures(frame, index), len(config.subjects)) for frame in frames]
    return spot_loss(spots, torch.stack([names for names, _ in cells]), torch.stack([heat for _, heat in cells]))


def figures(frame: Sequence[Sequence[Any]], index: Mapping[str, int]) -> list[Drawn]:
    """The figures of one moment whose names the judge knows."""
    known = [(tuple(index[name] for name in names if name in index), tuple(box)) for names, *box in frame]
    return [Drawn(names, box) for names, box in known if names]


def examine(judge: Judge, lessons: Sequence[Lesson]) -> list[Reading]:
    """What the judge reads in each lesson."""
    was = judge.training
    judge.eval()
    clips = [lesson.frames().permute(0, 2, 3, 1).numpy() for lesson in lessons]
    readings = judge.read(clips)
    judge.train(was)
    return readings


def start(folder: Path, resume: bool) -> tuple[Run, Judge, Mixed, int, int]:
    """The run, its judge for the present catalogue, its optimiser, step and the step since when that learns; new
    subjects begin untaught. Where the run's state is gone the package's judge goes on."""
    run = Run(folder, every=900.0)
    torch.manual_seed(0)
    judge = Judge(JudgeConfig(tuple(one.key for one in taught())))
    optimizer = Mixed(judge, ("heads", "spots.names", "spots.centres"), MUON, ADAM)
    state = (run.load() or packed()) if resume else None
    if state is None:
        return run, judge, optimizer, 0, 0
    known = tuple(state["subjects"]) == judge.config.subjects
    judge.load_state_dict(state["model"] if known else enrol(state, judge))
    if known and "optimizer" in state:
        optimizer.load_state_dict(state["optimizer"])
    return run, judge, optimizer, state["step"], state.get("since", 0)


def packed() -> dict[str, Any] | None:
    """The package's judge as a state to go on from, without an optimiser's; None where there is none."""
    path = weights("judge.safetensors")
    if not path.exists():
        return None
    judge, step = Judge.load(path), int(notes(path).get("steps", 0))
    return {"model": judge.state_dict(), "subjects": judge.config.subjects, "step": step, "since": step}


def in_reach(step: int, since: int) -> range:
    """The shards of lessons that `step` may use; those before `since` were learned already."""
    first = since // STEPS_A_SHARD
    last = FIRST + step // STEPS_A_SHARD
    return range(max(first, last - REACH), last)


def enrol(state: dict[str, Any], judge: Judge) -> dict[str, Tensor]:
    """The parameters of `state`, its rows of subjects moved to where `judge` has them."""
    values, own = dict(state["model"]), judge.state_dict()
    old = {key: row for row, key in enumerate(state["subjects"])}
    for name in ("spots.names.weight", "spots.names.bias"):
        moved = own[name].clone()
        moved[-1] = values[name][-1]  # nobody
        for row, key in enumerate(judge.config.subjects):
            if key in old:
                moved[row] = values[name][old[key]]
        values[name] = moved
    return values


def publish(
    judge: Judge, readings: Sequence[Reading], held: Sequence[Lesson], path: Path, steps: int
) -> dict[str, float]:
    """Write the judge with its ceilings to `path`, the commonest mistakes to a file beside it."""
    truths = [lesson.record for lesson in held]
    scores = averages(verdict(reading, true) for reading, true in zip(readings, truths, strict=True))
    ceilings = {name: round(score, 4) for name, (score, _) in scores.items()}
    config = replace(judge.config, ceilings=ceilings)
    numbers = json.dumps({name: number for name, (_, number) in scores.items()})
    save(path, judge, config, {"steps": str(steps), "examined": numbers})
    mistakes = {name: confusions(readings, truths, name) for name in scores}
    (path.parent / "mistakes.json").write_text(json.dumps(mistakes, indent=1, ensure_ascii=False))
    return ceilings


def train(folder: Path, steps: int, *, resume: bool, progress: Progress, exam: int = 12) -> Path:
    """Train until step `steps`; returns the packed weights `judge.safetensors` in `folder`.

    `exam` is the number of held-out shards of clips.
    """
    run, judge, optimizer, step, since = start(folder, resume)
    lessons = Lessons(folder / "lessons", SEED, autoencoder=weights("autoencoder.safetensors"))
    path = folder / "judge.safetensors"

    def keep() -> None:
        held = held_out(folder, exam)
        ceilings = publish(judge, examine(judge, held), held, path, step)
        run.log({"step": step, **ceilings})
        state = {"model": judge.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "since": since}
        run.save(state | {"subjects": list(judge.config.subjects)})
        unread = [f"{name} {score:.3f}" for name, score in ceilings.items() if score < SURE]
        progress(step / steps, f"step {step}; below {SURE:.0%}: {', '.join(unread) or 'nothing'}")

    while step < steps:
        generator = torch.Generator().manual_seed(step)
        shown = lessons.shards(in_reach(step, since))
        clips = [lesson for lesson in shown if lesson.length == FRAMES]
        glimpses = [lesson for lesson in shown if lesson.length < FRAMES]
        with torch.autocast("cpu", torch.bfloat16):
            loss = learn(judge, draw(clips, BATCH, generator), draw(glimpses, 2 * BATCH, generator), generator)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(judge.parameters(), 5.0)
        optimizer.step(learning_rate(step, steps, 1.0, warm_up=60, since=since))
        step += 1
        if step % 20 == 0:
            run.log({"step": step, "loss": loss.item()})
            progress(step / steps, f"step {step}, loss {loss.item():.3f}")
        if run.due():
            keep()
    keep()
    lessons.close()
    return path


def held_out(folder: Path, shards: int) -> list[Lesson]:
    """The clips of the examination."""
    numbers = range(0, 2 * shards, 2)
    paths = [path_of(folder / "exam", number) for number in numbers]
    for path, number in zip(paths, numbers, strict=True):
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            make_shard(path, HELD_SEED, number)
    return [lesson for path in paths for lesson in read_shard(path)]
