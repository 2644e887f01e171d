"""Canvas to latent grid and back: the one place that knows how pixels group into latents.

The first latent is made from one frame and every further one from `strides.time` frames, so that a picture is a
video of one frame. A clip therefore fits when it
has 1 + k * strides.time frames and sides that are multiples of the spatial strides; any other clip
is padded at its end, right and bottom with its own edge, and cropped again after decoding.

Shapes: T frames, H height, W width in pixels; t, h, w the same in latents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from einops import reduce
from numpy.typing import NDArray

from haneul.canvas import Frames, Guide, NoiseMap

Pixels = TypeVar("Pixels", bound=np.generic)


@dataclass(frozen=True)
class Strides:
    """Frames and pixels to one latent; `time` counts from the second latent on."""

    time: int = 4
    height: int = 16
    width: int = 16


STRIDES = Strides()


def latent_shape(frames: int, height: int, width: int, strides: Strides = STRIDES) -> tuple[int, int, int]:
    """(t, h, w) of the smallest latent grid that covers (T, H, W) pixels."""
    assert min(frames, height, width) >= 1, (frames, height, width)
    return 1 + _ceil(frames - 1, strides.time), _ceil(height, strides.height), _ceil(width, strides.width)


def pixel_shape(t: int, h: int, w: int, strides: Strides = STRIDES) -> tuple[int, int, int]:
    """(T, H, W) of the pixels that exactly fill a latent grid (t, h, w)."""
    return 1 + (t - 1) * strides.time, h * strides.height, w * strides.width


def padded_shape(frames: int, height: int, width: int, strides: Strides = STRIDES) -> tuple[int, int, int]:
    """(T, H, W) rounded up to what the autoencoder takes."""
    return pixel_shape(*latent_shape(frames, height, width, strides), strides)


def pad(pixels: NDArray[Pixels], strides: Strides = STRIDES) -> NDArray[Pixels]:
    """(T, H, W, ...) grown to `padded_shape` by repeating the last frame, row and column.

    Returns the same array, not a copy, where it fits already.
    """
    frames, height, width = pixels.shape[:3]
    wanted = padded_shape(frames, height, width, strides)
    if (frames, height, width) == wanted:
        return pixels
    widths = [(0, want - have) for want, have in zip(wanted, (frames, height, width), strict=True)]
    return np.pad(pixels, widths + [(0, 0)] * (pixels.ndim - 3), mode="edge")


def crop(pixels: NDArray[Pixels], frames: int, height: int, width: int) -> NDArray[Pixels]:
    """The first (T, H, W) of padded pixels (T', H', W', ...): undoes `pad`. A view."""
    assert np.all(np.less_equal((frames, height, width), pixels.shape[:3])), pixels.shape
    return pixels[:frames, :height, :width]


def noise_grid(noise: NoiseMap, strides: Strides = STRIDES) -> NoiseMap:
    """Noise per pixel (T, H, W) in 0..1 to noise per latent (t, h, w): the most of any pixel in it.

    A latent is known only where all its pixels are known. Padding never decides: it repeats pixels
    that the latent has anyway.
    """
    whole = pad(noise, strides)
    sides = {"b": strides.height, "c": strides.width}
    first = reduce(whole[:1], "t (h b) (w c) -> t h w", "max", **sides)
    rest = reduce(whole[1:], "(t a) (h b) (w c) -> t h w", "max", a=strides.time, **sides)
    return np.concatenate([first, rest])


def hold(pixels: Frames, noise: NoiseMap, strides: Strides = STRIDES) -> tuple[Frames, NoiseMap]:
    """Known pixels held over the whole latent that they fall into, so that the latent is known too.

    pixels (T, H, W, 3), noise (T, H, W), T = 1 + 4k. In a latent that knows a pixel in some of its
    frames only, the others are encoded as if the best known one stood still; frames that are known
    keep their own pixels. The true frames are pasted back after decoding. A still encoded alone and
    put into a later latent gives grain instead.
    """
    if len(noise) == 1 or np.all(noise == noise[:1]):
        return pixels, noise
    held, level = pixels.copy(), noise.copy()
    for start in range(1, len(noise), strides.time):
        group = slice(start, start + strides.time)
        best = noise[group].argmin(0)[None]
        unknown = noise[group] == 1
        level[group] = np.where(unknown, np.take_along_axis(noise[group], best, 0), noise[group])
        still = np.take_along_axis(pixels[group], best[..., None], 0)
        held[group] = np.where(unknown[..., None], still, pixels[group])
    return held, level


def restore(
    painted: Frames, decoded: Frames, pixels: Frames, noise: NoiseMap, grid: NoiseMap, strides: Strides = STRIDES
) -> Frames:
    """What is known beside and beneath the painting, as far as each pixel's noise lets it through.

    painted (T, H, W, 3) the finished frames, pixels what was known, decoded the same after the
    autoencoder alone, noise (T, H, W) per pixel, grid (t, h, w) the noise at which each latent was
    painted; T, H, W fill the latents. Two things are mended:
    the autoencoder's own loss, pixels - decoded, comes back to the share 1 - noise, and a pixel with
    less noise than its latent, as in a soft edge, is painted to the share noise / grid only.
    So noise -> 0 ends in the known pixel itself, and noise 1 is the painting alone.
    """
    out = np.empty_like(painted)
    for frame in range(len(painted)):
        level = grid[_ceil(frame, strides.time)].repeat(strides.height, 0).repeat(strides.width, 1)
        wanted = noise[frame]
        share = np.divide(wanted, level, out=np.ones_like(wanted), where=level > wanted)[..., None]
        known = decoded[frame].astype(np.float32)
        mended = known + share * (painted[frame] - known) + (1 - wanted)[..., None] * (pixels[frame] - known)
        out[frame] = np.rint(mended).clip(0, 255)
    return out


def in_context(pixels: Frames, noise: NoiseMap, strides: Strides = STRIDES) -> tuple[Frames, NoiseMap]:
    """`hold`, and known frames with a plausible past and future: for an encoder that was never shown grey.

    Where nothing is known a place stands still as its next known frame, after the last one as that: beside a known
    place of the same frame grey would be an edge.
    """
    held, level = hold(pixels, noise, strides)
    made, known = held.copy(), level < 1
    steps = [(frame, frame + 1) for frame in range(len(made) - 2, -1, -1)]
    for frame, other in steps + [(frame, frame - 1) for frame in range(1, len(made))]:
        wanted = known[other] & ~known[frame]
        made[frame][wanted] = made[other][wanted]
        known[frame] |= wanted
    return made, level


def told(
    guides: Sequence[Guide], frames: int, height: int, width: int, strides: Strides = STRIDES
) -> tuple[NDArray[np.bool_], Frames]:
    """Which latents (t,) of a canvas (T, H, W) guides cover wholly, and their frames (T, H, W, 3). Frames of which
    nothing is told stand still as the nearest of which something is, so that nothing seems to move there."""
    rough, covered = np.zeros((frames, height, width, 3), np.uint8), np.zeros(frames, bool)
    for guide in guides:
        here = slice(guide.span.start, guide.span.stop)
        rough[here], covered[here] = guide.pixels(), True
    near = np.abs(np.arange(frames)[:, None] - np.flatnonzero(covered)).argmin(1)
    rough = rough[np.flatnonzero(covered)[near]]
    whole = np.append(covered, np.ones(pixel_shape(*latent_shape(frames, 1, 1), strides)[0] - frames, bool))
    return np.append(whole[:1], whole[1:].reshape(-1, strides.time).all(1)), rough


def positions(frames: int, height: int, width: int, fps: float, strides: Strides = STRIDES) -> NDArray[np.float32]:
    """Where each latent stands: (t, h, w, 3) float32 of seconds, y, x for a canvas of (T, H, W) pixels.

    Seconds are the mean time of the latent's frames, frame i showing at i / fps; the first latent is
    at 0. y (down) and x (right) are the patch centre's distance from the picture's centre, divided by
    sqrt(width * height), so that they mean the same at any size: 16:9 spans x ±0.667, y ±0.375.
    """
    t, h, w = latent_shape(frames, height, width, strides)
    seconds = np.arange(t) * strides.time - (strides.time - 1) / 2
    seconds[0] = 0
    scale = np.sqrt(height * width)
    y = ((np.arange(h) + 0.5) * strides.height - height / 2) / scale
    x = ((np.arange(w) + 0.5) * strides.width - width / 2) / scale
    grids: list[NDArray[Any]] = list(np.meshgrid(seconds / fps, y, x, indexing="ij"))
    return np.stack(grids, axis=-1).astype(np.float32)


def _ceil(count: int, stride: int) -> int:
    return -(-count // stride)
