"""The light of a scene at every moment: 4 times of day mixed with 6 weathers, as plain numbers.

A change (day to night, rain starts) is a cross-fade of weights, so that every quantity changes
smoothly and together. Colours are 0..1 sRGB; everything is a numpy array over frames.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from haneul.blocking.scene import TIMES, WEATHERS, Scene

#                 dawn                noon                sunset              night
_TIMES = {
    "top": [(0.56, 0.56, 0.88), (0.16, 0.47, 0.93), (0.33, 0.24, 0.55), (0.03, 0.05, 0.19)],
    "low": [(1.00, 0.72, 0.76), (0.74, 0.90, 1.00), (1.00, 0.54, 0.20), (0.13, 0.18, 0.40)],
    "land": [(0.98, 0.78, 0.86), (1.00, 1.00, 1.00), (1.00, 0.66, 0.48), (0.28, 0.36, 0.66)],
    "figure": [(1.02, 0.88, 0.92), (1.00, 1.00, 1.00), (1.05, 0.80, 0.64), (0.60, 0.66, 0.94)],
    "cloud": [(1.00, 0.86, 0.88), (1.00, 1.00, 1.00), (1.00, 0.66, 0.50), (0.24, 0.29, 0.47)],
    "sun": [(1.00, 0.88, 0.80), (1.00, 0.97, 0.82), (1.00, 0.70, 0.30), (0.93, 0.95, 1.00)],
    "place": [(-0.33, 0.40), (0.30, 0.13), (0.27, 0.40), (-0.27, 0.16)],
    "size": [(0.055,), (0.055,), (0.085,), (0.055,)],
    "glow": [(0.55,), (0.35,), (0.85,), (0.28,)],
    "mist": [(0.14,), (0.0,), (0.08,), (0.0,)],
    "night": [(0.0,), (0.0,), (0.12,), (1.0,)],
    "shadow": [(0.28,), (0.42,), (0.50,), (0.30,)],
    "lean": [(1.6,), (-0.35,), (-2.2,), (0.9,)],
    "long": [(0.42,), (0.22,), (0.42,), (0.30,)],
}
#          clear cloudy rain  snow  fog   wind
_WEATHERS = {
    "cover": [0.04, 1.00, 0.95, 0.85, 0.60, 0.42],
    "grey": [0.00, 0.72, 0.85, 0.60, 0.62, 0.10],
    "dim": [1.00, 0.84, 0.68, 0.92, 0.92, 1.00],
    "fog": [0.00, 0.04, 0.16, 0.14, 0.78, 0.03],
    "rain": [0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
    "snow": [0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    "wind": [0.15, 0.30, 0.35, 0.25, 0.10, 1.00],
    "clear": [1.00, 0.00, 0.00, 0.05, 0.12, 0.95],
}

DEEP = (0.72, 0.93, 1.02)
"""What water takes of each colour."""


@dataclass(frozen=True)
class Light:
    """Per frame: colours (T, 3), the sun's or moon's place (T, 2), the rest (T,)."""

    top: np.ndarray
    low: np.ndarray
    land: np.ndarray
    figure: np.ndarray
    cloud: np.ndarray
    sun: np.ndarray
    place: np.ndarray
    size: np.ndarray
    glow: np.ndarray
    mist: np.ndarray
    night: np.ndarray
    shadow: np.ndarray
    lean: np.ndarray
    long: np.ndarray
    cover: np.ndarray
    rain: np.ndarray
    snow: np.ndarray
    wind: np.ndarray
    clear: np.ndarray
    fog: np.ndarray
    haze: np.ndarray

    def cut(self, frames: slice) -> Light:
        """The same at some of the frames."""
        return Light(**{one.name: getattr(self, one.name)[frames] for one in fields(self)})


def light(scene: Scene, times: np.ndarray) -> Light:
    """The light at `times` (T,) seconds from the clip's start."""
    day, air = mixture(scene, times)
    mixed = {}
    for name, rows in _TIMES.items():
        value = day @ np.asarray(rows)
        mixed[name] = value[:, 0] if value.shape[1] == 1 else value
    for name, row in _WEATHERS.items():
        mixed[name] = air @ np.asarray(row)
    grey, dim = mixed.pop("grey")[:, None], mixed.pop("dim")[:, None]
    for name, keep in (("top", 0.85), ("low", 0.80), ("cloud", 0.55), ("land", 0.40), ("figure", 0.30)):
        colour = mixed[name]
        dull = colour.mean(1, keepdims=True) * np.array((0.93, 0.99, 1.08))
        # A dark night is not made much darker by rain: somebody must see it.
        strength = 1 - (1 - dim) * (1.0 if name in ("top", "low", "cloud") else 0.7) * (
            1 - 0.6 * mixed["night"][:, None]
        )
        mixed[name] = (colour + (dull - colour) * grey * keep) * strength
    mixed["shadow"] = mixed["shadow"] * (0.35 + 0.65 * mixed["clear"])
    haze = 0.75 * mixed["low"] + 0.25 * mixed["top"]
    # Fog by day is nearly white.
    pale = np.array((0.86, 0.89, 0.92)) * mixed["figure"]
    mixed["haze"] = haze + (pale - haze) * (0.75 * mixed["fog"] * (1 - 0.6 * mixed["night"]))[:, None]
    mixed["mist"] = mixed["mist"] * (1 - mixed["fog"])
    return Light(**mixed)


def way(seed: int) -> int:
    """Whither the wind blows: 1 to the right, -1 to the left."""
    return 1 if seed % 3 else -1


def mixture(scene: Scene, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much of each time (T, 4) and each weather (T, 6) there is."""
    past = np.clip((times / max(scene.seconds, 1e-6) - 0.2) / 0.6, 0, 1)
    late = (past * past * (3 - 2 * past))[:, None]
    time, weather = _one(TIMES, scene.time), _one(WEATHERS, scene.weather)
    # The scene's own time and weather are those of its start.
    next_time = {"day to night": "night", "night to day": "noon"}.get(scene.change)
    next_weather = {"rain starts": "rain", "snow starts": "snow"}.get(scene.change)
    day = time + (_one(TIMES, next_time) - time) * late if next_time else np.repeat(time, len(times), 0)
    air = (
        weather + (_one(WEATHERS, next_weather) - weather) * late if next_weather else np.repeat(weather, len(times), 0)
    )
    return day, air


def _one(names: tuple[str, ...], name: str) -> np.ndarray:
    return np.asarray([[float(other == name) for other in names]])
