"""Videos and the state of their jobs. Every change of state is one conditional statement.

An execution of a job carries the number of its attempt, and only the latest attempt may write: a worker
that was taken for dead and wakes up again changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from haneul.errors import TooManyJobs
from haneul.server.records import Event, Video, now
from haneul.server.store import tables
from haneul.server.store.database import locked
from haneul.server.store.post import Post
from haneul.server.store.section import Section
from haneul.server.store.tallies import Tallies
from haneul.server.store.turns import UNDER_WAY, WAITING, next_in_turn

BUCKETS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200)  # seconds, of the histogram of durations
_V = tables.VIDEOS.c


@dataclass(frozen=True)
class Fate:
    """What a worker must know of a job it paints."""

    attempt: int
    cancelled: bool


class Videos(Section[Video]):
    """The section of videos: `accept` them, `dispatch` in fair turns, `begin`, `advance`, `finish`."""

    def __init__(self, engine: sa.Engine, post: Post, tallies: Tallies) -> None:
        super().__init__(engine, tables.VIDEOS, Video)
        self._post, self._tallies = post, tallies

    def accept(self, videos: Sequence[Video], waiting: int) -> None:
        """Store new jobs of one key, all or none.

        Raises `TooManyJobs` when the key would have more than `waiting` jobs waiting.
        """
        key_id = videos[0].key_id
        with locked(self.engine, key_id) as connection:
            query = sa.select(sa.func.count()).where(WAITING, _V.key_id == key_id)
            found = connection.execute(query).scalar_one()
            if found + len(videos) > waiting:
                raise TooManyJobs(f"{found} jobs are waiting already, of {waiting} that may; try again later.")
            for video in videos:
                self.insert(connection, video)

    def dispatch(self, running: int) -> Video | None:
        """The job whose turn it is, marked as dispatched; None when none may start."""
        with locked(self.engine, "dispatch") as connection:
            return self.dispatch_in(connection, running)

    def dispatch_in(self, connection: sa.Connection, running: int) -> Video | None:
        """`dispatch` inside the caller's transaction, which must be alone with it."""
        found = next_in_turn(connection, running)
        if found is None:
            return None
        connection.execute(self.table.update().where(_V.id == found["id"]).values(dispatched_at=time.time()))
        return tables.record(Video, found)

    def some_wait(self) -> bool:
        """Whether any job waits: asked often, and costs no lock."""
        with self.reading() as connection:
            return connection.execute(sa.select(_V.id).where(WAITING).limit(1)).scalar() is not None

    def undispatch(self, id: str) -> None:
        """Put a job that was dispatched but never begun back into the queue."""
        with self.engine.begin() as connection:
            lost = sa.and_(_V.id == id, _V.status == "queued", _V.attempt == 0)
            connection.execute(self.table.update().where(lost).values(dispatched_at=None))

    def abandon(self, video: Video) -> bool:
        """Fail a job that nobody paints any more, whichever execution had it."""
        begun = self.begin(video.id, "nobody")
        return begun is not None and self.fail(begun, "internal_error", "The server lost the job; ask for it again.")

    def begin(self, id: str, worker: str) -> Video | None:
        """A new execution begins: its video with its attempt; None when the job is over or gone."""
        alive = _V.status.in_(("queued", "in_progress"))
        values = {
            "status": "in_progress",
            "doing": "preparing",
            "attempt": _V.attempt + 1,
            "stalled": _V.stalled + 1,
            "worker": worker,
            "started_at": sa.func.coalesce(_V.started_at, now()),
            "dispatched_at": sa.func.coalesce(_V.dispatched_at, time.time()),
        }
        with self.engine.begin() as connection:
            told = self.table.update().where(_V.id == id, alive).values(values).returning(*self.table.c)
            found = connection.execute(told).mappings().first()
        return tables.record(Video, found) if found else None

    def advance(self, video: Video, **changes: Any) -> bool:
        """Write what the execution `video` came to; False when it is not the latest, or the job is over."""
        with self.engine.begin() as connection:
            return self._advance(connection, video, changes)

    def _advance(self, connection: sa.Connection, video: Video, changes: Mapping[str, Any]) -> bool:
        ours = sa.and_(_V.id == video.id, _V.attempt == video.attempt, _V.status == "in_progress")
        told = self.table.update().where(ours).values(tables.plain(changes))
        return connection.execute(told).rowcount > 0

    def complete(self, video: Video, bytes: int, keep: int) -> bool:
        """Mark it completed, count it and announce it, at once and once."""
        moment = now()
        changes = {"status": "completed", "progress": 100, "doing": "", "bytes": bytes}
        return self._finish(video, changes | {"completed_at": moment, "expires_at": moment + keep})

    def fail(self, video: Video, code: str, message: str) -> bool:
        """Mark it failed, count it and announce it, at once and once."""
        error = {"code": code, "message": message}
        return self._finish(video, {"status": "failed", "doing": "", "error": error, "completed_at": now()})

    def _finish(self, video: Video, changes: Mapping[str, Any]) -> bool:
        with self.engine.begin() as connection:
            if not self._advance(connection, video, changes):
                return False
            self._told(connection, video, changes)
        return True

    def _told(self, connection: sa.Connection, video: Video, changes: Mapping[str, Any]) -> None:
        status = changes["status"]
        why = changes["error"]["code"] if status == "failed" else "completed"
        self._tallies.add(connection, "jobs", why)
        if video.started_at is not None and status == "completed":
            took = changes["completed_at"] - video.started_at
            self._tallies.add(connection, "seconds", "sum", took)
            self._tallies.add(connection, "seconds", next((str(b) for b in BUCKETS if took <= b), "+Inf"))
        self._post.announce(connection, Event(key_id=video.key_id, type=f"video.{status}", video_id=video.id))

    def cancel(self, id: str, key_id: str | None) -> Video:
        """Ask a job to stop: one that waits has failed at once, one that runs will at its next step.

        A finished one stays as it is. Raises `NotFound`.
        """
        video = self.get(id, key_id)
        error = {"code": "cancelled", "message": "The job was cancelled."}
        over = {"status": "failed", "doing": "", "error": error, "completed_at": now(), "cancelled_at": now()}
        with self.engine.begin() as connection:
            if connection.execute(self.table.update().where(_V.id == id, WAITING).values(over)).rowcount:
                self._told(connection, video, over)
            else:
                asked = sa.and_(_V.id == id, UNDER_WAY, _V.cancelled_at.is_(None))
                connection.execute(self.table.update().where(asked).values(cancelled_at=now()))
        return self.get(id, key_id)

    def fates(self, ids: Sequence[str]) -> dict[str, Fate]:
        """What became of unfinished jobs; one that is over or gone is not among them."""
        query = sa.select(_V.id, _V.attempt, _V.cancelled_at).where(_V.id.in_(ids), _V.status == "in_progress")
        with self.reading() as connection:
            return {row.id: Fate(row.attempt, row.cancelled_at is not None) for row in connection.execute(query)}

    def under_way(self) -> tuple[Video, ...]:
        """Jobs that were dispatched and are not finished."""
        return tuple(self._rows(sa.select(self.table).where(UNDER_WAY)))

    def running(self) -> int:
        """How many those are."""
        with self.reading() as connection:
            return connection.execute(sa.select(sa.func.count()).where(UNDER_WAY)).scalar_one()

    def expired(self, moment: int) -> tuple[Video, ...]:
        """Finished videos whose time is over."""
        return tuple(self._rows(sa.select(self.table).where(_V.expires_at <= moment)))

    def failed(self, before: int) -> tuple[Video, ...]:
        """Videos that failed before that moment."""
        return tuple(self._rows(sa.select(self.table).where(_V.status == "failed", _V.completed_at < before)))

    def used(self) -> int:
        """Bytes of all published files."""
        with self.reading() as connection:
            return int(connection.execute(sa.select(sa.func.coalesce(sa.func.sum(_V.bytes), 0))).scalar_one())

    def oldest(self, most: int = 100) -> tuple[Video, ...]:
        """Completed videos, first the one that was completed first."""
        query = sa.select(self.table).where(_V.status == "completed", _V.bytes > 0).order_by(_V.completed_at, _V.number)
        return tuple(self._rows(query.limit(most)))

    def counts(self) -> dict[str, int]:
        """How many videos wait, run, are completed and failed."""
        kind = sa.case((UNDER_WAY, "running"), (WAITING, "waiting"), else_=_V.status)
        query = sa.select(kind.label("kind"), sa.func.count().label("number")).group_by(sa.text("kind"))
        with self.reading() as connection:
            return {row.kind: row.number for row in connection.execute(query)}

    def mean_seconds(self, among: int = 20) -> float | None:
        """How long the last completed jobs took, on average."""
        took = (_V.completed_at - _V.started_at).label("took")
        last = sa.select(took).where(_V.status == "completed").order_by(_V.number.desc()).limit(among).subquery()
        with self.reading() as connection:
            found = connection.execute(sa.select(sa.func.avg(last.c.took))).scalar()
        return None if found is None else float(found)
