"""Where the camera looks: pan, tilt, zoom, dolly, tracking, orbit, shake, as affine maps with parallax.

A layer of parallax p moves by p times the camera's shift; the ground's p grows linearly from the
horizon to the picture's foot, which keeps every map affine. World coordinates: x from the picture's
centre, y from its top, both in picture heights; screen coordinates are the same at a still camera.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

FAR, NEAR = 0.35, 1.0  # the ground's parallax at the horizon and at the picture's foot


@dataclass(frozen=True)
class Camera:
    """Per frame (T,): shift x and y, zoom, dolly (0 none), roll in radians; what it zooms upon."""

    x: np.ndarray
    y: np.ndarray
    zoom: np.ndarray
    dolly: np.ndarray
    roll: np.ndarray
    pivot: float  # parallax that stays in place when the camera shifts: 0, but an orbit's subject
    focus_x: np.ndarray
    focus_y: np.ndarray
    screen_x: np.ndarray  # where on the screen the focus is seen
    aspect: float
    turn: float = 0.0  # the share of a shift that moves all layers alike, as when a camera turns
    away: float = 0.0  # another view of the place: how far its layers are shifted

    def cut(self, frames: slice) -> Camera:
        """The same at some of the frames."""
        return replace(self, **{name: getattr(self, name)[frames] for name in _MOVING})

    def scale(self, parallax: float) -> np.ndarray:
        """How much larger a layer looks (T,)."""
        return self.zoom * (1 + self.dolly * parallax)

    def spread(self, horizon: float, ground: bool, parallax: float) -> tuple[float, float]:
        """A layer's parallax at its horizon and its growth per picture height below."""
        first, slope = (FAR, (NEAR - FAR) / (1 - horizon)) if ground else (parallax, 0.0)
        return self.turn + (1 - self.turn) * first, (1 - self.turn) * slope

    def look(self, horizon: float, parallax: float, *, ground: bool = False) -> np.ndarray:
        """World from screen for one layer: (T, 2, 3)."""
        first, slope = self.spread(horizon, ground, parallax)
        s = self.scale(parallax)
        cos, sin = np.cos(self.roll), np.sin(self.roll)
        # Undo the roll about the picture's centre, then the zoom about the focus, then the shift.
        out = np.zeros((len(s), 2, 3))
        out[:, 1, 0], out[:, 1, 1] = sin / s, cos / s
        out[:, 1, 2] = self.focus_y + (0.5 - 0.5 * cos - self.focus_y) / s + self.y * min(parallax + 0.3, 1)
        out[:, 0, 0], out[:, 0, 1] = cos / s, -sin / s
        out[:, 0, 2] = self.focus_x + (0.5 * sin - self.screen_x) / s
        shift = self.x * (first - slope * horizon - self.pivot)
        out[:, 0, :] += (self.x * slope)[:, None] * out[:, 1, :]
        out[:, 0, 2] += shift
        return out

    def place(self, x: np.ndarray, y: np.ndarray, foot: np.ndarray, horizon: float) -> tuple[np.ndarray, ...]:
        """A standing figure's point (T,) whose feet are at world `foot`: screen x, y and scale."""
        s = self.scale(0.85)
        first, slope = self.spread(horizon, True, 0.85)
        moved = x - self.x * (first + slope * (foot - horizon) - self.pivot)
        px, py = self.screen_x + (moved - self.focus_x) * s, self.focus_y + (y - self.y - self.focus_y) * s
        cos, sin = np.cos(self.roll), np.sin(self.roll)
        return cos * px + sin * (py - 0.5), 0.5 - sin * px + cos * (py - 0.5), s


_MOVING = ("x", "y", "zoom", "dolly", "roll", "focus_x", "focus_y", "screen_x")


def ground_parallax(foot: float, horizon: float) -> float:
    """The parallax of the ground at y = `foot`."""
    return FAR + (NEAR - FAR) * (foot - horizon) / (1 - horizon)


def camera(name: str, times: np.ndarray, seconds: float, aspect: float, closeness: float,
           follow: np.ndarray, middle: np.ndarray, focus: tuple[float, float], parallax: float,
           seed: int) -> Camera:  # fmt: skip
    """The camera called `name` at `times` (T,) of a shot of `seconds`.

    `follow` is how far the first actor has moved to the side and `middle` its y at `times`, `focus` where the
    shot's actors are on average, `parallax` that of the ground under the first one.
    """
    zero, one = np.zeros(len(times)), np.ones(len(times))
    u = np.clip(times / max(seconds, 1e-6), 0, 1)
    ease = u * u * (3 - 2 * u) * 0.4 + u * 0.6
    x, y, zoom, dolly, roll, pivot, turning = zero, zero, one, zero, zero, 0.0, 0.0
    pan = min(0.42, 0.16 * seconds) * aspect
    if name in ("pan left", "pan right"):
        x, turning = (ease - 0.5) * pan * (1 if name == "pan right" else -1), 0.4
    elif name in ("tilt up", "tilt down"):
        y = (0.5 - ease) * min(0.30, 0.12 * seconds) * (1 if name == "tilt up" else -1)
    elif name in ("zoom in", "zoom out"):
        zoom = 1 + min(0.55, 0.25 * seconds) * (ease if name == "zoom in" else 1 - ease)
    elif name == "dolly in":
        dolly = (min(0.7, 0.3 * seconds)) * ease
    elif name == "tracking":
        x = follow / parallax
        # Flying and falling actors are followed upward too, but gently.
        y = np.clip(middle - 0.55, -0.1, 0.1)
    elif name == "orbit":
        side = 1 if seed % 2 else -1
        x, pivot = (ease - 0.5) * side * min(0.8, 0.3 * seconds) * aspect, 0.8
        roll = 0.03 * np.sin(times * 1.3) * side
        zoom = 1.06 + 0.04 * np.sin(times * 1.1)
    elif name == "shake":
        x, y, roll = trembling(times, seed)
        zoom, turning = one * 1.06, 0.7
    fx, fy = zero + focus[0], zero + focus[1]
    if closeness != 1:
        zoom = zoom * closeness
    if closeness > 1.2 and name != "tracking":
        fx = fx + 0.8 * follow  # a close-up does not lose its actor
    screen_x = fx * (0.35 if closeness > 1.2 else 1.0)
    return Camera(x, y, zoom, dolly, roll, pivot, fx, fy, screen_x, aspect, turning)


def trembling(times: np.ndarray, seed: int) -> tuple[np.ndarray, ...]:
    """Shift x and y in picture heights and roll in radians of a camera that is held by hand, at `times` (T,)."""
    turn = np.random.default_rng(seed + 77).uniform(0, 6.3, 8)
    wave = [np.sin(times * (f * 6.283) + p) for f, p in zip((5.1, 8.3, 6.2, 9.7, 4.3), turn, strict=False)]
    return 0.018 * (wave[0] + wave[1]), 0.016 * (wave[2] + wave[3]), 0.016 * wave[4]
