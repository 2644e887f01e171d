"""Operation and engine in, finished clip out.

A `Take` is one canvas with the engine that shall paint it; it hands its frames on window by window,
to a file (`write`, memory does not grow with duration) or to a clip in memory (`clip`).
`haneul.render(operation)` is the short way for programs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from haneul import windows
from haneul.canvas import Canvas, Clip, Frames, Sound, Span, prompt_at
from haneul.casting import with_cast
from haneul.engines import registry
from haneul.engines.base import Engine, Progress, Sampling, part_of, silent
from haneul.enriching import enriched, noted, spoken
from haneul.fields import record
from haneul.finishing import finished
from haneul.naming import portraits
from haneul.operations.base import Operation
from haneul.operations.shape import Defaults
from haneul.whereabouts import told
from haneul.windows import Before, Recent, Window

PAINTING = 100  # the work on a frame that is painted over that on one that is known


@dataclass(frozen=True, eq=False)
class Take:
    """One canvas of an operation on its way to a clip."""

    operation: Operation
    canvas: Canvas
    engine: Engine
    sampling: Sampling

    @property
    def kept(self) -> Span:
        """The frames of the canvas that the user gets."""
        return self.operation.kept(self.canvas)

    @property
    def sound(self) -> Sound | None:
        """What is heard during `kept`."""
        start, stop = (frame / self.canvas.fps for frame in (self.kept.start, self.kept.stop))
        return self.canvas.sound and self.canvas.sound.cut(start, stop)

    @cached_property
    def _plan(self) -> tuple[Window, ...]:
        return windows.plan(self.canvas, self.engine.abilities)

    def windows(self) -> tuple[Window, ...]:
        """The parts that are painted one after another; their spans cover the canvas, each frame once."""
        return self._plan

    def paint(self, window: Window, before: Before, progress: Progress = silent) -> Frames:
        """The frames of `window.span` (t, H, W, 3), the same ones whenever and wherever it is painted.

        `before` is asked for the spans `window.needs`: frames that earlier windows gave.
        """
        return windows.paint(self.canvas, window, self.engine, self.sampling, before, progress)

    def frames(self, progress: Progress = silent) -> Iterator[Frames]:
        """Finished frames (t, H, W, 3) in order, a window at a time."""
        recent = Recent(self.windows())
        work = [len(window.span) * (1 if window.number is None else PAINTING) for window in self.windows()]
        for at, window in enumerate(self.windows()):
            part = part_of(progress, sum(work[:at]) / sum(work), work[at] / sum(work))
            painted = self.paint(window, recent, part)
            part(1.0, "painting")
            recent.add(window, painted)
            both = window.span & self.kept
            if len(both):
                inside = both.shift(-window.span.start)
                yield finished(self.canvas, both.start, painted[inside.start : inside.stop])

    def clip(self, progress: Progress = silent) -> Clip:
        """All frames in memory."""
        return Clip(np.concatenate(list(self.frames(progress))), self.canvas.fps, self.sound)

    def write(self, path: Path, progress: Progress = silent) -> None:
        """Paint straight into the file `path`; nothing is left of it when that fails.

        A GIF or WebP gets no sound. Raises `InvalidInput` for more than one frame in a picture file,
        `MediaError` for a full disk.
        """
        from haneul import media

        sound = self.sound if media.holds_sound(path) else None
        media.check_output(path, len(self.kept), sound is not None, self.canvas.fps)
        size = (self.canvas.width, self.canvas.height)
        with media.Writer(path, self.canvas.fps, size, sound=sound, metadata=self.record()) as file:
            for frames in self.frames(progress):
                file.write(frames)

    def record(self) -> dict[str, Any]:
        """What made the clip, as plain values: written into its file, so that `haneul again` can repeat it.

        `inputs` has a digest of each file that was read, by its path; `shows` is the prompt that holds at
        the end, for whoever goes on from there; `stands` where everybody is.
        """
        from haneul import media
        from haneul.media.stands import KEY

        return {
            "operation": type(self.operation).__name__.lower(),
            "parameters": record(self.operation) | {"seed": self.canvas.seed, "variants": 1},
            "model": self.engine.abilities.name,
            "sampling": record(self.sampling),
            "shows": prompt_at(self.canvas.prompts, self.kept.stop - 1),
            KEY: told(self.canvas, self.kept),
            "inputs": {str(path): media.digest(path) for path in self.operation.inputs()},
        }


@dataclass(frozen=True, eq=False)
class Rendering:
    """The finished clips of an operation, nearly always one, with what made them."""

    takes: tuple[Take, ...]
    clips: tuple[Clip, ...]

    @property
    def clip(self) -> Clip:
        return self.clips[0]

    @property
    def canvas(self) -> Canvas:
        return self.takes[0].canvas

    @property
    def operation(self) -> Operation:
        return self.takes[0].operation

    @property
    def model(self) -> str:
        return self.takes[0].engine.abilities.name

    def save(self, path: str | Path) -> tuple[Path, ...]:
        """Write the clip to `path` (over what is there), several clips to path-1, path-2 ...; the names."""
        from haneul import media

        paths = numbered(Path(path), len(self.clips))
        for file, take, clip in zip(paths, self.takes, self.clips, strict=True):
            media.write(file, clip, metadata=take.record())
        return paths


def takes(
    operation: Operation, engine: Engine | str | None = None, sampling: Sampling | None = None
) -> tuple[Take, ...]:
    """The canvases of `operation` with the engine for them: everything but the painting.

    Raises `InvalidInput`, `MediaError` for files that cannot be read, `AbilityMissing` when the engine
    cannot paint them.
    """
    if engine is None or isinstance(engine, str):
        engine = registry.engine(engine or registry.DEFAULT)
    best = Defaults(engine.abilities.size, engine.abilities.fps, portraits)
    operation, notes = spoken(operation)
    canvases = [
        with_cast(enriched(noted(canvas, notes), operation, engine.abilities), engine.abilities)
        for canvas in operation.canvases(best)
    ]
    for canvas in canvases:
        windows.require(canvas, engine.abilities)
    sampling = sampling or Sampling()
    steps, guidance = sampling.of(engine.abilities)
    how = replace(sampling, steps=steps, guidance=guidance)
    return tuple(Take(operation, canvas, engine, how) for canvas in canvases)


def render(
    operation: Operation,
    engine: Engine | str | None = None,
    sampling: Sampling | None = None,
    progress: Progress = silent,
) -> Rendering:
    """Paint `operation` with `engine` (its name, or itself; the embedded model by default)."""
    planned = takes(operation, engine, sampling)
    clips = [take.clip(part_of(progress, n / len(planned), 1 / len(planned))) for n, take in enumerate(planned)]
    return Rendering(planned, tuple(clips))


def numbered(path: Path, count: int) -> tuple[Path, ...]:
    """`path` for one clip, else path-1, path-2 ... before the suffix."""
    if count == 1:
        return (path,)
    return tuple(path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(1, count + 1))


def function(kind: type[Operation]) -> Callable[..., Rendering]:
    """`kind` as a plain function: its own parameters, those of `Sampling`, and `model`, `progress`."""

    def call(*args: Any, model: Engine | str | None = None, progress: Progress = silent, **named: Any) -> Rendering:
        how = {name: named.pop(name) for name in Sampling.__dataclass_fields__ if name in named}
        return render(kind(*args, **named), model, Sampling(**how), progress)

    call.__name__ = call.__qualname__ = kind.__name__.lower()
    call.__doc__ = kind.__doc__
    return call


class _Room(ModuleType):
    """`haneul.render` names this module; called, it is the module's own function."""

    def __call__(self, *args: Any, **named: Any) -> Rendering:
        return render(*args, **named)


sys.modules[__name__].__class__ = _Room
