"""Where a clip's file says that somebody stands: what `haneul.whereabouts` wrote into it."""

from __future__ import annotations

import numpy as np

from haneul.media.animatic import Box
from haneul.media.comment import read_metadata
from haneul.media.footage import Footage

KEY = "stands"
EVERY = 0.125  # seconds between the moments of a record


def stands(footage: Footage) -> dict[str, dict[int, Box]]:
    """By name where the file says that somebody stands in those frames of `footage`, by number, of which it tells:
    boxes (left, top, right, bottom) relative to the picture. Nothing of a file that says nothing, or no sense."""
    seconds = (np.arange(len(footage)) + footage.span.start) / footage.fps
    gap = 1.5 * max(EVERY, 1 / footage.info.fps)
    return {name: _at(seconds, rows, gap) for name, rows in _rows(read_metadata(footage.path).get(KEY)).items()}


def _at(seconds: np.ndarray, rows: np.ndarray, gap: float) -> dict[int, Box]:
    """Boxes at those of the `seconds` (T,) by number that lie at or between `rows` (N, 5) at most `gap` apart."""
    told = rows[:, 0]
    later = np.searchsorted(told, seconds - 1e-3).clip(0, len(told) - 1)
    before = np.maximum(later - 1, 0)
    near = (seconds > told[0] - 1e-3) & (seconds < told[-1] + 1e-3)
    near &= (told[later] - told[before] <= gap) | (abs(seconds - told[later]) < 1e-3)
    boxes = np.stack([np.interp(seconds, told, column) for column in rows.T[1:]], 1)
    return {int(at): box_of(boxes[at]) for at in np.flatnonzero(near)}


def _rows(said: object) -> dict[str, np.ndarray]:
    """Rows of a record (N, 5) by name as a file has them; nothing of what makes no sense."""
    try:
        rows = {name: np.array(told, float) for name, told in said.items()} if isinstance(said, dict) else {}
    except (TypeError, ValueError):
        return {}
    return {
        name: row
        for name, row in rows.items()
        if row.ndim == 2 and row.shape[1] == 5 and len(row) and np.isfinite(row).all()
    }


def box_of(row: np.ndarray) -> Box:
    left, top, right, bottom = (float(value) for value in row)
    return left, top, right, bottom
