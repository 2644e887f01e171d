"""The workers that `haneul serve` starts: processes of their own, started again when they die.

A worker that paints on a GPU may take its process down with it; the server goes on answering.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import fields

from haneul.fields import record
from haneul.server.loop import Loop
from haneul.server.running import PARENT
from haneul.server.settings import Settings

LOG = logging.getLogger("haneul.server")
_LEAVING = 45.0  # seconds until a worker that was told to stop is killed
_QUICK = 10.0  # a worker that lived for less is started again with growing pauses
_LONGEST = 30.0


class Crew:
    """`count` workers on this machine."""

    def __init__(self, settings: Settings, count: int = 1) -> None:
        self._settings, self._count = settings, count
        self._workers: list[_Place] = [_Place(settings) for _ in range(count)]
        self._loop = Loop("crew", 0.2, self._look)

    def start(self) -> None:
        for place in self._workers:
            place.start()
        self._loop.start()

    def stop(self) -> None:
        """Tell all to hand their jobs back, and wait for them."""
        self._loop.stop()
        for place in self._workers:
            place.tell(signal.SIGTERM)
        until = time.monotonic() + _LEAVING
        for place in self._workers:
            place.wait(max(0.0, until - time.monotonic()))

    @property
    def pids(self) -> list[int]:
        return [place.process.pid for place in self._workers if place.process is not None]

    def _look(self) -> None:
        for place in self._workers:
            place.look()


class _Place:
    """One worker, and the one that follows it."""

    def __init__(self, settings: Settings) -> None:
        self._command, self._environment = command(settings)
        self.process: subprocess.Popen[bytes] | None = None
        self._started, self._pause, self._due = 0.0, 0.0, 0.0
        self._lock = threading.Lock()

    def start(self) -> None:
        with self._lock:
            self.process = subprocess.Popen(self._command, env=self._environment, stdin=subprocess.DEVNULL)
            self._started = time.monotonic()

    def look(self) -> None:
        """Start the worker again if it is no more."""
        if self.process is not None and self.process.poll() is not None:
            quick = time.monotonic() - self._started < _QUICK
            LOG.warning("worker ended", extra={"pid": self.process.pid, "status": self.process.returncode})
            self._pause = min(_LONGEST, self._pause * 2 or 0.5) if quick else 0.0
            self.process, self._due = None, time.monotonic() + self._pause
        if self.process is None and time.monotonic() >= self._due:
            self.start()

    def tell(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def command(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """The command line of a worker with these settings, and its environment.

    The place goes by the environment, for others on the machine can read command lines and it may hold a
    password. `metrics_port` stays with the server.
    """
    values, flags = record(settings), []
    for name in (field.name for field in fields(Settings)):
        value, flag = values[name], "--" + name.replace("_", "-")
        if name in ("database", "storage", "metrics_port") or value is None or value is False or value == "":
            continue
        flags += [flag] if value is True else [flag, str(value)]
    place = {"HANEUL_DATABASE": settings.database, "HANEUL_STORAGE": settings.storage}
    return [sys.executable, "-m", "haneul", "worker", *flags], os.environ | place | {PARENT: str(os.getpid())}
