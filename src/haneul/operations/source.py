"""A clip file as the known part of a canvas: at which size and rate it is read, and what to say of that.

A clip keeps its own size and frame rate unless --size or --fps say otherwise, so that what is known
comes back exactly as it was decoded. Its frames are `Footage`: read when they are painted beside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from haneul.canvas import Canvas, Clip, Lazy, LazyFrames, NoiseMap, Sound, Span
from haneul.errors import InvalidInput
from haneul.fields import Field
from haneul.operations.base import Operation
from haneul.operations.shape import Defaults, nearest, pixels
from haneul.operations.timeline import last_mark, lead_over

if TYPE_CHECKING:
    from haneul.media import Footage

ClipFile = Annotated[Path, Field("A clip: any video file, a GIF or an animated WebP.")]

FASTEST = 60.0  # frames a second of a canvas


@dataclass(frozen=True, eq=False)
class Source:
    """The clip at `path` as `frames` (T, H, W, 3), already at the size and rate of the canvas."""

    path: Path
    frames: Footage
    prompt: str = ""  # that made it, where Haneul made it
    notes: tuple[str, ...] = ()  # how it differs from the file

    @property
    def fps(self) -> float:
        return self.frames.fps

    @property
    def size(self) -> tuple[int, int]:
        """Width, height."""
        return self.frames.size

    @property
    def span(self) -> Span:
        return Span(0, len(self.frames))

    @property
    def seconds(self) -> float:
        return len(self.frames) / self.fps

    def blank(self, operation: Operation, frames: int, prompt: str = "") -> Canvas:
        """A canvas of `frames` at this clip's size and rate that knows no pixel.

        Without a `prompt` the one that made the clip goes on, and a note says so.
        """
        said = prompt or self.prompt
        canvas = operation.blank(Defaults(self.size, self.fps), frames / self.fps, said, self.size)
        canvas = replace(canvas, width=self.size[0], height=self.size[1], fps=self.fps)
        return canvas if said == prompt else canvas.note(f'the prompt of {self.path.name} goes on: "{said}"')

    def agreeing(self, other: Source) -> Source:
        """This clip, whose prompt goes on only where `other` was made from the same one."""
        return self if self.prompt == other.prompt else replace(self, prompt="")

    def leading(self, other: Source) -> Source:
        """This clip with a prompt that leads over to that of `other`; with none where either has none, or marks."""
        both = self.prompt and other.prompt and not (last_mark(self.prompt) or last_mark(other.prompt))
        return replace(self, prompt=lead_over(self.prompt, other.prompt)) if both else self.agreeing(other)

    def put(
        self,
        canvas: Canvas,
        at: int = 0,
        span: Span | None = None,
        noise: float | NoiseMap | Lazy = 0.0,
        sound: bool = True,
        *,
        x: int = 0,
        y: int = 0,
        changed: LazyFrames | None = None,
    ) -> Canvas:
        """`canvas` that knows the frames of `span` (all) from its frame `at` on, with their sound in place.

        An empty span puts nothing. `noise` is broadcast to (t, h, w): for one level a frame give (t, 1, 1),
        and nothing large is held. (x, y) is where its left top stands; `changed` frames take the place
        of those of the span.
        """
        span = self.span if span is None else span
        if not len(span):
            return canvas
        canvas = canvas.put(changed or self.frames.cut(span), at, x, y, noise)
        for note in self.notes:
            canvas = canvas.note(note)
        heard = self.sound(span) if sound else None
        return canvas if heard is None else with_sound(canvas, heard, at)

    def sound(self, span: Span | None = None) -> Sound | None:
        """What is heard during `span`; None where the file has no sound."""
        from haneul import media

        span = span or self.span
        if not self.frames.info.has_sound:
            return None
        return media.read_sound(self.path, span.start / self.fps, span.stop / self.fps)

    def clip(self, span: Span | None = None) -> Clip:
        """The frames of `span` (all) in memory, without sound: for short parts that are looked at."""
        span = span or self.span
        return Clip(self.frames[span.start : span.stop], self.fps)


def read(
    operation: Operation, path: Path, beside: Source | None = None, least: int = 2, own_size: bool = False
) -> Source:
    """The clip at `path` at the size and rate that `operation` asks for, else its own, else `beside`'s.

    With `own_size` the operation's size means something else, and the clip keeps its own.

    A size or rate that no canvas can have (64 to 1920 a side, 1 to 60 a second) is brought within. Raises
    `MediaError` for a file that cannot be read and `InvalidInput` for a still or fewer than `least` frames.
    """
    from haneul import media

    info = media.probe(Path(path))
    asked = "" if own_size else operation.size
    size = beside.size if beside else pixels(asked, Defaults(nearest((info.width, info.height))))
    fps = beside.fps if beside else operation.fps or min(max(info.fps, 1.0), FASTEST)
    frames = media.Footage(path, fps=fps, size=size)
    name = Path(path).name
    if len(frames) < 2:
        raise InvalidInput(f"{path} is a still; give a clip, or bring it to life first with `haneul animate`.")
    if len(frames) < least:
        raise InvalidInput(
            f"{path} has {len(frames)} frames at {fps:g} a second, at least {least} are needed; give a longer clip."
        )
    notes = []
    if size != (info.width, info.height):
        notes.append(f"{name} was fitted from {info.width}x{info.height} to {size[0]}x{size[1]}")
    if abs(fps - info.fps) > 0.01:
        notes.append(f"{name} was re-timed from {info.fps:g} to {fps:g} frames a second")
    return Source(Path(path), frames, _made_from(Path(path)), tuple(notes))


def with_sound(canvas: Canvas, sound: Sound, at: int = 0) -> Canvas:
    """`canvas` in which `sound` is heard from frame `at` on, beside what was heard before."""
    from haneul import media

    return replace(canvas, sound=media.mixed(canvas.sound, sound, at / canvas.fps, canvas.frames / canvas.fps))


def frame_at(seconds: float, fps: float) -> int:
    """The frame nearest to `seconds` from the start."""
    return round(seconds * fps)


def _made_from(path: Path) -> str:
    """The prompt in a file that Haneul made, else what it shows at its end; empty for any other file."""
    from haneul import media

    told = media.read_metadata(path)
    parameters = told.get("parameters")
    given = parameters.get("prompt") if isinstance(parameters, dict) else None
    return next((text for text in (given, told.get("shows")) if isinstance(text, str) and text), "")
