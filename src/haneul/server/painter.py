"""The steps of a job, each told as a plain value: what it came to, or why the job has failed.

A step may be done twice (its worker died before it could say that it was done) and comes to the same.
Whatever a step meets is sorted here: the user's fault and the disk's are told in words, a bug is logged
and told without its details; `Left` passes through, the job goes on elsewhere.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from haneul.errors import HaneulError, MissingPart, NotFound, StorageFull
from haneul.server.records import Video
from haneul.server.settings import Settings
from haneul.server.shot import shot
from haneul.server.storage import FULL, Storage
from haneul.server.store import Store
from haneul.server.watch import Cancelled, Watch
from haneul.server.wording import in_fields
from haneul.server.work import Work, folder_name

LOG = logging.getLogger("haneul.server")
Result = TypeVar("Result")
Outcome = dict[str, Any]
"""{} or {"windows": 3}, {"bytes": 12345}; {"code": ..., "message": ...} when the job has failed."""

_STALLED = 20  # executions that died without finishing one window: the job itself kills its workers
_PAUSE = 2.0  # seconds until a full disk is tried again
_PATIENCE = 900.0  # seconds of a full disk after which the job fails


class Painter:
    """Runs jobs of `store` on this machine; `running` holds the watch of each."""

    def __init__(self, store: Store, storage: Storage, settings: Settings, name: str, folder: Path) -> None:
        self._store, self._storage, self._settings = store, storage, settings
        self._name, self._folder = name, folder
        self.running: dict[str, Work] = {}
        self.closing = False
        self._steps = 0

    def begin(self, video_id: str) -> Work | None:
        """A new execution of the job; None when it is over or gone."""
        watch = Watch()
        if self.closing:
            watch.leave()
            watch.check()
        video = self._keep(watch, lambda: self._store.videos.begin(video_id, self._name))
        if video is None:
            return None
        if video.cancelled_at is not None:
            watch.cancel()
        folder = self._folder / f"{video.id}-{video.attempt}"
        folder.mkdir(parents=True, exist_ok=True)
        work = Work(video, self._storage, folder, watch, partial(self._keep, watch))
        self.running[video_id] = work
        LOG.info("job begun", extra=_about(video, attempt=video.attempt))
        return work

    def end(self, work: Work) -> None:
        """Forget the execution and what it left on this machine."""
        if self.running.get(work.video.id) is work:
            del self.running[work.video.id]
        self._steps += work.watch.steps
        shutil.rmtree(work.folder, ignore_errors=True)

    def steps(self) -> int:
        """Sampling steps done by this process."""
        return self._steps + sum(work.watch.steps for work in list(self.running.values()))

    def prepare(self, work: Work) -> Outcome:
        """Build the take, and tell what it is going to be."""
        if work.video.stalled > _STALLED:
            return _failed("worker_lost", "Every worker that tried it stopped; ask for a smaller or shorter video.")
        return self._told(work, lambda: self._plan(work))

    def _plan(self, work: Work) -> Outcome:
        canvas, kept = work.take.canvas, work.take.kept
        seconds = round(len(kept) / canvas.fps, 2)
        found = {
            "windows": len(work.windows),
            "size": f"{canvas.width}x{canvas.height}",
            "seconds": f"{seconds:g}",
            "fps": float(canvas.fps),
            "seed": int(canvas.seed),
            "shot": shot(work.video.prompt),
            "notes": tuple(dict.fromkeys((*work.video.notes, *map(in_fields, canvas.notes)))),
        }
        self._keep(work.watch, lambda: self._store.videos.advance(work.video, **found))
        return {"windows": len(work.windows)}

    def paint(self, work: Work, number: int) -> Outcome:
        """Paint one window into the storage."""
        return self._told(work, lambda: self._window(work, number))

    def _window(self, work: Work, number: int) -> Outcome:
        work.paint(number)
        done = {"windows_done": number + 1, "stalled": 0}
        self._keep(work.watch, lambda: self._store.videos.advance(work.video, **done))
        return {}

    def assemble(self, work: Work) -> Outcome:
        """Make and publish the files."""
        return self._told(work, lambda: {"bytes": self._keep(work.watch, work.assemble)})

    def finish(self, work: Work, outcome: Outcome) -> bool:
        """Completed or failed, announced, once; whether it was this call that did it."""
        videos, video, watch = self._store.videos, work.video, Watch()  # an end is an end, whatever was ordered
        if "code" in outcome:
            done = self._keep(watch, lambda: videos.fail(video, outcome["code"], outcome["message"]))
            LOG.info("job failed", extra=_about(video, code=outcome["code"], why=outcome["message"]))
        else:
            done = self._keep(watch, lambda: videos.complete(video, outcome["bytes"], self._settings.keep_seconds))
            LOG.info("job completed", extra=_about(video, bytes=outcome["bytes"]))
        return done

    def clean(self, work: Work) -> None:
        """Remove the painted windows; a failed job leaves no published file either."""
        self._keep(Watch(), lambda: self._clean(work))

    def _clean(self, work: Work) -> None:
        video = self._store.videos.find(work.video.id, None)
        if video is None or video.finished:
            self._storage.delete(folder_name(work.video.id))
        if video is None or video.status == "failed":
            self._storage.delete(f"videos/{work.video.id}")

    def _told(self, work: Work, do: Callable[[], Outcome]) -> Outcome:
        try:
            work.watch.check()
            return do()
        except Cancelled:
            return _failed("cancelled", "The job was cancelled.")
        except NotFound as error:
            return _failed("input_deleted", str(error))
        except MissingPart as error:
            return _failed("server_incomplete", str(error))
        except MemoryError:
            return _failed("out_of_memory", "The server has not enough memory for this; ask for a smaller size.")
        except Exception as error:
            if _is_full(error):
                return _failed("storage_full", "The server's disk is full; try again later.")
            if isinstance(error, HaneulError):
                return _failed("invalid_input", _plainly(str(error), work))
            LOG.exception("job broken", extra=_about(work.video))
            return _failed("internal_error", "The server failed to make the video; its log says why. Try again.")

    def _keep(self, watch: Watch, store: Callable[[], Result]) -> Result:
        """Do what stores something; a full disk or a database that is away is waited for: the work is dear."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return store()
            except Exception as error:
                full = _is_full(error)
                if not (full or _is_away(error)) or time.monotonic() > until:
                    raise
            watch.doing = "waiting for space on the server's disk" if full else "waiting for the database or storage"
            watch.rest(_PAUSE)


def _failed(code: str, message: str) -> Outcome:
    return {"code": code, "message": message}


def _is_full(error: BaseException | None) -> bool:
    """Whether a full disk is at the bottom of it."""
    if error is None or isinstance(error, StorageFull):
        return error is not None
    return (isinstance(error, OSError) and error.errno in FULL) or _is_full(error.__cause__)


def _is_away(error: Exception) -> bool:
    """Whether the database or the storage cannot be reached, and may be again."""
    from sqlalchemy.exc import InterfaceError, OperationalError

    return isinstance(error, (InterfaceError, OperationalError, ConnectionError, TimeoutError))


def _plainly(message: str, work: Work) -> str:
    """The message without the folders of this machine and the flags of the command line."""
    return in_fields(message.replace(f"{work.folder}/inputs/", "").replace(f"{work.folder}/", ""))


def _about(video: Video, **more: object) -> dict[str, object]:
    """What every line of the log about a job says."""
    return {"video_id": video.id, "key_id": video.key_id, "request_id": video.request_id, **more}
