"""The workflows of this worker, in DBOS: taking on new jobs, taking over those of the dead.

Each worker has a DBOS queue of its own, named after it, so that whose a workflow is can be read off its
row. A new job is dispatched and enqueued in one transaction. A job of a dead worker is resumed on the queue
of whoever adopts it: DBOS then refuses every further write of the old execution, should it still live.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from haneul.server.identity import gone
from haneul.server.painter import Painter
from haneul.server.settings import Settings
from haneul.server.store import Store
from haneul.server.store.database import locked
from haneul.server.workflow import QUEUE, VERSION, WORKFLOW, register

if TYPE_CHECKING:
    from dbos import WorkflowStatus

LOG = logging.getLogger("haneul.server")
_ADOPTING = 10.0  # seconds that one worker has the look-out for orphans to itself
_LOST = 10.0  # seconds after which a dispatched job without a workflow goes back
_POLL = 0.1


class Hands:
    """What one worker holds. One for each process, as DBOS is."""

    def __init__(self, store: Store, settings: Settings, name: str, painter: Painter) -> None:
        self._store, self._settings, self._name, self._painter = store, settings, name, painter
        self._queue = f"{QUEUE}-{name}"

    def open(self) -> None:
        """Launch DBOS in this process."""
        from dbos import DBOS, DBOSClient, DBOSConfig

        config: DBOSConfig = {
            "name": "haneul",
            "system_database_engine": self._store.engine,
            "executor_id": self._name,
            "application_version": VERSION,
            "use_listen_notify": False,
            "enable_otlp": False,
            "log_level": "ERROR",
        }
        DBOS(config=config)
        register(self._painter)
        DBOS.listen_queues([self._queue])
        with self._store.workers.waiting_for("launch", self._name):  # one makes DBOS's tables
            DBOS.launch()
        DBOS.register_queue(
            self._queue,
            worker_concurrency=self._settings.jobs,
            polling_interval_sec=_POLL,
            on_conflict="always_update",
        )
        self._client = DBOSClient(system_database_engine=self._store.engine, application_name="haneul")

    def close(self, seconds: int) -> None:
        """Stop DBOS, giving executions `seconds` to leave, and give the queue up."""
        from dbos import DBOS

        self._client.delete_queue(self._queue)
        DBOS.destroy(workflow_completion_timeout_sec=seconds)

    def fill(self) -> bool:
        """Take on a job if there is room for one; whether one was taken."""
        if len(self._held()) >= self._settings.jobs:
            return False
        return self._adopt() or self._dispatch()

    def _held(self) -> list[WorkflowStatus]:
        return self._unfinished(self._queue)

    def _unfinished(self, queue: str | None = None) -> list[WorkflowStatus]:
        return self._client.list_workflows(
            name=WORKFLOW, status=["ENQUEUED", "PENDING"], queue_name=queue, load_input=False, load_output=False
        )

    def _dispatch(self) -> bool:
        """Start the job whose turn it is."""
        if not self._store.videos.some_wait():
            return False
        with locked(self._store.engine, "dispatch") as connection:
            video = self._store.videos.dispatch_in(connection, self._settings.running)
            if video is None:
                return False
            self._client.enqueue_in_transaction(
                connection,
                {
                    "workflow_name": WORKFLOW,
                    "queue_name": self._queue,
                    "workflow_id": video.id,
                    "app_version": VERSION,
                },
                video.id,
            )
        return True

    def _adopt(self) -> bool:
        """Take over one job whose worker is not alive any more."""
        if not (orphans := self._orphans()):
            return False
        if not self._store.workers.alone("adopt", self._name, _ADOPTING):
            return False
        try:
            for orphan in self._orphans():
                self._client.resume_workflow(orphan.workflow_id, queue_name=self._queue)
                told = {"video_id": orphan.workflow_id, "of": orphan.executor_id, "orphans": len(orphans)}
                LOG.info("job adopted", extra=told)
                return True
        finally:
            self._store.workers.release("adopt", self._name)
        return False

    def _orphans(self) -> list[WorkflowStatus]:
        alive = {f"{QUEUE}-{row.id}" for row in self._store.workers.all()}
        return [one for one in self._unfinished() if one.queue_name not in alive]

    def bury(self) -> None:
        """Notice which workers are dead: silent for too long, or gone from this machine."""
        others = [str(row.id) for row in self._store.workers.all() if row.id != self._name]
        silent = self._store.workers.bury(self._settings.lease, [id for id in others if gone(id)], but=self._name)
        for name in silent:
            self._client.delete_queue(f"{QUEUE}-{name}")
            LOG.warning("worker lost", extra={"worker": name})

    def reconcile(self) -> None:
        """Put right what fits no longer: a dispatched job without a workflow, or one whose workflow is over."""
        old = [v for v in self._store.videos.under_way() if time.time() - (v.dispatched_at or 0) > _LOST]
        if not old:
            return
        found = self._client.list_workflows(
            workflow_ids=[video.id for video in old], load_input=False, load_output=False
        )
        states = {one.workflow_id: one.status for one in found}
        for video in old:
            state = states.get(video.id)
            if state is None and video.attempt == 0:
                self._store.videos.undispatch(video.id)
            elif state not in ("ENQUEUED", "PENDING"):
                current = self._store.videos.find(video.id, None)  # it may just have finished
                if current is not None and not current.finished:
                    self._store.videos.abandon(current)

    def forget(self, seconds: float) -> None:
        """Delete the workflows of jobs that were over `seconds` ago: their videos say what they came to."""
        from datetime import UTC, datetime, timedelta

        before = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()
        done = self._client.list_workflows(
            name=WORKFLOW, status=["SUCCESS", "ERROR", "CANCELLED"], completed_before=before,
            load_input=False, load_output=False, limit=1000,
        )  # fmt: skip
        if done:
            self._client.delete_workflows([one.workflow_id for one in done])
