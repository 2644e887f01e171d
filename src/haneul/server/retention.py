"""What goes, and when: videos whose time is over, the oldest where space is short, files that nobody owns.

A record goes before its bytes, so that nothing is ever offered that is not there; what a kill leaves
between the two is swept up by the next round, which looks at the storage itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

from haneul.errors import NotFound
from haneul.server.records import Video, now
from haneul.server.settings import Settings
from haneul.server.storage import ASIDE, Storage
from haneul.server.store import Store

LOG = logging.getLogger("haneul.server")
_GRACE = 3600.0  # seconds: an upload is stored before its record is written
_DAY = 86_400  # for which webhooks are tried
_TREES = ("videos", "inputs")  # one folder for each video
_SHORT = 2.0  # free space that is made, as a multiple of the least


class Retention:
    """One round of everything is `keep_house`; the workers take turns with it."""

    def __init__(self, store: Store, storage: Storage, settings: Settings) -> None:
        self._store, self._storage, self._settings = store, storage, settings

    def keep_house(self, grace: float = _GRACE) -> None:
        """Let go what expired and what there is no room for, then sweep up what has no owner."""
        self.expire()
        self.make_room()
        self.sweep(grace)

    def expire(self) -> None:
        """Remove the bytes of videos and files whose time is over, and records a while later."""
        gone = now() - 2 * max(self._settings.keep_seconds, _DAY)
        for video in self._store.videos.failed(before=gone):
            delete(self._store, self._storage, video.id, None)
        self._store.post.forget(before=gone)
        for video in self._store.videos.expired(now()):
            self._forget(video)
        for file in self._store.files.all(None):
            if file.expires_at is not None and file.expires_at <= now():
                self._store.files.delete(file.id, None)
                self._storage.delete(file.name)

    def make_room(self) -> None:
        """Remove the oldest videos until they fit into their space and the disk has some left."""
        most, free = self._settings.keep_bytes, self._storage.free()
        over = 0 if most is None else self._store.videos.used() - most
        if most is not None and free is not None and free < self._settings.least_free:
            over = max(over, round(self._settings.least_free * _SHORT) - free)
        while over > 0 and (oldest := self._store.videos.oldest()):
            for video in oldest:
                self._forget(video)
                over -= video.bytes
                if over <= 0:
                    break

    def _forget(self, video: Video) -> None:
        """The bytes go; the record stays as long again, so that its end can be told, and goes then."""
        if video.bytes:
            self._store.videos.update(video.id, None, bytes=0, expires_at=min(video.expires_at or now(), now()))
        elif now() - (video.expires_at or 0) > self._settings.keep_seconds:
            self._store.videos.delete(video.id, None)
        else:
            return
        for tree in _TREES:
            self._storage.delete(f"{tree}/{video.id}")
        LOG.info("video expired", extra={"video_id": video.id, "bytes": video.bytes})

    def sweep(self, grace: float = _GRACE) -> int:
        """Remove files that belong to no record and are older than `grace` seconds; how many."""
        before, swept = time.time() - grace, 0
        known: dict[str, bool] = {}
        for entry in list(self._storage.walk()):
            owner = "/".join(entry.name.split("/")[:2])
            if owner not in known:
                known[owner] = self._owned(entry.name)
            if not known[owner] and entry.modified <= before:
                self._storage.delete(entry.name)
                swept += 1
        if swept:
            LOG.warning("orphaned files removed", extra={"files": swept})
        return swept

    def _owned(self, name: str) -> bool:
        """Whether a record still needs what lies at `name`."""
        room, _, rest = name.partition("/")
        id = rest.partition("/")[0]
        if room in ("videos", "inputs", "jobs"):
            video = self._store.videos.find(id, None)
            if video is None:
                return False
            return not video.finished if room == "jobs" else not video.finished or video.bytes > 0
        if room == "files":
            return self._store.files.find(id.partition(".")[0], None) is not None
        if room == "characters":
            return self._store.characters.find(id, None) is not None
        return room != ASIDE  # what else an operator keeps here is not ours


def delete(store: Store, storage: Storage, video_id: str, key_id: str | None) -> bool:
    """Delete a finished video with its bytes; False, and nothing happens, while its job is not finished.

    Raises `NotFound` for an unknown one or another key's.
    """
    video = store.videos.get(video_id, key_id)
    if not video.finished:
        return False
    if not store.videos.delete(video_id, key_id):
        raise NotFound(f"There is no video {video_id[:80]!r}; it was deleted meanwhile.")
    _remove(storage, (f"{tree}/{video_id}" for tree in (*_TREES, "jobs")))
    return True


def _remove(storage: Storage, names: Iterable[str]) -> None:
    for name in names:
        storage.delete(name)
