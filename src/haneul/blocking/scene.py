"""What happens in a rendered clip, as data: who, doing what, where, when, seen how.

A scene is sampled (`sampler.py`), told (`caption.py`) and rendered (`toon.py`); all three read
this one description, which is why captions are exactly true. The words are the vocabulary of
captions, of judges and of the evaluation.

Coordinates: the picture is 1 high and `width / height` wide, the origin at its left top.
"""

from __future__ import annotations

from dataclasses import dataclass

PLACES = (
    "meadow", "beach", "sea", "underwater", "desert", "snow", "mountain", "mountain top", "forest",
    "farm", "city street", "room", "stage", "space", "sky",
)  # fmt: skip
TIMES = ("dawn", "noon", "sunset", "night")
WEATHERS = ("clear", "cloudy", "rain", "snow", "fog", "wind")
LOOKS = ("plain", "warm", "cold", "film noir", "vintage", "pastel", "neon", "dreamy", "paper cut-out")
CAMERAS = (
    "still", "pan left", "pan right", "tilt up", "tilt down", "zoom in", "zoom out", "dolly in",
    "tracking", "orbit", "shake",
)  # fmt: skip
ACTIONS = (
    "stands", "walks left", "walks right", "runs left", "runs right", "jumps", "bounces", "flies left",
    "flies right", "floats", "falls", "spins", "grows", "shrinks", "approaches", "leaves", "circles",
    "chases", "meets",
)  # fmt: skip
CHANGES = ("none", "day to night", "night to day", "rain starts", "snow starts", "one leaves", "one enters")
TINTS = ("none", "red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black")


@dataclass(frozen=True)
class Actor:
    """One kind of character and what it does; `count` copies of it act side by side."""

    subject: str  # a key of the catalogue
    action: str = "stands"
    tint: str = "none"
    count: int = 1
    rear: str = ""  # hybrid: the rear half of this other subject
    prop: str = ""  # a thing (catalogue key) that stands before it: a microphone, a ball
    mount: int = -1  # index of the actor on whose back it sits
    toward: int = -1  # index of the actor that it chases or meets
    size: float = 0.4  # height at the start, in picture heights
    x: float = 0.5  # centre of the feet at the start, in picture widths 0..1
    depth: float = 0.3  # 0 nearest .. 1 at the horizon
    mirrored: bool = False  # seen from its other side than the artwork


@dataclass(frozen=True)
class Shot:
    """A stretch of the clip without a cut; actors listed by index."""

    seconds: float
    camera: str = "still"
    actors: tuple[int, ...] = (0,)
    closeness: float = 1.0  # 1 as described, 1.6 a close-up, 0.7 a wide shot


@dataclass(frozen=True)
class Scene:
    """Everything that a clip shows. `seed` decides what words do not (clouds, stars, waves)."""

    actors: tuple[Actor, ...]
    place: str = "meadow"
    time: str = "noon"
    weather: str = "clear"
    look: str = "plain"
    change: str = "none"
    shots: tuple[Shot, ...] = (Shot(4.0),)
    seed: int = 0

    @property
    def seconds(self) -> float:
        return sum(shot.seconds for shot in self.shots)

    @property
    def camera(self) -> str:
        """The camera of the first shot."""
        return self.shots[0].camera
