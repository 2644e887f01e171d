"""One question put to an engine: paint the prompt, read the clip, read a render of the same scene beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from haneul.canvas import Frames
from haneul.engines.base import Engine, Sampling
from haneul.errors import MissingPart
from haneul.evaluate.measures import motion_ratio, same_character
from haneul.evaluate.prompts import Question
from haneul.operations.generate import Generate
from haneul.render import render
from haneul.worlds.judge import Judge
from haneul.worlds.verdict import verdict

READABLE = 0.12  # least height of somebody at the start and the end, in picture heights, to be compared


@dataclass(frozen=True)
class Real:
    """A render of a question's scene; `steady` whether its one character stands in sight at both ends, `stands` the
    box (T, 4) of the first."""

    frames: Frames
    steady: bool
    stands: np.ndarray


class Studio:
    """Renders scenes when the artwork is there."""

    def __init__(self) -> None:
        from haneul.worlds.artwork import Atlas

        try:
            self.atlas: Atlas | None = Atlas.load()
        except MissingPart:
            self.atlas = None

    def real(self, question: Question, frames: int, width: int, height: int, fps: float) -> Real | None:
        """The scene of `question` as it truly looks, or None without artwork."""
        from haneul.worlds.toon import render as paint

        if self.atlas is None:
            return None
        made = paint([question.scene], width=width, height=height, fps=fps, frames=frames, atlas=self.atlas)
        pictures = (made.frames[0] * 255).round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
        truth, quarter = made.truth, max(1, frames // 4)
        tall = (truth.boxes[0, :, 0, 3] - truth.boxes[0, :, 0, 1]) * (truth.visible[0, :, 0] > 0.5)
        there = min(float(tall[:quarter].amax()), float(tall[-quarter:].amax())) > READABLE
        return Real(pictures, len(question.scene.actors) == 1 and there, truth.boxes[0, :, 0].cpu().numpy())


def ask(
    question: Question, engine: Engine, sampling: Sampling, size: str, seconds: float, judge: Judge, studio: Studio
) -> tuple[dict[str, Any], Frames]:
    """The row of the table for one question, and the frames that were painted."""
    operation = Generate(question.text, seconds=seconds, size=size, seed=question.number)
    clip = render(operation, engine, sampling).clip
    frames = clip.frames
    real = studio.real(question, len(frames), *clip.size, clip.fps)
    row: dict[str, Any] = {
        "number": question.number, "group": question.group, "language": question.language, "text": question.text,
        "pair": question.pair, "asked": question.asked, "same": None, "same_real": None, "motion": None,
        "real": {},
    }  # fmt: skip
    reading = judge.read([frames])[0]
    row["verdict"] = verdict(reading, question.asked)
    row["read"] = {"subjects": list(reading.subjects[:3]), **reading.values}
    if real is not None:
        row["real"] = verdict(judge.read([real.frames])[0], question.asked)
        if len(frames) > 1:
            row["motion"] = round(motion_ratio(frames, real.frames), 4)
        if real.steady:
            row["same"], row["same_real"] = same_character(judge, frames), same_character(judge, real.frames)
    return row, np.asarray(frames)


def fingerprint(folder: Path) -> str:
    """Names, sizes and times of the weights in `folder`, so that new weights are asked anew."""
    told = [f"{p.name} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in sorted(folder.glob("*.safetensors"))]
    import hashlib

    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
