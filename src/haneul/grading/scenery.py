"""The scenery of an animatic: roughly the colours that a place has at an hour and in a weather.

What a colour script is to those who make animated films: before anything is painted, broad areas of colour that say
where and when a shot is. They are means over renders of each place (`train/scenery.py`), a few pixels each; what
stands there, its texture and all that moves is left to the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from haneul.blocking.camera import FAR, Camera
from haneul.blocking.scene import PLACES, TIMES, WEATHERS, Scene
from haneul.canvas import Frames
from haneul.grading.light import DEEP, light, mixture

REACH = 0.75  # the zoom at which the means were taken: they hold more than a still camera shows
WIDE = 16 / 9  # the aspect (width over height) of the pictures that they were taken of
ROWS, COLUMNS = 12, 16  # of one
RIM = 8  # pixels that go on around one, for a camera that looks beyond it
VEIL = 0.3  # of whoever stands in thick fog
PLAIN = (230, 230, 230)  # a card of nowhere
ELSEWHERE = 24  # levels by which two places differ
SHELTERED = ("underwater", "room", "stage", "space")  # where no weather falls


@dataclass(frozen=True, eq=False)
class Scenery:
    """What stands behind everybody, of each frame (T), and the `look` that all is developed in.

    `marks` (T, K, 2) of the set, x y relative to the picture, tell how the camera moves; `sight` (T, 2, 3) maps the
    screen to the world at the horizon, x y in picture heights from the middle of the upper edge; `hours` (T, 4) and
    `airs` (T, 6) say how much of each time of day and weather there is, `figure` (T, 3), `haze` (T, 3), `fog` and
    `night` (T,) what the light does to whoever stands there. A place "" is not known: plain light, and the colours of
    `bands` (T, ROWS, 3) from the upper edge to the lower one.
    """

    place: str
    look: str
    seed: int
    seconds: np.ndarray
    marks: np.ndarray
    sight: np.ndarray
    hours: np.ndarray
    airs: np.ndarray
    figure: np.ndarray
    haze: np.ndarray
    fog: np.ndarray
    night: np.ndarray
    bands: np.ndarray

    def __len__(self) -> int:
        return len(self.marks)

    def __getitem__(self, frames: slice) -> Scenery:
        """The same at some of the frames."""
        moving: dict[str, Any] = {name: getattr(self, name)[frames] for name in _MOVING}
        return replace(self, **moving)

    @classmethod
    def joined(cls, parts: Sequence[Scenery]) -> Scenery:
        """One after the other."""
        moving: dict[str, Any] = {name: np.concatenate([getattr(one, name) for one in parts]) for name in _MOVING}
        return replace(parts[0], **moving)

    def seen_as(self, bands: np.ndarray) -> Scenery:
        """The same with `bands` (T, ROWS, 3), of no place if they lead from one place to another."""
        leads = np.abs(bands[-1] - bands[0]).mean() > ELSEWHERE
        return replace(self, bands=bands, place="" if leads else self.place)

    def card(self, frame: int, height: int, width: int) -> Frames:
        """The empty ground (H, W, 3) of one frame."""
        from PIL import Image

        if not self.place:
            rows = Image.fromarray(self.bands[frame].round().astype(np.uint8)[:, None])
            return np.array(rows.resize((width, height), Image.Resampling.BICUBIC))
        shares = self.hours[frame][:, None] * self.airs[frame][None]
        mean = np.einsum("ta,tahwc->hwc", shares, means()[PLACES.index(self.place)])
        edged = np.pad(mean.round().astype(np.uint8), ((RIM, RIM), (RIM, RIM), (0, 0)), mode="edge")
        # From pixels of the card to the screen, to the world, to pixels of the mean.
        aspect = width / height
        screen = np.array([[1 / height, 0, -aspect / 2], [0, 1 / height, 0], [0, 0, 1]])
        across, down = COLUMNS * REACH / max(WIDE, aspect), ROWS * REACH
        pixels = np.array([[across, 0, COLUMNS / 2 + RIM], [0, down, ROWS / 2 - down / 2 + RIM]])
        affine = pixels @ np.vstack([self.sight[frame], (0, 0, 1)]) @ screen
        how = Image.Transform.AFFINE, affine.ravel().tolist(), Image.Resampling.BICUBIC
        return np.array(Image.fromarray(edged).transform((width, height), *how))

    def lit(self, picture: Frames, frame: int) -> Frames:
        """A cut-out (h, w, 4) in the light of one frame."""
        if not self.place:
            return picture
        veil = VEIL * self.fog[frame]
        colours = picture[..., :3] * self.figure[frame] * (1 - veil) + 255 * veil * self.haze[frame]
        return np.concatenate([colours.round().clip(0, 255).astype(np.uint8), picture[..., 3:]], -1)

    def falling(self, frame: int) -> dict[str, float]:
        """How much rain, snow and wind there is before the lens, 0..1; nothing under a roof or water."""
        if not self.place or self.place in SHELTERED:
            return {}
        share = {name: float(self.airs[frame, WEATHERS.index(name)]) for name in ("rain", "snow", "wind")}
        return {name: much for name, much in share.items() if much > 0}


_FIXED = ("place", "look", "seed")
_MOVING = tuple(one.name for one in fields(Scenery) if one.name not in _FIXED)


def scenery(scene: Scene, camera: Camera, horizon: float, marks: np.ndarray, seconds: np.ndarray) -> Scenery:
    """That of a shot whose camera sees `marks` (T, K, 2) at `seconds` (T,) of the clip."""
    lit, (hours, airs) = light(scene, seconds), mixture(scene, seconds)
    figure = lit.figure * (DEEP if scene.place == "underwater" else 1.0)
    sight = camera.look(horizon, FAR)
    return Scenery(
        scene.place, scene.look, scene.seed, seconds, marks, sight, hours, airs, figure, lit.haze, lit.fog, lit.night,
        np.broadcast_to(np.array(PLAIN, float), (len(seconds), ROWS, 3)),
    )  # fmt: skip


def banded(pictures: Mapping[int, Frames], frames: int) -> np.ndarray:
    """Bands (T, ROWS, 3) for `frames` of which some are known, `pictures` (H, W, 3) by number: the medians of their
    rows, which nobody who stands there changes, and what lies between them in time."""
    numbers = sorted(pictures)
    seen = [[np.median(part, (0, 1)) for part in np.array_split(pictures[number], ROWS)] for number in numbers]
    flat = np.array(seen).reshape(len(numbers), -1)
    every = [np.interp(np.arange(frames), numbers, column) for column in flat.T]
    return np.stack(every, 1).reshape(frames, ROWS, 3)


@cache
def means() -> np.ndarray:
    """The mean picture of every place, time and weather: (places, times, weathers, ROWS, COLUMNS, 3), 0..255."""
    from PIL import Image

    with files("haneul.grading").joinpath("scenery.png").open("rb") as file:
        sheet = np.asarray(Image.open(file).convert("RGB"))
    cells = sheet.reshape(len(PLACES), ROWS, len(TIMES) * len(WEATHERS), COLUMNS, 3).swapaxes(1, 2)
    return cells.reshape(len(PLACES), len(TIMES), len(WEATHERS), ROWS, COLUMNS, 3).astype(float)
