"""A worker: one process that takes jobs from the queue and paints them, until it is told to stop.

Beside the painting threads of DBOS it keeps four loops: `pulse` says that it lives and carries progress
and orders; `fill` takes on jobs; `tend` looks after dead workers, lost jobs and old files; `post` delivers
webhooks. Told to stop, it leaves its jobs at their next sampling step, and others go on with them at once.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time

from haneul.server.delivery import Courier
from haneul.server.hands import Hands
from haneul.server.identity import new_identity, own_folder
from haneul.server.loop import Loop
from haneul.server.painter import Painter
from haneul.server.retention import Retention
from haneul.server.settings import Settings
from haneul.server.storage import Storage
from haneul.server.store import Store

LOG = logging.getLogger("haneul.server")
PULSE, FILL, TEND, POST = 0.5, 0.25, 1.0, 0.5  # seconds between two rounds
_HOUSE = 60.0  # between two rounds of retention, of all workers together
_LEAVING = 30  # a sampling step may take so long


class Worker:
    """Opens its own store; `start`, then `stop`. `lost` is set when others took it for dead."""

    def __init__(self, settings: Settings) -> None:
        self.name = new_identity()
        self.lost = threading.Event()
        self._settings = settings
        self._store, self._storage = Store.open(settings), Storage(settings.storage)
        self._folder = own_folder(self.name)
        self._painter = Painter(self._store, self._storage, settings, self.name, self._folder)
        self._hands = Hands(self._store, settings, self.name, self._painter)
        self._retention = Retention(self._store, self._storage, settings)
        self._courier = Courier(self._store, settings)
        self._steps, self._speed, self._beaten = 0, 0.0, 0.0
        self._housed = 0.0
        self._loops = [
            Loop("pulse", PULSE, self._pulse),
            Loop("fill", FILL, self._hands.fill),
            Loop("tend", TEND, self._tend),
            Loop("post", POST, self._courier.deliver),
        ]

    def start(self) -> None:
        self._store.workers.enter(self.name, self._settings.jobs)
        self._hands.open()
        for loop in self._loops:
            loop.start()
        LOG.info("worker started", extra={"worker": self.name, "jobs": self._settings.jobs})

    def stop(self) -> bool:
        """Hand the jobs back and go; False when one could not be left in time and holds a thread still."""
        pulse, *others = self._loops
        self._painter.closing = True
        for work in list(self._painter.running.values()):
            work.watch.leave()
        for loop in others:
            loop.stop()
        self._hands.close(_LEAVING if self._painter.running else 0)
        pulse.stop()
        self._courier.close()
        left = not self._painter.running
        self._store.workers.leave(self.name)
        self._store.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        LOG.info("worker stopped", extra={"worker": self.name})
        return left

    def _pulse(self) -> None:
        running = dict(self._painter.running)
        fates = self._store.videos.fates(list(running)) if running else {}
        for id, work in running.items():
            fate = fates.get(id)
            if fate is None or fate.attempt != work.video.attempt:
                work.watch.leave()  # another execution has the job, or it is over
                continue
            if fate.cancelled:
                work.watch.cancel()
            percent = min(99, int(100 * work.watch.share))
            self._store.videos.advance(
                work.video, progress=percent, doing=work.watch.doing, previewed_at=work.watch.previewed_at
            )
        self._beat()

    def _beat(self) -> None:
        """Say that this worker lives, and how fast it is."""
        moment = time.monotonic()
        if moment - self._beaten < min(2.0, self._settings.lease / 5):
            return
        steps = self._painter.steps()
        fresh, self._steps = steps - self._steps, steps
        self._speed = fresh / (moment - self._beaten) if self._beaten else 0.0
        self._beaten = moment
        if fresh:
            self._store.tallies.count("steps", "", fresh)
        if not self._store.workers.beat(self.name, self._steps, self._speed):
            LOG.error("taken for dead, after a long silence", extra={"worker": self.name})
            self.lost.set()

    def _tend(self) -> None:
        self._hands.bury()
        self._hands.reconcile()
        if time.monotonic() - self._housed > _HOUSE and self._store.workers.alone("house", self.name, _HOUSE):
            self._housed = time.monotonic()
            self._retention.keep_house()
            self._hands.forget(86_400)
