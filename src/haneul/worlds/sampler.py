"""Random scenes: mostly likely ones (fish under water, planes in the sky), a third of them absurd.

Every value of every attribute comes about equally often, so that a model sees each word; only `stands`,
`plain`, `clear` and `still` are more frequent, as they are in what people ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from haneul.blocking.placing import SIDED, placed
from haneul.blocking.scene import ACTIONS, CAMERAS, LOOKS, PLACES, TIMES, TINTS, WEATHERS, Actor, Scene, Shot
from haneul.worlds.catalogue import Subject
from haneul.worlds.heldout import HELD_OUT, held_out

INDOOR = ("room", "stage")
AIRY = ("space", "sky")
WET = ("sea", "underwater")
NO_WEATHER = ("space", "underwater", "stage")
_HOMES = {
    "fish": ("underwater", "sea"), "boat": ("sea", "beach"), "aircraft": ("sky", "mountain", "city street"),
    "bird": ("sky", "meadow", "farm", "forest", "beach", "snow"),
    "vehicle": ("city street", "desert", "beach", "mountain"),
    "instrument": ("stage", "room"), "food": ("room", "meadow", "beach"), "plant": ("meadow", "forest", "farm", "room"),
    "insect": ("meadow", "forest", "farm"), "dinosaur": ("forest", "desert", "mountain"),
    "person": ("city street", "room", "stage", "beach", "meadow", "mountain top"),
}  # fmt: skip


def sample(rng: np.random.Generator, subjects: Sequence[Subject], seconds: float, *, allow_shots: bool = True) -> Scene:
    """A scene of `seconds` without any held-out pair and without `unseen` subjects."""
    seen = [subject for subject in subjects if not subject.unseen]
    while True:
        scene = _scene(rng, seen, seconds, allow_shots)
        if not held_out(scene):
            return scene


def sample_held_out(rng: np.random.Generator, subjects: Sequence[Subject], seconds: float) -> Scene:
    """A scene of one actor that does contain a held-out pair."""
    keys = {subject.key: subject for subject in subjects}
    pairs = sorted(pair for pair in HELD_OUT if pair[1] in keys)
    kind, key, value = pairs[int(rng.integers(len(pairs)))]
    return sample_about(rng, keys[key], seconds, **{kind: value})


def sample_about(rng: np.random.Generator, subject: Subject, seconds: float, *, action: str = "", place: str = "",
                 tint: str = "none") -> Scene:  # fmt: skip
    """A plain scene of one `subject`, the rest as given or random and likely; may be held out."""
    place = place or _place(rng, subject, likely=True)
    action = action or _action(rng, subject, place, likely=True)
    actor = placed(rng, Actor(subject.key, action, tint), subject.height, seconds, 0, 1, "still")
    return Scene((actor,), place, _of(rng, TIMES), shots=(Shot(seconds),), seed=int(rng.integers(2**31)))


def _of(rng: np.random.Generator, items: Sequence[str]) -> str:
    return items[int(rng.integers(len(items)))]


def _or(rng: np.random.Generator, share: float, usual: str, items: Sequence[str]) -> str:
    """`usual` in `share` of all cases, else one of the others."""
    return usual if rng.random() < share else _of(rng, [item for item in items if item != usual])


def _scene(rng: np.random.Generator, subjects: Sequence[Subject], seconds: float, allow_shots: bool) -> Scene:
    likely = rng.random() < 0.7
    first = subjects[int(rng.integers(len(subjects)))]
    place = _place(rng, first, likely)
    camera = _or(rng, 0.35, "still", CAMERAS)
    actors = _actors(rng, subjects, first, place, likely, camera, seconds)
    weather = "clear" if place in NO_WEATHER else _or(rng, 0.28, "clear", WEATHERS)
    if place == "room" and weather in ("fog", "wind"):
        weather = "clear"
    look = _or(rng, 0.45, "plain", LOOKS)
    time = _of(rng, TIMES)
    change = _change(rng, place, time, weather, actors) if seconds >= 1.5 and rng.random() < 0.14 else "none"
    if change == "day to night" and time == "night":
        time = "noon"
    if change == "night to day":
        time = "night"
    if change in ("rain starts", "snow starts") and weather in ("rain", "snow"):
        weather = "cloudy"
    shots = _shots(rng, camera, len(actors), seconds) if allow_shots and seconds >= 3 and rng.random() < 0.15 else (
        Shot(seconds, camera, tuple(range(len(actors))), float(rng.choice([0.85, 1.0, 1.0, 1.0, 1.0, 1.3]))),
    )  # fmt: skip
    return Scene(tuple(actors), place, time, weather, look, change, shots, int(rng.integers(2**31)))


def _place(rng: np.random.Generator, subject: Subject, likely: bool) -> str:
    homes = _HOMES.get(subject.kind, ())
    if likely and homes and rng.random() < 0.6:
        return _of(rng, homes)
    if likely and not subject.moves & {"fly", "float", "swim"}:
        return _of(rng, [place for place in PLACES if place not in (*AIRY, *WET) or rng.random() < 0.25])
    return _of(rng, PLACES)


def _action(rng: np.random.Generator, subject: Subject, place: str, likely: bool, camera: str = "still") -> str:
    if camera == "tracking":
        return _of(rng, [action for action in ACTIONS if action.split()[0] in SIDED])
    if rng.random() < 0.12:
        return "stands"
    if not likely:
        return _of(rng, ACTIONS[:17])
    choices = ["jumps", "bounces", "falls", "spins", "grows", "shrinks", "floats", "circles"]
    if subject.moves & {"walk", "roll", "swim"}:
        go = ["walks left", "walks right", "runs left", "runs right", "approaches", "leaves"]
        choices += go * 2
    if "fly" in subject.moves or place in AIRY:
        choices += ["flies left", "flies right"] * 3
    return _of(rng, choices)


def _actors(rng: np.random.Generator, subjects: Sequence[Subject], first: Subject, place: str, likely: bool,
            camera: str, seconds: float) -> list[Actor]:  # fmt: skip
    """One to three kinds of actors, sometimes tied to each other."""
    action = _action(rng, first, place, likely, camera)
    lead = Actor(first.key, action, _or(rng, 0.72, "none", TINTS), mirrored=bool(rng.random() < 0.5))
    form = rng.random()
    others = [subject for subject in subjects if subject.key != first.key]
    second = others[int(rng.integers(len(others)))] if others else first
    cast, keys = [lead], [first]
    if form < 0.12:
        count = int(rng.integers(2, 6))
        cast = [replace(lead, count=count, tint=lead.tint)]
    elif form < 0.20 and others:
        rears = [s for s in others if s.kind in ("animal", "bird", "fish", "fantasy", "insect", "dinosaur")] or others
        cast = [replace(lead, rear=rears[int(rng.integers(len(rears)))].key, tint="none")]
    elif form < 0.29:
        props = [s for s in others if s.prop]
        if props:
            calm = _of(rng, ["stands", "stands", "walks left", "walks right", "jumps", "grows"])
            cast = [replace(lead, prop=props[int(rng.integers(len(props)))].key, action=calm)]
    elif form < 0.36 and first.ride and others:
        riders = [s for s in others if s.kind in ("animal", "person", "bird", "fantasy")] or others
        rider = riders[int(rng.integers(len(riders)))]
        cast, keys = [lead, Actor(rider.key, "stands", mount=0)], [first, rider]
    elif form < 0.44 and others:
        side = _of(rng, ["runs left", "runs right"])
        cast = [replace(lead, action="chases", toward=1), Actor(second.key, side)]
        keys = [first, second]
    elif form < 0.50 and others:
        cast = [replace(lead, action="meets", toward=1), Actor(second.key, "meets", toward=0)]
        keys = [first, second]
    elif form < 0.70 and others:
        cast.append(Actor(second.key, _action(rng, second, place, likely), _or(rng, 0.85, "none", TINTS)))
        keys = [first, second]
        if rng.random() < 0.25 and len(others) > 1:
            third = others[int(rng.integers(len(others)))]
            if third.key != second.key:
                cast.append(Actor(third.key, _action(rng, third, place, likely)))
                keys.append(third)
    total = len(cast)
    return [
        placed(rng, actor, subject.height, seconds, i, total, camera, any(other.action == "chases" for other in cast))
        for i, (actor, subject) in enumerate(zip(cast, keys, strict=True))
    ]


def _change(rng: np.random.Generator, place: str, time: str, weather: str, actors: Sequence[Actor]) -> str:
    choices = ["day to night", "night to day"]
    if place not in (*NO_WEATHER, *INDOOR):
        choices += ["rain starts", "snow starts"]
    # Somebody who rides, is ridden, chases or meets cannot go alone.
    if len(actors) > 1 and not any(actor.mount >= 0 or actor.toward >= 0 for actor in actors):
        choices += ["one leaves", "one enters"] * 6
    return _of(rng, choices)


def _shots(rng: np.random.Generator, camera: str, actors: int, seconds: float) -> tuple[Shot, ...]:
    """Two or three shots of the same actors, wide and close."""
    count = 2 if seconds < 5 else int(rng.integers(2, 4))
    everybody = tuple(range(actors))
    made = []
    for i in range(count):
        name = camera if i == 0 else _of(rng, [c for c in CAMERAS if c != "tracking"])
        closeness = 1.0 if i == 0 else float(rng.choice([0.75, 1.35, 1.6]))
        made.append(Shot(seconds / count, name, everybody, closeness))
    return tuple(made)
