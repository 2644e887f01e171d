"""Jobs as the API process sees them: accept, cancel, estimate, look at the preview.

Nothing here paints, and nothing needs DBOS: a job is accepted by writing its video, in one transaction
with the check of the key's limit. From then on it is not lost: a worker that has room dispatches it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from haneul.errors import NotFound, StorageFull
from haneul.server.records import Key, Video
from haneul.server.settings import GIB, Settings
from haneul.server.storage import Storage
from haneul.server.store import Store
from haneul.server.store.turns import Waiting, ahead, waiting

_GUESS = 60.0  # seconds a job takes, while none has finished yet
_FRESH = 1.0  # seconds for which what changes slowly is not looked up again


@dataclass(frozen=True)
class _Pace:
    """How fast the queue moves."""

    mean: float  # seconds that a job takes
    slots: int  # jobs painted at once
    running: int
    waiting: Waiting


class Jobs:
    """The queue's front. Safe for threads."""

    def __init__(self, store: Store, storage: Storage, settings: Settings) -> None:
        self._store, self._storage, self._settings = store, storage, settings
        self._paced: tuple[float, _Pace | None] = (0.0, None)
        self._looked, self._free = 0.0, None if storage.free() is None else 0

    def submit(self, videos: Sequence[Video], key: Key | None = None) -> tuple[Video, ...]:
        """Accept new videos of one key, all or none; `key` None where keys are off.

        Raises `StorageFull` while there is no space for results, `TooManyJobs` when too many of the key's
        jobs wait.
        """
        self.check_space()
        raised = key.priority if key else 0
        waiting = self._settings.waiting if key is None or key.waiting is None else key.waiting
        accepted = tuple(replace(video, priority=video.priority + raised) for video in videos)
        self._store.videos.accept(accepted, waiting)
        return accepted

    def cancel(self, video_id: str, key_id: str | None) -> Video:
        """Stop a job: at once if it waits, at its next sampling step if it runs. Raises `NotFound`."""
        return self._store.videos.cancel(video_id, key_id)

    def estimate(self, video: Video) -> float | None:
        """Seconds until a job that waits is likely to begin, or one that runs to end; None for others."""
        if video.finished:
            return None
        pace = self._pace()
        if video.started_at is not None:
            spent = time.time() - video.started_at
            left = spent * (100 - video.progress) / video.progress if video.progress >= 5 else pace.mean - spent
            return max(0.0, left)
        with self._store.videos.reading() as connection:
            queue = ahead(connection, video, pace.waiting)
        return max(0.0, pace.mean * (queue + pace.running - pace.slots + 1) / pace.slots)

    def _pace(self) -> _Pace:
        """Looked up at most once a second: every client that polls asks for it."""
        moment, pace = self._paced
        if pace is None or time.monotonic() - moment > _FRESH:
            videos, workers = self._store.videos, self._store.workers
            with videos.reading() as connection:
                queue = waiting(connection)
            pace = _Pace(videos.mean_seconds() or _GUESS, max(1, workers.slots()), videos.running(), queue)
            self._paced = time.monotonic(), pace
        return pace

    def preview(self, video_id: str) -> bytes | None:
        """The present guess of a running job as a JPEG picture; None before the first."""
        try:
            return self._storage.read(preview_name(video_id))
        except NotFound:
            return None

    def check_space(self) -> None:
        """Raise `StorageFull` while the disk has less free space than the settings ask for.

        It is looked up at most once a second, and goes on by itself when there is space again.
        """
        if time.monotonic() - self._looked > _FRESH:
            self._free, self._looked = self._storage.free(), time.monotonic()
        if self._free is not None and self._free < self._settings.least_free:
            raise StorageFull(
                f"The server's disk has {self._free / GIB:.1f} GiB left and needs {self._settings.least_free_gib:g}: "
                "nothing is accepted until there is space again. What runs goes on."
            )


def preview_name(video_id: str) -> str:
    return f"jobs/{video_id}/preview.jpg"


def content_name(video_id: str, variant: str = "video") -> str:
    """The storage name of a finished video's `video`, `thumbnail` or `spritesheet`."""
    return f"videos/{video_id}/{CONTENT[variant]}"


CONTENT = {"video": "video.mp4", "thumbnail": "thumbnail.webp", "spritesheet": "spritesheet.jpg"}
