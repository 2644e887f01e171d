"""Where a clip is painted: boxes, pictures and videos as noise per pixel, soft inside the edge.

White is painted, black is kept; of a picture with transparency what is transparent is painted, as
picture services have it. The edge is soft on its inner side only, so that every pixel outside stays
as it was. A video is read when its frames are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Frames, LazyFrames, NoiseMap, Region
from haneul.errors import InvalidInput
from haneul.fields import Field

Feather = Annotated[int, Field("Pixels over which the region's edge is soft, inside it.", 0, 256)]

WHITE = 128  # brightness from which a mask paints


@dataclass(frozen=True, eq=False)
class Mask:
    """(T, H, W) float32: 0 outside, `level` inside, rising over `feather` pixels between.

    Each of `parts` (t, h, w, 3) is a picture of the clip's own frame, `within` (width, height), in any
    size, bright where it paints; one picture holds for all frames, and the last one holds on. The frame
    is then fitted to `shape` as the clip's frames are.
    """

    parts: tuple[Frames | LazyFrames, ...]
    shape: tuple[int, int, int]
    within: tuple[int, int]
    level: float = 1.0
    feather: int = 0

    dtype = np.dtype(np.float32)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: slice) -> NoiseMap:
        """The frames of a slice (t, H, W)."""
        start, stop, _ = key.indices(len(self))
        frames = [self._frame(number) for number in range(start, stop)]
        return np.stack(frames) if frames else np.empty((0, *self.shape[1:]), np.float32)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.asarray(self[:], dtype)

    @property
    def still(self) -> bool:
        """Whether one picture holds for all frames."""
        return all(len(part) == 1 for part in self.parts)

    def noise(self) -> NoiseMap | Mask:
        """The mask as a canvas takes it: one frame broadcast where it is still, else lazily itself."""
        return np.broadcast_to(self[0:1], self.shape) if self.still else self

    def _frame(self, number: int) -> NoiseMap:
        painted = np.zeros(self.shape[1:], bool)
        for part in self.parts:
            at = min(number, len(part) - 1)
            painted |= _fitted(part[at : at + 1], self.within, (self.shape[2], self.shape[1]))
        return self.level * soft(painted, self.feather)


def _fitted(picture: Frames, within: tuple[int, int], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Where (1, h, w, 3), a picture of a frame `within`, paints in that frame fitted to `size`: (H, W)."""
    from haneul import media

    painted: NDArray[np.bool_] = media.fit(media.resize(picture, *within), *size)[0].max(-1) >= WHITE
    return painted


def soft(painted: NDArray[np.bool_], feather: int) -> NoiseMap:
    """0 outside and 1 inside of `painted` (H, W), rising over `feather` pixels from its edge inwards.

    Distance is counted in king's moves, by eroding pixel after pixel; the border of the picture is no
    edge. What is too thin for the feather is soft over half of its thickness, so that it does not vanish.
    """
    from PIL import Image, ImageFilter

    rest, distance = Image.fromarray(painted), np.zeros(painted.shape, np.float32)
    rest = rest.convert("L")
    for _ in range(feather):
        inside = np.asarray(rest) > 0
        if not inside.any():
            break
        distance += inside
        rest = rest.filter(ImageFilter.MinFilter(3))
    if not feather:
        return painted.astype(np.float32)
    reach = feather if np.asarray(rest).any() else max(1, min(feather, int(distance.max()) // 2))
    return np.minimum(distance / reach, 1)


def read_box(text: str, within: tuple[int, int]) -> Region:
    """The box "X,Y,WIDTH,HEIGHT" in pixels of a frame `within` (width, height), cut at its edges.

    Raises `InvalidInput` for another form and for a box outside the frame.
    """
    try:
        x, y, width, height = (int(part) for part in text.split(","))
    except ValueError:
        raise InvalidInput(f"box cannot be {text[:40]!r}; give X,Y,WIDTH,HEIGHT such as 96,40,64,64.") from None
    left, top, right, bottom = max(0, x), max(0, y), min(within[0], x + width), min(within[1], y + height)
    if left >= right or top >= bottom:
        raise InvalidInput(f"box {text} does not lie in the picture of {within[0]}x{within[1]}; move it inside.")
    return Region(left, top, right - left, bottom - top)


def boxes(regions: Sequence[Region], within: tuple[int, int]) -> Frames:
    """A picture of `regions` for each frame, (t, height, width, 3), white in them."""
    frames = np.zeros((len(regions), within[1], within[0], 3), np.uint8)
    for frame, region in zip(frames, regions, strict=True):
        frame[region.y : region.y + region.height, region.x : region.x + region.width] = 255
    return frames


def read_mask(path: Path, within: tuple[int, int], fps: float, frames: int) -> tuple[Frames | LazyFrames, list[str]]:
    """The mask at `path` for a clip of `frames` whose frame is `within` (width, height), and what to say of it.

    Raises `MediaError` for a file that cannot be read, `InvalidInput` for one that paints nothing.
    """
    from haneul import media

    info, name, notes = media.probe(path), path.name, []
    if (info.width, info.height) != within:
        notes.append(f"{name} was stretched from {info.width}x{info.height} to {within[0]}x{within[1]}")
    if info.frames == 1:
        picture = _clear(path)
        picture = media.read_picture(path) if picture is None else picture
        _refuse_black(path, [picture[0]])
        return picture, notes
    video = media.Footage(path, fps=fps)
    _refuse_black(path, (video[at] for at in range(min(len(video), frames))))
    if len(video) < frames:
        notes.append(f"{name} ends at {len(video) / fps:g} s; its last frame holds to the end")
    if len(video) > frames:
        notes.append(f"{name} is longer than the clip and was cut at {frames / fps:g} s")
    return video, notes


def _refuse_black(path: Path, pictures: Iterable[NDArray[np.uint8]]) -> None:
    """Raise `InvalidInput` unless some picture has a bright pixel; looks no further than the first that has."""
    if all(picture.max() < WHITE for picture in pictures):
        raise InvalidInput(f"{path} paints nothing: it is black all over; make white what shall be painted.")


def _clear(path: Path) -> Frames | None:
    """White where the picture at `path` is transparent (1, h, w, 3); None where it is solid all over."""
    from PIL import ImageOps

    from haneul.media.fault import telling
    from haneul.media.picture import is_picture, opened_picture

    if not is_picture(path):
        return None
    with telling(path, "read", "picture"), opened_picture(path) as image:
        if not image.has_transparency_data:
            return None
        alpha = np.asarray(ImageOps.exif_transpose(image).convert("RGBA"))[..., 3:]
    return None if alpha.min() == 255 else (255 - alpha[None]).repeat(3, -1)
