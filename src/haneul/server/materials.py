"""The pictures and clips of a request as local files, looked at before anything is promised.

What a file is, its bytes say. Each gets the name of the field it was given for, so that whatever is told
about it later names the field as well. The worker reads it under the same name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from haneul.errors import HaneulError, MediaError, NotFound
from haneul.server.authentication import Caller
from haneul.server.desk import Service
from haneul.server.faults import Fault, invalid
from haneul.server.fetch import fetch
from haneul.server.jobs import content_name
from haneul.server.multipart import Upload
from haneul.server.records import Video, now
from haneul.server.schemas.source import Place

MOST_PIXELS = 64_000_000  # of one picture: 192 MB in memory
_SUFFIXES = (
    (b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"), (b"BM", ".bmp"), (b"II*\0", ".tiff"),
    (b"MM\0*", ".tiff"), (b"\x1aE\xdf\xa3", ".webm"),
)  # fmt: skip


@dataclass(frozen=True)
class Material:
    """A file that was given for the field `param`."""

    param: str
    path: Path

    @cached_property
    def is_clip(self) -> bool:
        """Whether it moves: a video file, or an animation of at least two pictures."""
        from haneul import media

        return media.probe(self.path).frames > 1


class Materials:
    """The files of one request, in `folder`."""

    def __init__(self, desk: Service, caller: Caller, folder: Path) -> None:
        self._desk, self._caller, self._folder = desk, caller, folder / "inputs"
        self._folder.mkdir(exist_ok=True)
        self.found: list[Material] = []

    def take(self, source: Upload | Place, param: str) -> Material:
        """The file of `source`. Raises `Fault` that names `param` for one that cannot be had or read."""
        raw = self._folder / f"{len(self.found)}.part"
        self._bring(source, raw, param)
        path = raw.rename(self._folder / self._name(raw, param))
        material = Material(param, path)
        try:
            _inspect(path)
        except HaneulError as error:
            raise self.told(error, material) from error
        self.found.append(material)
        return material

    def picture(self, source: Upload | Place, param: str) -> Material:
        """The same, which must be a still or an animation of which the first picture is taken."""
        from haneul.media.picture import is_picture

        material = self.take(source, param)
        if not is_picture(material.path):
            raise invalid(
                param, f"{param} is a clip; give a picture: PNG, JPEG, WebP, GIF, BMP or TIFF.", "invalid_type"
            )
        return material

    def stored(self, name: str, param: str) -> Material:
        """A file of the storage, such as the picture of a character."""
        path = self._folder / f"{len(self.found)}-{name.replace('/', '_')}"
        self._fetch(name, path, param)
        self.found.append(Material(param, path))
        return self.found[-1]

    def add(self, path: Path) -> Path:
        """A file that was made from others, such as a storyboard."""
        self.found.append(Material("timeline", path))
        return path

    @property
    def folder(self) -> Path:
        return self._folder

    def told(self, error: HaneulError, material: Material | None = None) -> Fault:
        """`error` without the folders of this machine, blamed on the field whose file it names."""
        text = str(error).replace(f"{self._folder}/", "")
        named = [one for one in [*self.found, *([material] if material else [])] if one.path.name in text]
        for one in named:
            text = text.replace(one.path.name, one.param)
        code = "invalid_type" if isinstance(error, MediaError) else "invalid_value"
        return invalid(named[-1].param, text, code) if named else Fault(400, text, code=code)

    def video(self, id: str, param: str) -> Video:
        """A completed video of the caller."""
        try:
            video = self._desk.store.videos.get(id, self._caller.id)
        except NotFound as error:
            raise Fault(404, str(error), param=param) from error
        if video.status != "completed":
            raise invalid(
                param, f"{id} is {video.status}, not completed; wait for it or choose another.", "video_not_ready"
            )
        if not video.bytes:
            raise Fault(404, f"The files of {id} have expired.", param=param, code="expired")
        return video

    def _bring(self, source: Upload | Place, path: Path, param: str) -> None:
        if isinstance(source, Upload):
            source.path.rename(path)
        elif source.image_url is not None:
            fetch(source.image_url, path, f"{param}.image_url", self._desk.front.private_images)
        elif source.file_id is not None:
            self._fetch(self._file(source.file_id, f"{param}.file_id"), path, f"{param}.file_id")
        else:
            video = self.video(str(source.id), f"{param}.id")
            self._fetch(content_name(video.id), path, f"{param}.id")
        if not path.stat().st_size:
            raise invalid(param, f"{param} is an empty file.", "invalid_type")

    def _file(self, id: str, param: str) -> str:
        try:
            file = self._desk.store.files.get(id, self._caller.id)
        except NotFound as error:
            raise Fault(404, str(error), param=param) from error
        if file.expires_at is not None and file.expires_at <= now():
            raise Fault(404, f"The file {id} has expired; upload it again.", param=param)
        return file.name

    def _fetch(self, name: str, path: Path, param: str) -> None:
        try:
            self._desk.storage.fetch(name, path)
        except NotFound:
            raise Fault(404, f"What {param} names was deleted or has expired.", param=param) from None

    def _name(self, raw: Path, param: str) -> str:
        """A name for the file that says the field; unique, and the same wherever the job is painted."""
        with raw.open("rb") as file:
            head = file.read(16)
        riff = ".webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ".mp4"
        suffix = next((suffix for magic, suffix in _SUFFIXES if head.startswith(magic)), riff)
        if head[4:12] in (b"ftypavif", b"ftypavis"):
            suffix = ".avif"
        stem = re.sub(r"[^A-Za-z0-9]+", "_", param).strip("_")[:60] or "file"
        taken = {one.path.name for one in self.found}
        name = f"{stem}{suffix}"
        return name if name not in taken else f"{stem}-{len(self.found)}{suffix}"


def _inspect(path: Path) -> None:
    """Raise `MediaError` for what is no picture or clip, holds no frame, or is far too large to decode."""
    from haneul import media
    from haneul.media.fault import telling
    from haneul.media.picture import is_picture, opened_picture

    if is_picture(path):
        with telling(path, "read", "picture"), opened_picture(path) as image:
            width, height = image.size
        _refuse_huge(path, width, height)
        media.read_picture(path)
        return
    info = media.probe(path)
    _refuse_huge(path, info.width, info.height)
    if next(iter(media.stream(path, chunk=1)), None) is None:
        raise MediaError(f"Cannot read {path}: it holds no frame that can be shown; make it anew.")


def _refuse_huge(path: Path, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        most = f"{MOST_PIXELS:,}"
        raise MediaError(f"Cannot read {path}: {width}x{height} is more than {most} pixels; give a smaller one.")
