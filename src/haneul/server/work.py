"""One execution of a job: the take it paints, and its windows on the way to becoming a file.

Everything here may be done again by another worker: inputs are fetched anew, the take is built from the
same parameters, and windows that are in the storage are taken from there instead of painted.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from haneul.canvas import Frames, Span
from haneul.engines.base import Sampling
from haneul.errors import InvalidInput, NotFound
from haneul.finishing import finished
from haneul.operations.base import every
from haneul.render import Take, takes
from haneul.server import parts, sheet
from haneul.server.jobs import CONTENT, content_name, preview_name
from haneul.server.records import Video
from haneul.server.storage import Storage
from haneul.server.texts import renamed, texts
from haneul.server.watch import Watch
from haneul.windows import Window

_PAINTING = 0.97  # share of the progress bar; the rest is for the file


@dataclass(eq=False)
class Work:
    """The job of `video` in the local folder `folder`, watched through `watch`."""

    video: Video
    storage: Storage
    folder: Path
    watch: Watch
    keep: Callable[[Callable[[], object]], object]  # stores something, and waits while the disk is full

    @cached_property
    def take(self) -> Take:
        """Built from the record; raises what `render.takes` raises, `NotFound` for an input that was deleted."""
        self.watch.check()
        local = {name: str(self._fetched(name)) for name in self.video.inputs}
        parameters = renamed(self.video.parameters, local)
        operation = every()[self.video.operation](**parameters)
        found = takes(operation, self.video.engine, Sampling(**self.video.sampling))
        if not self.video.take < len(found):
            raise InvalidInput(f"The operation makes {len(found)} clips, number {self.video.take + 1} was asked for.")
        return found[self.video.take]

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Those to paint and to store; what is known comes from the inputs again when it is needed."""
        return tuple(window for window in self.take.windows() if window.number is not None)

    def _fetched(self, name: str) -> Path:
        """The input under its own name, which is unique in its job: a storyboard names its neighbours."""
        path = self.folder / "inputs" / name.rpartition("/")[2]
        if path.exists():
            return path
        try:
            return self.storage.fetch(name, path)
        except NotFound as error:
            field = next((key for key, value in self.video.parameters.items() if name in texts(value)), "input")
            raise NotFound(f"The file for {field} was deleted before the job was done.") from error

    def paint(self, number: int) -> None:
        """Paint window `number` and store it; nothing to do where that was done before."""
        name = self._part(number)
        if self.storage.exists(name):  # stored, but its worker died before it could say so
            return
        window, work = self.windows[number], sum(len(one.span) for one in self.windows)
        base, share = sum(len(one.span) for one in self.windows[:number]) / work, len(window.span) / work
        doing = "painting" if len(self.windows) == 1 else f"painting part {number + 1} of {len(self.windows)}"

        def progress(part: float, what: str, preview: Any = None, /) -> None:
            self.watch.at((base + share * part) * _PAINTING, doing)
            self._show(self.watch.picture(preview))

        painted = self.take.paint(window, self._before, progress)
        path = self._local(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.keep(lambda: parts.write(path, painted))
        self.keep(lambda: self.storage.put(name, path))
        if self.watch.previewed_at is None or len(self.windows) > 1:
            self._show(painted)

    def _show(self, frames: Frames | None) -> None:
        """Let people see how it comes on; a preview that cannot be stored harms nobody."""
        if frames is not None:
            with contextlib.suppress(Exception):
                self.storage.write(preview_name(self.video.id), sheet.preview(frames))
                self.watch.previewed_at = time.time()

    def _part(self, number: int) -> str:
        return f"{folder_name(self.video.id)}/{number:04}.mkv"

    def _local(self, number: int) -> Path:
        return self.folder / f"{number:04}.mkv"

    def _stored(self, number: int) -> Path:
        """The painted window `number` as a local file."""
        path = self._local(number)
        return path if path.exists() else self.storage.fetch(self._part(number), path)

    def _before(self, span: Span) -> Frames:
        """Frames that earlier windows gave."""
        found = [np.concatenate(list(self._frames(window, span))) for window in self._meeting(span)]
        return np.concatenate(found)

    def _meeting(self, span: Span) -> list[Window]:
        return [window for window in self.take.windows() if len(window.span & span)]

    def _frames(self, window: Window, span: Span) -> Iterator[Frames]:
        """The frames of `window` that lie in `span`, a few at a time."""
        both = (window.span & span).shift(-window.span.start)
        if window.number is None:
            yield self.take.paint(window, self._before)[both.start : both.stop]
        else:
            yield from parts.stream(self._stored(self.windows.index(window)), both.start, both.stop)

    def assemble(self) -> int:
        """The files that users get, made of the stored windows and published; their bytes."""
        from haneul import media

        canvas, kept = self.take.canvas, self.take.kept
        path, pictures = self.folder / CONTENT["video"], sheet.Sheet(len(kept))
        size = (canvas.width, canvas.height)
        with media.Writer(path, canvas.fps, size, sound=self.take.sound, metadata=self._record()) as file:
            for window in self._meeting(kept):
                at = max(window.span.start, kept.start)
                for painted in self._frames(window, kept):
                    frames = finished(canvas, at, painted)
                    at += len(frames)
                    file.write(frames)
                    pictures.add(frames)
                done = min(1.0, (window.span.stop - kept.start) / len(kept))
                self.watch.at(_PAINTING + (1 - _PAINTING) * done, "writing the file")
        sheets = {"thumbnail": pictures.thumbnail, "spritesheet": pictures.spritesheet()}
        for variant, data in sheets.items():
            self.storage.write(content_name(self.video.id, variant), data)
        self.storage.put(content_name(self.video.id), path)
        return path.stat().st_size + sum(map(len, sheets.values()))

    def _record(self) -> dict[str, Any]:
        """What made the clip, without the folders of this machine."""
        names = {name: name.rpartition("/")[2] for name in self.video.inputs}
        told: dict[str, Any] = self.take.record()
        asked = {
            key: value for key, value in renamed(self.video.parameters, names).items() if key in told["parameters"]
        }
        return told | {"parameters": told["parameters"] | asked | {"seed": self.take.canvas.seed, "variants": 1}}


def folder_name(video_id: str) -> str:
    """Where the storage keeps what is needed only while the job runs."""
    return f"jobs/{video_id}"
