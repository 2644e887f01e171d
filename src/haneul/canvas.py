"""The one idea: a video with noise per place. 0 keeps, 1 invents, between re-imagines.

A canvas is immutable, knows frames and pixels only, and imports neither torch nor a codec.
Operations build canvases; engines paint them. Known pixels are kept as sparse layers, so that
a minute of 1080p with one known frame costs one frame of memory.

Shapes: T frames, H height, W width; pictures are uint8 RGB (T, H, W, 3).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from haneul.errors import InvalidInput, InvalidSize

Frames = NDArray[np.uint8]
NoiseMap = NDArray[np.float32]


class Lazy(Protocol):
    """An array (T, ...) that is made when it is sliced along the first axis, such as `media.Footage`."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> np.dtype[Any]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, key: slice) -> NDArray[Any]: ...


LazyFrames = Lazy
"""Lazy pictures, (T, H, W, 3) uint8."""


@dataclass(frozen=True, order=True)
class Span:
    """Frames `start` up to but not including `stop`."""

    start: int
    stop: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.stop < self.start:
            raise InvalidInput(f"A span needs 0 <= start <= stop, got {self.start} to {self.stop}.")

    def __len__(self) -> int:
        return self.stop - self.start

    def __and__(self, other: Span) -> Span:
        """The frames in both; an empty span when they do not meet."""
        start = max(self.start, other.start)
        return Span(start, max(start, min(self.stop, other.stop)))

    def shift(self, frames: int) -> Span:
        """The same length, `frames` later (negative: earlier)."""
        return Span(self.start + frames, self.stop + frames)


@dataclass(frozen=True)
class Region:
    """A box of pixels: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise InvalidInput(f"A region needs at least one pixel, got {self.width}x{self.height}.")


@dataclass(frozen=True, eq=False)
class Sound:
    """Samples (N, channels) float32 in -1..1 at `rate` hertz."""

    samples: NDArray[np.float32]
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    def cut(self, start: float, stop: float) -> Sound:
        """What is heard from second `start` up to `stop`, without copying; the end is cut there."""
        return Sound(self.samples[round(start * self.rate) : round(stop * self.rate)], self.rate)


@dataclass(frozen=True, eq=False)
class Clip:
    """Finished pictures (T, H, W, 3) uint8 at `fps` frames a second, with or without sound."""

    frames: Frames
    fps: float
    sound: Sound | None = None

    def __post_init__(self) -> None:
        check_frames(self.frames)

    @property
    def seconds(self) -> float:
        return len(self.frames) / self.fps

    @property
    def size(self) -> tuple[int, int]:
        """Width, height."""
        return self.frames.shape[2], self.frames.shape[1]


@dataclass(frozen=True, eq=False)
class Layer:
    """Known pixels at a place: `frames` (t, h, w, 3) from frame `at` and pixel (x, y) on.

    `noise` broadcasts to (t, h, w): how much of each pixel is to be invented anew. Both may be lazy in
    a whole canvas; those of a window are arrays.
    """

    frames: Frames
    at: int
    x: int
    y: int
    noise: NoiseMap

    @property
    def span(self) -> Span:
        return Span(self.at, self.at + len(self.frames))


@dataclass(frozen=True)
class Prompt:
    """What the frames of `span` shall show."""

    text: str
    span: Span


@dataclass(frozen=True, eq=False)
class Reference:
    """A picture (H, W, 3 or 4) uint8 of whom `words` of the prompt name; it stands outside the grid."""

    words: str
    picture: Frames


@dataclass(frozen=True, eq=False)
class Guide:
    """A rough of what frames from `at` on shall show, an animatic: the `part` of `frames` (t, H, W, 3), which are as
    large as the canvas and may be lazy. Nothing of it is kept; an engine follows it as a crew does a storyboard.

    `empty` are the same frames with nobody in them, where they are known: what an engine leads away from.
    """

    frames: Frames | Lazy
    at: int
    part: Span
    empty: Frames | Lazy | None = None

    @property
    def span(self) -> Span:
        return Span(self.at, self.at + len(self.part))

    def pixels(self) -> Frames:
        """(t, H, W, 3) uint8, drawn if they are lazy."""
        return self.frames[self.part.start : self.part.stop]

    def within(self, span: Span) -> Guide:
        """What of it falls into `span`, counted from its start; nothing is drawn."""
        both = self.span & span
        return replace(self, at=both.start - span.start, part=both.shift(self.part.start - self.at))

    def emptied(self) -> Guide | None:
        """That of the empty set, if it is known."""
        return None if self.empty is None else replace(self, frames=self.empty)


@dataclass(frozen=True, eq=False)
class Canvas:
    """How big the video is, what is known of it and how much of each place is to be invented."""

    frames: int
    height: int
    width: int
    fps: float
    prompts: tuple[Prompt, ...] = ()
    negative: str = ""
    layers: tuple[Layer, ...] = ()
    references: tuple[Reference, ...] = ()
    guides: tuple[Guide, ...] = ()
    sound: Sound | None = None
    seed: int = 0
    cuts: tuple[int, ...] = ()  # frames at which a new shot begins: what came before is not shown to it
    notes: tuple[str, ...] = ()  # what the user should know about how the input was read

    def __post_init__(self) -> None:
        if min(self.frames, self.height, self.width) < 1 or not 0 < self.fps < math.inf:
            raise InvalidSize(
                f"A canvas needs at least one frame and one pixel, got {self.frames} frames of "
                f"{self.width}x{self.height} at {self.fps:g} a second."
            )

    @property
    def span(self) -> Span:
        return Span(0, self.frames)

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.frames, self.height, self.width

    def put(
        self, frames: Frames | LazyFrames, at: int = 0, x: int = 0, y: int = 0, noise: float | NoiseMap | Lazy = 0.0
    ) -> Canvas:
        """A canvas that also knows `frames` (t, h, w, 3); a later layer covers an earlier one.

        Lazy noise must have the shape (t, h, w) and keep to 0..1 by itself.

        Raises `InvalidInput` where the layer does not lie inside the canvas or noise leaves 0..1.
        """
        check_frames(frames)
        t, h, w, _ = frames.shape
        inside = 0 <= at and at + t <= self.frames and 0 <= y and y + h <= self.height
        if not (inside and 0 <= x and x + w <= self.width):
            raise InvalidInput(
                f"{t} frames of {w}x{h} at frame {at}, pixel {x},{y} do not lie inside "
                f"{self.frames} frames of {self.width}x{self.height}; crop or resize them first."
            )
        if isinstance(noise, (int, float, np.ndarray, np.generic)):
            level = np.asarray(noise, np.float32)
            if not (np.all(level >= 0) and np.all(level <= 1)):
                raise InvalidInput("Noise must lie between 0 (keep) and 1 (invent).")
            level = np.broadcast_to(level, (t, h, w))
        else:
            assert noise.shape == (t, h, w), noise.shape
            level = cast(NoiseMap, noise)
        return replace(self, layers=(*self.layers, Layer(cast(Frames, frames), at, x, y, level)))

    def note(self, text: str) -> Canvas:
        """A canvas that also tells the user `text`; nothing is said twice."""
        return self if text in self.notes else replace(self, notes=(*self.notes, text))

    def window(self, span: Span) -> Canvas:
        """The frames of `span` as a canvas of its own; layers are cut without copying pixels."""
        if len(span) < 1 or span.stop > self.frames:
            raise InvalidInput(f"Frames {span.start} to {span.stop} are not in 0 to {self.frames}.")
        layers = []
        for layer in self.layers:
            both = layer.span & span
            if len(both):
                cut = slice(both.start - layer.at, both.stop - layer.at)
                layers.append(
                    replace(layer, frames=layer.frames[cut], noise=layer.noise[cut], at=both.start - span.start)
                )
        prompts = [
            replace(prompt, span=(prompt.span & span).shift(-span.start))
            for prompt in self.prompts
            if len(prompt.span & span)
        ]
        return replace(
            self,
            frames=len(span),
            prompts=tuple(prompts),
            layers=tuple(layers),
            guides=tuple(guide.within(span) for guide in self.guides if len(guide.span & span)),
            sound=self.sound and self.sound.cut(span.start / self.fps, span.stop / self.fps),
            cuts=tuple(cut - span.start for cut in self.cuts if span.start < cut < span.stop),
        )

    def noise(self) -> NoiseMap:
        """Dense (T, H, W) float32: 1 where nothing is known."""
        out = np.ones(self.shape, np.float32)
        for layer in self.layers:
            out[_place(layer)] = layer.noise
        return out

    def pixels(self) -> Frames:
        """Dense (T, H, W, 3) uint8: mid-grey where nothing is known."""
        out = np.full((*self.shape, 3), 127, np.uint8)
        for layer in self.layers:
            out[_place(layer)] = layer.frames
        return out

    def paste(self, frames: Frames) -> Frames:
        """`frames` (T, H, W, 3) with every pixel of noise 0 put back as it was."""
        if frames.shape != (*self.shape, 3):
            raise InvalidInput(f"Expected frames {(*self.shape, 3)}, got {frames.shape}.")
        if not self.layers:
            return frames
        known = self.noise() == 0
        return np.where(known[..., None], self.pixels(), frames)


def check_frames(frames: Frames | LazyFrames) -> None:
    """Raise `InvalidInput` unless `frames` is uint8 (T >= 1, H >= 1, W >= 1, 3), an array or lazy."""
    shape: tuple[int, ...] = getattr(frames, "shape", ())
    if len(shape) != 4 or shape[-1] != 3 or min(shape) < 1 or frames.dtype != np.uint8:
        raise InvalidInput(f"Frames must be uint8 (T, H, W, 3), got {getattr(frames, 'dtype', None)} {shape}.")


def _place(layer: Layer) -> tuple[slice, slice, slice]:
    t, h, w = layer.frames.shape[:3]
    return slice(layer.at, layer.at + t), slice(layer.y, layer.y + h), slice(layer.x, layer.x + w)


def say(text: str, frames: int) -> tuple[Prompt, ...]:
    """One prompt over the whole of `frames`; none for an empty text."""
    return (Prompt(text, Span(0, frames)),) if text else ()


def prompt_at(prompts: Sequence[Prompt], frame: int) -> str:
    """The text that holds at `frame`; the last one that covers it wins, empty where none does."""
    return next((p.text for p in reversed(prompts) if p.span.start <= frame < p.span.stop), "")
