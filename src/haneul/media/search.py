"""Where in a clip stands whom a picture shows? Template matching, and a path through the best matches.

The cut-out is shown to small frames at many sizes, as it is and mirrored. A match is the normalised
cross-correlation of its colours inside the silhouette (Lewis 1995, by FFT; the silhouette's mean is
taken out of each colour, so that light and tint matter little), averaged with that of its outline
with the frame's edges. One match a moment is then chosen so that place and size change little
(Viterbi). It finds a flat character seen from the side it was pictured from and in its own colours,
not one that turns or a black and white film; of several alike it finds one. The score tells: see `SURE`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from haneul.canvas import Frames, Lazy, Region
from haneul.media.cutout import cut_out

Array = NDArray[np.float64]

SURE = 0.5
"""Mean score from which a find can be relied upon. Of 30 rendered clips 16 are above it, all right (mean overlap
with the true box 0.85, least 0.60); looked for in 30 clips without them, 1 was taken for seen."""
ROWS = 72  # pixels of a small frame's height
HANGING = 16  # of them that a subject may stand outside
SMALLEST, LARGEST, STEP = 0.12, 1.1, 1.18  # heights of a subject over the frame's
OUTLINE = 0.6  # weight of the outline against that of the colours
BEST = 24  # matches of a moment between which the path chooses
CHANGE = 0.3  # what a change by a picture height, or of size by the factor e, costs
LUMA = np.array([0.30, 0.59, 0.11], np.float64)


@dataclass(frozen=True)
class Found:
    """`score` about 0..1, and the box of each frame, in pixels of the clip; it may reach out of it."""

    score: float
    boxes: tuple[Region, ...]
    least: float = SURE

    @property
    def sure(self) -> bool:
        return self.score >= self.least


def find(clip: Frames | Lazy, pictures: Sequence[NDArray[np.uint8]], every: int = 4) -> Found:
    """The best place of whom `pictures` (h, w, 4) show, looked for in one frame of `every`."""
    moments = sorted({*range(0, len(clip), every), len(clip) - 1})
    found = [_path([_matches(clip[at : at + 1], seen) for at in moments]) for seen in map(cut_out, pictures)]
    path = max(found, key=lambda boxes: float(boxes[:, 0].mean()))
    scale = clip.shape[1] / ROWS
    rows = np.stack([np.interp(np.arange(len(clip)), moments, column) for column in path[:, 1:].T * scale], 1)
    regions = [
        Region(round(x), round(y), max(1, round(width)), max(1, round(height))) for x, y, width, height in rows.tolist()
    ]
    return Found(float(path[:, 0].mean()), tuple(regions))


def _matches(frame: Frames, seen: NDArray[np.uint8]) -> Array:
    """The `BEST` matches of a cut-out in a frame (1, H, W, 3): rows of score, x, y, width, height in small pixels."""
    width = max(16, round(frame.shape[2] * ROWS / frame.shape[1]))
    small = np.asarray(Image.fromarray(frame[0]).resize((width, ROWS), Image.Resampling.BOX), np.float64) / 255
    shown = _Shown(np.pad(small, ((HANGING,) * 2, (HANGING,) * 2, (0, 0)), mode="edge"))
    rows = []
    for template in _templates(seen):
        high, wide = template.shape[:2]
        if high < shown.shape[0] and wide < shown.shape[1]:
            score = shown.match(template)
            for place in np.argpartition(score.ravel(), -3)[-3:]:
                y, x = divmod(int(place), score.shape[1])
                rows.append((score[y, x], x - HANGING, y - HANGING, wide, high))
    return np.array(sorted(rows, reverse=True)[:BEST], np.float64)


def _templates(picture: NDArray[np.uint8]) -> Iterator[Array]:
    """The cut-out (h, w, 4) 0..1 in every size, each of them mirrored as well."""
    image = Image.fromarray(picture)
    size = SMALLEST
    while size < LARGEST:
        high = max(4, round(ROWS * size))
        wide = max(4, round(high * image.width / image.height))
        how = Image.Resampling.BOX if high < image.height else Image.Resampling.BICUBIC
        made = np.asarray(image.resize((wide, high), how), np.float64) / 255
        yield made
        yield made[:, ::-1]
        size *= STEP


class _Shown:
    """A small frame (H, W, 3) in the frequency domain, where correlations are products."""

    def __init__(self, frame: Array) -> None:
        self.shape = frame.shape[:2]
        edges = _edges(frame @ LUMA)
        self.colours = [np.fft.rfft2(frame[..., channel]) for channel in range(3)]
        self.squares = np.fft.rfft2((frame**2).sum(-1))
        self.edges, self.edge_squares = np.fft.rfft2(edges), np.fft.rfft2(edges**2)

    def match(self, template: Array) -> Array:
        """The score of `template` (h, w, 4) at every place where its box lies inside (H - h, W - w)."""
        inside = (template[..., 3] > 0.5).astype(np.float64)
        colours = self._correlation(self.colours, self.squares, template[..., :3], inside, 1e-3)
        margin = max(1, round(0.08 * len(template)))
        shape = np.pad(template[..., 3], margin)
        inner = _edges(np.pad(template[..., :3] @ LUMA, margin, mode="edge")) * (shape > 0.5)
        outline = (_edges(shape) + 0.5 * inner)[..., None]
        edges = self._correlation([self.edges], self.edge_squares, outline, np.ones_like(shape), 1e-3)
        score = (colours + OUTLINE * np.roll(edges, (margin, margin), (0, 1))) / (1 + OUTLINE)
        return score[: self.shape[0] - len(template) + 1, : self.shape[1] - template.shape[1] + 1]

    def _correlation(
        self, frames: Sequence[NDArray[np.complex128]], squares: NDArray[np.complex128], template: Array, inside: Array,
        least: float,
    ) -> Array:  # fmt: skip
        """Normalised cross-correlation (H, W) of `template` (h, w, channels) within the mask `inside`."""
        count = float(inside.sum())
        zero_mean = (template - (template * inside[..., None]).sum((0, 1)) / count) * inside[..., None]
        mask = self._reversed(inside)
        shared = [one * self._reversed(zero_mean[..., channel]) for channel, one in enumerate(frames)]
        means = np.sum([self._back(one * mask) ** 2 for one in frames], axis=0) / count
        spread = np.maximum(self._back(squares * mask) - means, least * count)
        result: Array = self._back(np.sum(shared, axis=0)) / np.sqrt(spread * float((zero_mean**2).sum()) + 1e-9)
        return result

    def _reversed(self, template: Array) -> NDArray[np.complex128]:
        return np.conj(np.fft.rfft2(template, self.shape))

    def _back(self, spectrum: NDArray[np.complex128]) -> Array:
        return np.fft.irfft2(spectrum, self.shape)


def _edges(grey: Array) -> Array:
    """How steep (H, W) is, by central differences; 0 at the border."""
    down, right = np.zeros_like(grey), np.zeros_like(grey)
    down[1:-1] = grey[2:] - grey[:-2]
    right[:, 1:-1] = grey[:, 2:] - grey[:, :-2]
    return np.hypot(down, right)


def _path(moments: Sequence[Array]) -> Array:
    """One match (score, x, y, width, height) of each moment: the best sum of scores less the changes' cost."""
    best, back = moments[0][:, 0], []
    for before, now in pairwise(moments):
        centre, moved = (rows[:, 1:3] + rows[:, 3:] / 2 for rows in (before, now))
        cost = np.abs(centre[:, None] - moved[None]).sum(-1) / ROWS
        cost = cost + np.abs(np.log(before[:, None, 4] / now[None, :, 4]))
        total = best[:, None] + now[None, :, 0] - CHANGE * cost
        back.append(total.argmax(0))
        best = total.max(0)
    chosen = [int(best.argmax())]
    for origin in reversed(back):
        chosen.append(int(origin[chosen[-1]]))
    return np.stack([rows[at] for rows, at in zip(moments, reversed(chosen), strict=True)])
