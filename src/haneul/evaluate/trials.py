"""Every operation put to the test on clips whose truth is known: what is painted, and what is measured in it.

A trial is one function from rendered clips to named numbers; its bars stand beside it. A new operation's
trial is one function more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from haneul import media
from haneul.canvas import Clip, Frames, Span
from haneul.engines.base import Engine, Sampling
from haneul.evaluate.measures import psnr
from haneul.evaluate.prompts import Question
from haneul.evaluate.regions import exactness, falls, layout_kept
from haneul.evaluate.seams import (
    LEAST_MOTION,
    MOST_SEAM,
    MOST_WRAP,
    against,
    cuts,
    motion_share,
    share_of_second,
    worst_seam,
    wrap_step,
)  # fmt: skip
from haneul.evaluate.table import mean, readable
from haneul.grading.sharpness import edge_sharpness
from haneul.operations.base import every
from haneul.operations.board import Board, Card
from haneul.operations.board_file import to_yaml
from haneul.operations.timeline import lead_over
from haneul.render import Rendering, render
from haneul.worlds.judge import Judge
from haneul.worlds.verdict import SCORED, verdict

ALL = "attributes"  # of a prompt: those that the judge reads well enough, or all where there are none
STRENGTHS = ("subtle", "mild", "strong")


@dataclass(frozen=True)
class Bar:
    """What a measure should reach, and which of the judge's attributes it stands on; "" for none."""

    least: float | None = None
    most: float | None = None
    judged: str = ""


@dataclass(frozen=True, eq=False)
class Known:
    """A rendered clip in a file, with what it shows."""

    question: Question
    path: Path
    frames: Frames
    fps: float
    finer: Frames  # the same scene at twice the frame rate, (2 T, H, W, 3)
    larger: Frames  # and at twice the width and height, (T, 2 H, 2 W, 3)

    @property
    def text(self) -> str:
        return self.question.text

    @property
    def subject(self) -> str:
        return self.question.scene.actors[0].subject


Measured = tuple[dict[str, float | None], Frames]


class Examiner:
    """Paints operations with one engine and has the results judged; `folder` is for files in between."""

    def __init__(self, engine: Engine, sampling: Sampling, judge: Judge, folder: Path) -> None:
        self.engine, self.sampling, self.judge, self.folder = engine, sampling, judge, folder

    def paint(self, name: str, *given: Any, **named: Any) -> Rendering:
        """The operation `name` with these parameters, painted; its seed is 0."""
        return render(every()[name](*given, **{"seed": 0} | named), self.engine, self.sampling)

    def shows(self, frames: Frames, subject: str) -> float:
        """1 where the judge's first choice of who is seen is `subject`, else 0."""
        return float(self.judge.glance([frames])[0].subjects[0] == subject)

    def follows(self, frames: Frames, asked: Mapping[str, Any]) -> float | None:
        """The share of what was asked that the judge sees; None where nothing of it can be seen."""
        scores = verdict(self.judge.read([frames])[0], asked)
        return mean(scores[name] for name in self.judged(ALL) if name in scores)

    def judged(self, what: str) -> list[str]:
        """The attributes that a bar stands on."""
        if what != ALL:
            return [what] if what else []
        return readable(self.judge.config.ceilings) or list(SCORED)

    def ceiling(self, what: str) -> float | None:
        """The judge's own score on renders for what a bar stands on; None where it stands on no judge."""
        return mean(self.judge.config.ceilings.get(name, 0.0) for name in self.judged(what))


def exact(made: Rendering) -> float:
    """The share of known pixels of the first clip that came back as they were."""
    canvas, kept = made.canvas, made.takes[0].kept
    span = slice(kept.start, kept.stop)
    return exactness(made.clip.frames, canvas.pixels()[span], canvas.noise()[span])


def extend(examiner: Examiner, one: Known, other: Known) -> Measured:
    after = examiner.paint("extend", one.path, one.text, seconds=1.0, variants=2)
    before = examiner.paint("extend", one.path, one.text, seconds=1.0, backward=True)
    new, rival = (clip.frames[len(one.frames) :] for clip in after.clips)
    return {
        "known frames exact": min(exact(after), exact(before)),
        "same character in the new part": examiner.shows(new, one.subject),
        "worst seam": max(worst_seam(made.clip.frames, made.canvas) for made in (after, before)),
        "variants differ": float(np.any(new != rival)),
    }, after.clip.frames


def fill(examiner: Examiner, one: Known, other: Known) -> Measured:
    seconds = len(one.frames) / one.fps
    made = examiner.paint("fill", one.path, one.text, from_=0.4 * seconds, to=0.6 * seconds)
    new = (made.canvas.noise() > 0).any((1, 2))
    return {
        "known frames exact": exact(made),
        "same character in the new part": examiner.shows(made.clip.frames[new], one.subject),
        "worst seam": worst_seam(made.clip.frames, made.canvas),
    }, made.clip.frames


def connect(examiner: Examiner, one: Known, other: Known) -> Measured:
    made = examiner.paint("connect", one.path, other.path, lead_over(one.text, other.text), seconds=1.0)
    frames, part = made.clip.frames, max(1, round(one.fps / 3))
    new = frames[len(one.frames) : len(frames) - len(other.frames)]
    sides = (examiner.shows(new[:part], one.subject), examiner.shows(new[-part:], other.subject))
    return {
        "both ends exact": exact(made),
        "each subject at its own end": sum(sides) / 2,
        "cuts inside": float(len(cuts(frames))),
    }, frames


def loop(examiner: Examiner, one: Known, other: Known) -> Measured:
    made = examiner.paint("loop", one.path, one.text)
    frames, own = made.clip.frames, Span(0, len(one.frames))
    new = Span(min(own.stop, len(frames) - 2), len(frames))
    return {
        "known frames exact": exact(made),
        "last to first step": wrap_step(frames),
        "motion of the new part": motion_share(frames, new, own),
    }, frames


def blend(examiner: Examiner, one: Known, other: Known) -> Measured:
    made = examiner.paint("blend", one.path, other.path, lead_over(one.text, other.text), curve="0:0,1:1")
    frames, count = made.clip.frames, min(len(one.frames), len(other.frames))
    shares = share_of_second(frames[:count], one.frames[-count:], other.frames[:count])
    return {"share against the curve": against(shares, np.linspace(0, 1, count))}, frames


def remix(examiner: Examiner, one: Known, other: Known) -> Measured:
    layout: dict[float, float] = {}
    score: dict[float, float | None] = {}
    told: dict[str, float | None] = {}
    for level, strength in enumerate(STRENGTHS):
        frames = examiner.paint("remix", one.path, other.text, strength=strength).clip.frames
        layout[level] = told[f"layout kept, {strength}"] = layout_kept(frames, one.frames)
        score[level] = told[f"prompt score, {strength}"] = examiner.follows(frames, other.question.asked)
    told["layout falls with strength"] = float(falls(layout))
    known = {level: -value for level, value in score.items() if value is not None}
    told["prompt score rises with strength"] = float(falls(known)) if len(known) == len(STRENGTHS) else None
    return told, frames


def restyle(examiner: Examiner, one: Known, other: Known) -> Measured:
    scores = []
    for preset in ("film noir", "neon", "pastel"):
        frames = examiner.paint("restyle", one.path, one.text, preset=preset).clip.frames
        scores.append(float(examiner.judge.read([frames])[0].values["look"] == preset))
    return {"look": sum(scores) / len(scores)}, frames


def edit(examiner: Examiner, one: Known, other: Known) -> Measured:
    height, width = one.frames.shape[1:3]
    x, y, w, h = width // 4, height // 4, width // 2, height // 2
    made = examiner.paint("edit", one.path, other.text, box=f"{x},{y},{w},{h}")
    return {
        "outside exact": exact(made),
        "subject inside": examiner.shows(made.clip.frames[:, y : y + h, x : x + w], other.subject),
    }, made.clip.frames


def outpaint(examiner: Examiner, one: Known, other: Known) -> Measured:
    height, width = one.frames.shape[1:3]
    made = examiner.paint("outpaint", one.path, one.text, size=f"{width * 3 // 2}x{height}")
    return {"inside exact": exact(made)}, made.clip.frames


def reframe(examiner: Examiner, one: Known, other: Known) -> Measured:
    made = examiner.paint("reframe", one.path, one.text, size="1:1")
    return {"inside exact": exact(made), "same character": examiner.shows(made.clip.frames, one.subject)}, (
        made.clip.frames
    )


def recut(examiner: Examiner, one: Known, other: Known) -> Measured:
    """Half of the clip is spoiled: out of focus and standing still. The truth of a span is its share of the rest."""
    half = len(one.frames) // 2
    height, width = one.frames.shape[1:3]
    still = media.resize(media.resize(one.frames[:1], width // 8, height // 8), width, height)
    clip = np.concatenate([np.repeat(still, half, 0), one.frames[half:]])
    path = examiner.folder / "spoiled.mkv"
    media.write(path, Clip(clip, one.fps))
    made = examiner.paint("recut", path, one.text, seconds=half / one.fps, keep=half / 2 / one.fps)
    span, found = made.canvas.layers[0].span, media.interest(media.Footage(path))
    chosen = found.best(len(span))
    whole = np.arange(len(clip)) >= half
    by_chance = float(np.mean([whole[each.start : each.stop].mean() for each in found.spans(len(span))]))
    measure = float(np.mean([found.of(each) for each in found.spans(len(span))]))
    return {
        "unspoiled share above random spans": float(whole[chosen.start : chosen.stop].mean()) - by_chance,
        "interest over random spans": found.of(chosen) / measure if measure else None,
    }, made.clip.frames


def storyboard(examiner: Examiner, one: Known, other: Known) -> Measured:
    cards = (
        Card(text=one.text, seconds=1.0),
        Card(text=other.text, seconds=1.0),
        Card(text=one.text, at=2.5, seconds=1.0),
    )
    path = examiner.folder / "board.yaml"
    path.write_text(to_yaml(Board(cards=cards)), "utf-8")
    made = examiner.paint("storyboard", path)
    frames, fps = made.clip.frames, made.clip.fps
    scores = []
    for asked, start in ((one, 0.0), (other, 1.0), (one, 2.5)):
        shown = frames[round(start * fps) : round((start + 1) * fps)]
        scores.append(examiner.follows(shown, asked.question.asked))
    return {
        "attributes in their own card": mean(scores),
        "cuts where cards touch, nowhere else": float(cuts(frames) == made.canvas.cuts),
    }, frames


def image(examiner: Examiner, one: Known, other: Known) -> Measured:
    height, width = one.frames.shape[1:3]
    made = examiner.paint("image", one.text, size=f"{width}x{height}")
    right = made.clip.frames.shape == (1, height, width, 3)
    return {"size as asked": float(right), "subject": examiner.shows(made.clip.frames, one.subject)}, made.clip.frames


def upscale(examiner: Examiner, one: Known, other: Known) -> Measured:
    from PIL import Image

    height, width = one.larger.shape[1:3]
    made = examiner.paint("upscale", one.path, size=f"{width}x{height}").clip.frames
    small = media.Footage(one.path)[:]
    plain = np.stack([np.asarray(Image.fromarray(f).resize((width, height), Image.Resampling.BICUBIC)) for f in small])
    return {
        "PSNR above bicubic, dB": psnr(made, one.larger) - psnr(plain, one.larger),
        "edge sharpness above bicubic": edge_sharpness(made, one.larger) - edge_sharpness(plain, one.larger),
    }, made


def interpolate(examiner: Examiner, one: Known, other: Known) -> Measured:
    made = examiner.paint("interpolate", one.path, fps=2 * one.fps).clip.frames
    small = media.Footage(one.path)[:].astype(np.float32)
    between = slice(1, 2 * len(small) - 2, 2)
    blended = np.rint((small[:-1] + small[1:]) / 2).astype(np.uint8)
    true = one.finer[between]
    return {"PSNR above blending, dB": psnr(made[between], true) - psnr(blended, true)}, made


EXACT, SAME, SEAM = Bar(least=1.0), Bar(least=0.95, judged="subject"), Bar(most=MOST_SEAM)
SHOWN = Bar(least=0.85, judged="subject")
TRIALS: Mapping[Callable[[Examiner, Known, Known], Measured], Mapping[str, Bar]] = {
    extend: {
        "known frames exact": EXACT, "same character in the new part": SAME, "worst seam": SEAM,
        "variants differ": Bar(least=1.0),
    },
    fill: {"known frames exact": EXACT, "same character in the new part": SAME, "worst seam": SEAM},
    connect: {"both ends exact": EXACT, "each subject at its own end": SAME, "cuts inside": Bar(most=0.0)},
    loop: {
        "known frames exact": EXACT, "last to first step": Bar(most=MOST_WRAP),
        "motion of the new part": Bar(least=LEAST_MOTION),
    },
    blend: {"share against the curve": Bar(most=0.05)},
    remix: {
        **{f"layout kept, {strength}": Bar() for strength in STRENGTHS},
        **{f"prompt score, {strength}": Bar(judged=ALL) for strength in STRENGTHS},
        "layout falls with strength": Bar(least=1.0),
        "prompt score rises with strength": Bar(least=1.0, judged=ALL),
    },
    restyle: {"look": Bar(least=0.85, judged="look")},
    edit: {"outside exact": EXACT, "subject inside": SHOWN},
    outpaint: {"inside exact": EXACT},
    reframe: {"inside exact": EXACT, "same character": SAME},
    recut: {"unspoiled share above random spans": Bar(least=0.01), "interest over random spans": Bar(least=1.0)},
    storyboard: {
        "attributes in their own card": Bar(least=0.85, judged=ALL), "cuts where cards touch, nowhere else": EXACT,
    },
    image: {"size as asked": EXACT, "subject": SHOWN},
    upscale: {"PSNR above bicubic, dB": Bar(least=0.0), "edge sharpness above bicubic": Bar(least=0.0)},
    interpolate: {"PSNR above blending, dB": Bar(least=0.0)},
}  # fmt: skip
"""Each trial with the measures that it gives, in the order of the table."""
