"""Where everybody whom a prompt names is from moment to moment of a shot, as a director would block them.

Actors and cameras move as in the clips that the embedded model was taught with (`blocking/`); what the prompt leaves
open is drawn by the seed. A model that is told where somebody stands draws them far sooner than one that must also
find the place (docs/lab-notes.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from haneul.blocking.blocking import Blocking
from haneul.blocking.body import Body
from haneul.blocking.grounds import GROUNDS
from haneul.blocking.motion import Ground
from haneul.blocking.placing import BY_COPIES, SIDED, placed
from haneul.blocking.scene import ACTIONS, CAMERAS, CHANGES, LOOKS, PLACES, TINTS, Actor, Scene
from haneul.blocking.scene import Shot as Take
from haneul.grading.scenery import Scenery, scenery
from haneul.media.animatic import Box
from haneul.prompts.shot import Shot, Subject

SEVERAL = 3
CLOSENESS = {"close": 1.3, "medium": 1.15, "wide": 0.75}
ACTS = {"sails": "walks", "swims": "walks", "drives": "runs", "rolls": "runs"}  # as the model was taught to see them
USES = {"podcasts": "microphone"}  # what a deed cannot be told without
PURSUED = {"chases": "runs", "meets": "meets"}  # what is done by whoever it is done to
LARGE, USUAL = 0.75, 0.45  # how tall somebody is who is alone (or one of a pair) on the ground, and elsewhere
RIDER = 0.75  # of the usual size
ALOFT = ("flies", "floats", "falls", "jumps", "bounces")
NOBODY = Subject("", "")
STILL = 3.0  # seconds of the deed of which a single picture shows the middle
SIDES = {"left": 0.28, "right": 0.72}


@dataclass(frozen=True, eq=False)
class Staged:
    """One figure: the name of whom it shows, of a hybrid the other half's too, and its tint; of each frame its box
    (T, 4) left, top, right, bottom relative to the picture, around it as it leans `angle` (T,) radians clockwise,
    whether it is the other way round than its picture, and how near: who is nearer covers the others. It is `called`
    by its name; the second of that name "fox 2"."""

    name: str
    called: str
    rear: str
    tint: str
    boxes: np.ndarray
    angle: np.ndarray
    turned: np.ndarray
    near: np.ndarray


@dataclass(frozen=True, eq=False)
class Staging:
    """The figures of a shot, and what stands behind them."""

    figures: tuple[Staged, ...]
    scenery: Scenery


def stage(
    shot: Shot, aspect: float, bodies: Mapping[str, Body], seconds: Sequence[float], seed: int = 0,
    pins: Mapping[str, Mapping[int, Box]] | None = None,
) -> Staging:  # fmt: skip
    """A shot in a picture of `aspect` (width over height), of which there are frames at `seconds`.

    `bodies`: of everybody whose picture is known, by name; `pins`: boxes in which somebody is known to be, as they
    are `called`, and number of the frame.
    """
    times, length = np.asarray(seconds, float), float(seconds[-1] + (seconds[1] if len(seconds) > 1 else 0.0))
    if not length:
        times, length = times + STILL / 2, STILL
    shown = shot if shot.subjects else replace(shot, subjects=(NOBODY,))  # a camera looks at somebody
    scene = scene_of(shown, length, bodies, seed)
    everybody = {key: bodies.get(key, Body()) for one in scene.actors for key in (one.subject, one.rear, one.prop)}
    blocking = Blocking(scene, GROUNDS.get(shot.place, Ground()), aspect, everybody)
    take = scene.shots[0]
    tracks = blocking.tracks(take, times, times)
    camera = blocking.camera(0, take, times, tracks)
    made: list[Staged] = []
    pins = pins or {}
    for part in blocking.parts(take, tracks, times, float(scene.weather == "wind")):
        who, before = part.figure, sum(one.name == part.figure.key for one in made)
        called = f"{who.key} {before + 1}" if before else who.key
        boxes = through(blocking.box(part, camera), pins.get(called) or pins.get(who.key, {}))
        made.append(Staged(who.key, called, who.rear, who.tint, boxes, part.angle(camera), part.mirrored, part.near))
    behind = scenery(scene, camera, blocking.ground.horizon, blocking.marks(camera), times)
    return Staging(tuple(made if shot.subjects else ()), behind)


def through(boxes: np.ndarray, pins: Mapping[int, Box]) -> np.ndarray:
    """A path of boxes (T, 4) moved and scaled so that it goes through `pins`; between two of them by turns, before the
    first and after the last as they do."""
    if not pins:
        return boxes
    frames = sorted(pins)
    wanted, given = _middles(np.array([pins[frame] for frame in frames])), _middles(boxes)
    every = np.arange(len(boxes))
    x, y = (given[:, i] + np.interp(every, frames, wanted[:, i] - given[frames, i]) for i in range(2))
    scale = np.interp(every, frames, (wanted[:, 2:] - given[frames, 2:]).min(1))  # as large as it fits
    grown = (boxes[:, 2:] - boxes[:, :2]) / 2 * np.exp(scale)[:, None]
    middle = np.stack([x, y], 1)
    return np.concatenate([middle - grown, middle + grown], 1)


def _middles(boxes: np.ndarray) -> np.ndarray:
    """Middle x, y and the logarithms of width and height of boxes (T, 4)."""
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    return np.concatenate([middle, np.log(np.maximum(boxes[:, 2:] - boxes[:, :2], 1e-6))], 1)


def scene_of(shot: Shot, seconds: float, bodies: Mapping[str, Body], seed: int) -> Scene:
    """What the shot says, as a scene of the rendered world; who does nothing that is known there stands."""
    rng = np.random.default_rng(seed)
    camera = {"~pan": "pan right"}.get(shot.camera, shot.camera if shot.camera in CAMERAS else "still")
    cast = _paired([_actor(one, shot.subjects, rng) for one in shot.subjects], bodies)
    chase = any(one.action == "chases" for one in cast)
    free = [number for number, one in enumerate(cast) if one.mount < 0]
    alone = len({one.subject for one in cast}) == 1 and all(one.count == 1 for one in cast)
    large = alone and cast[0].action.split()[0] not in ALOFT
    for number, one in enumerate(cast):
        place = free.index(number) if number in free else number
        one = placed(rng, one, LARGE if large else USUAL, seconds, place, len(free), camera, chase)
        side = shot.subjects[number].side if len(free) == 1 and one.action.split()[0] not in SIDED else ""
        cast[number] = replace(one, size=one.size * (RIDER if one.mount >= 0 else 1), x=SIDES.get(side, one.x))
    take = Take(seconds, camera, tuple(range(len(cast))), CLOSENESS.get(shot.framing, 1.0))
    change = shot.change if shot.change in CHANGES else "none"
    look = shot.look if shot.look in LOOKS else "plain"
    where, weather = shot.place if shot.place in PLACES else "", shot.weather or "clear"
    hour = shot.time or ("night" if change == "night to day" else "noon")
    return Scene(tuple(cast), where, hour, weather, look, change, (take,), seed % 2**31)


def _paired(cast: list[Actor], bodies: Mapping[str, Body]) -> list[Actor]:
    """Two of a kind who hold something look at each other."""
    if len(cast) != 1 or cast[0].count != 2 or not cast[0].prop:
        return cast
    looks = bodies.get(cast[0].subject, Body()).natural
    return [replace(cast[0], count=1, mirrored=looks * side < 0) for side in (1, -1)]


def _actor(one: Subject, everybody: Sequence[Subject], rng: np.random.Generator) -> Actor:
    names = [other.name for other in everybody]
    toward = names.index(one.toward) if one.toward in names else -1
    return Actor(
        one.name, _action(one, everybody, rng), one.tint if one.tint in TINTS else "none",
        count=min(one.count or SEVERAL, len(BY_COPIES)), rear=one.rear,
        prop=next(iter(things(one)), ""), mount=names.index(one.mount) if one.mount in names else -1, toward=toward,
    )  # fmt: skip


def things(one: Subject) -> tuple[str, ...]:
    """What somebody holds or stands at: what is said, else what the deed needs."""
    return one.props or tuple(USES[action] for action in one.actions if action in USES)


def _action(one: Subject, everybody: Sequence[Subject], rng: np.random.Generator) -> str:
    """In the world's words, with the side to which it goes: who is chased runs, who is met meets."""
    done = [ACTS.get(action, action) for action in one.actions]
    verb = next((verb for verb in done if one.toward and verb in PURSUED), next(iter(done), ""))
    pursuers = [other for other in everybody if other.toward == one.name]
    if not verb and pursuers:
        verb = PURSUED.get(next(iter(pursuers[0].actions), ""), "")
    if verb in SIDED:
        side = next((other.side for other in (one, *pursuers) if other.side), "")
        verb = f"{verb} {side or ('left', 'right')[int(rng.integers(2))]}"
    return verb if verb in ACTIONS and not one.mount else "stands"


@cache
def faces() -> dict[str, str]:
    """Which way the cast's pictures look, left or right, by name; who looks out of the picture is not there."""
    text = files("haneul.prompts").joinpath("faces.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: side for side, names in lines for name in names.split(" | ")}
