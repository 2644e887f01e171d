"""Where everybody whom a prompt names is from moment to moment of a shot, as a director would block them.

Who goes left begins at the right, who flies begins above the ground, riders sit on backs, several stand in a row; what
the prompt leaves open is drawn by the seed. A model that is told where somebody stands draws them far sooner than
one that must also find the place (docs/lab-notes.md).

Lengths are in picture heights; boxes (left, top, right, bottom) are relative to the picture.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from haneul.prompts.draft import kind
from haneul.prompts.shot import Shot, Subject

Box = tuple[float, float, float, float]
SIZE = 0.66  # of the longer side of somebody who is alone
BY_KINDS, BY_COPIES = (1.0, 0.86, 0.72), (1.0, 0.82, 0.68, 0.56, 0.48)
SEVERAL = 3
MOST = 6  # boxes of one shot
FOOT = 0.88  # where feet stand, from the top
MIDDLE = {"flies": 0.36, "floats": 0.45, "falls": 0.25, "swims": 0.5, "bounces": 0.5, "circles": 0.6}
GROWTH = {"grows": (0.5, 1.3), "approaches": (0.55, 1.15), "leaves": (1.05, 0.5), "shrinks": (1.2, 0.5)}
"""Of the usual size, at first and at last."""
NEARING = {"approaches": (-0.2, 0.02), "leaves": (0.0, -0.22)}  # how far feet are from where they usually stand
FRAMING = {"close": 1.3, "medium": 1.1, "wide": 0.75}
GROUNDLESS = ("sky", "space", "underwater")
SPEEDS = {"walks": 0.13, "sails": 0.13, "swims": 0.2, "flies": 0.27, "drives": 0.3, "runs": 0.36, "chases": 0.36}
"""Picture widths a second; whoever does something else stays where they are."""
FARTHEST = 0.7
ZOOM = {"zoom in": 1.35, "dolly in": 1.3, "zoom out": 0.74}
MOMENT = 0.8  # seconds from one box to the next
LIVELY = ("jumps", "spins")  # who are elsewhere, or otherwise, between first and last
WANDERING = ("circles", "bounces", "falls", "rolls")  # whose end nobody can tell
TURNING = ("pan left", "pan right", "tilt up", "tilt down", "orbit", "~pan")
FLYING = ("bird", "insect", "aircraft")
IN_FRONT = {"microphone": (0.28, 0.34, 0.66), "instrument": (0.08, 0.52, 0.40), "": (0.02, 0.42, 0.56)}
"""Where things are held, by name or kind: above the feet, their size, before the middle, in sizes of who holds them."""


@dataclass(frozen=True)
class Staged:
    """One figure: whom of the shot it shows, its boxes at moments evenly from the first to the last of the shot, or the
    first alone where nobody can tell how it goes on, and which way it looks: -1 left, 1 right, 0 either."""

    subject: Subject
    boxes: tuple[Box, ...]
    way: int = 0


def stage(
    shot: Shot, aspect: float, shapes: Mapping[str, float], seconds: float = 0.0, seed: int = 0
) -> tuple[Staged, ...]:
    """The figures of a shot of some seconds in a picture of `aspect` (width over height); `shapes`: width over height
    by name."""
    made = _Blocking(shot, aspect, shapes, seconds, random.Random(seed)).figures()
    for rider in shot.subjects:
        below = next((one for one in made if one.subject.name == rider.mount), None)
        if below:
            made.append(_ride(rider, below, aspect, shapes.get(rider.name, 1.0)))
    return tuple(made[:MOST])


@dataclass(frozen=True)
class _Blocking:
    shot: Shot
    aspect: float
    shapes: Mapping[str, float]
    seconds: float
    rng: random.Random

    def figures(self) -> list[Staged]:
        """All but riders."""
        mains = [one for one in self.shot.subjects if not one.mount]
        made = [
            self.figure(one, index, len(mains), copy) for index, one in enumerate(mains) for copy in range(_count(one))
        ]
        return made + [self.held(name, holder) for holder in made for name in holder.subject.props]

    def held(self, name: str, holder: Staged) -> Staged:
        """What somebody holds or stands at: before them, on the side to which they look."""
        up, size, out = IN_FRONT.get(name) or IN_FRONT.get(kind(name)) or IN_FRONT[""]
        shape, way = self.shapes.get(name, 1.0), holder.way or faces().get(holder.subject.name, 1)

        def before(box: Box) -> Box:
            left, top, right, bottom = box
            high = size * (bottom - top)
            x = (left + right) / 2 + way * out * (right - left)
            return _box(x, bottom - up * (bottom - top), high * shape / self.aspect, high)

        return Staged(Subject(name, name), tuple(map(before, holder.boxes)), holder.way)

    def figure(self, one: Subject, index: int, kinds: int, copy: int) -> Staged:
        """Copy number `copy` of subject number `index` of `kinds`."""
        shot, action, count = self.shot, next(iter(one.actions), ""), _count(one)
        size = SIZE * BY_KINDS[min(kinds, 3) - 1] * BY_COPIES[count - 1] * FRAMING.get(shot.framing, 1.0)
        size = min(size * self.rng.uniform(0.92, 1.08), 0.95 * self.aspect / kinds)
        shape, way = self.shapes.get(one.name, 1.0), self._way(one, action, index)
        wide, high = size * min(shape, 1.0) / self.aspect, size * min(1 / shape, 1.0)
        row = (copy - (count - 1) / 2) * min(wide * 1.04, 0.84 / count)
        xs, feet = self._across(one, action, way, index, kinds), self._feet(one, action, high)
        begin, end = GROWTH.get(action, (1.0, 1.0))
        scales = begin, end * ZOOM.get(shot.camera, 1.0)
        boxes = []
        for share in self._moments(action, xs[0] == xs[1]):
            x, foot, scale = (first + (last - first) * share for first, last in (xs, feet, scales))
            at = min(max(x + row, 0.0), 1.0)
            boxes.append(_box(at, foot + 0.012 * (copy % 2), wide * scale, high * scale))
        return Staged(one, tuple(boxes), way)

    def _moments(self, action: str, stays: bool) -> list[float]:
        """Shares of the shot at which it can be told where somebody is.

        Between the ends of a way nobody is told of yet: the weights smear who is shown at several places.
        """
        shot, count = self.shot, round(self.seconds / MOMENT)
        if count == 0 or action in WANDERING or shot.camera in TURNING or shot.change:
            return [0.0]
        if not stays or action in LIVELY:
            return [0.0, 1.0]
        return [number / count for number in range(count + 1)]

    def _way(self, one: Subject, action: str, index: int) -> int:
        way = {"left": -1, "right": 1}.get(one.side, 0) if action in SPEEDS else 0
        if one.toward or any(other.toward == one.name for other in self.shot.subjects):
            return (1 if index == 0 else -1) if action == "meets" else way or 1
        return way

    def _across(self, one: Subject, action: str, way: int, index: int, kinds: int) -> tuple[float, float]:
        """Where it begins and ends, from 0 at the left to 1 at the right."""
        if action == "meets":
            return (0.15, 0.36) if index == 0 else (0.85, 0.64)
        if not way and one.side and kinds == 1:
            return (0.28, 0.28) if one.side == "left" else (0.72, 0.72)
        far = way * min(SPEEDS.get(action, 0.0) * self.seconds, FARTHEST)
        if self.shot.camera == "tracking":
            far = 0.0
        if kinds > 1:
            x, far = 0.5 + (index - (kinds - 1) / 2) * (0.46 if kinds == 2 else 0.3), far / 2
        else:
            x = 0.5 + self.rng.uniform(-0.06, 0.06)
        return x - far / 2, x + far / 2

    def _feet(self, one: Subject, action: str, high: float) -> tuple[float, float]:
        """How low its feet are at first and at last."""
        wobble = self.rng.uniform(-0.05, 0.05)
        aloft = self.shot.place in GROUNDLESS or (not self.shot.place and kind(one.name) in FLYING)
        if aloft or action in MIDDLE:
            foot = MIDDLE.get(action, 0.5) + wobble + high / 2
            return foot, foot
        near, far = NEARING.get(action, (0.0, 0.0))
        return FOOT + wobble + near, FOOT + wobble + far


def _ride(rider: Subject, below: Staged, aspect: float, shape: float) -> Staged:
    """On the back of whom it rides."""

    def above(under: Box) -> Box:
        left, top, right, bottom = under
        high = 0.55 * (bottom - top) * min(1 / shape, 1.0)
        return _box((left + right) / 2, top + 0.3 * (bottom - top), high * shape / aspect, high)

    return Staged(rider, tuple(map(above, below.boxes)), below.way)


def _count(one: Subject) -> int:
    return min(one.count or SEVERAL, len(BY_COPIES))


def _box(x: float, foot: float, wide: float, high: float) -> Box:
    return x - wide / 2, foot - high, x + wide / 2, foot


@cache
def faces() -> dict[str, int]:
    """Which way the cast's pictures look, by name: -1 left, 1 right; who looks out of the picture is not there."""
    text = files("haneul.prompts").joinpath("faces.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: {"left": -1, "right": 1}[side] for side, names in lines for name in names.split(" | ")}
