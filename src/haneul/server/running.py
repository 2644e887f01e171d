"""A worker as a process: signals, the parent that may vanish, the exit status."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading

from haneul.extras import needs
from haneul.server.settings import Settings

_TAKEN_FOR_DEAD = 75  # EX_TEMPFAIL: to be started again
PARENT = "HANEUL_PARENT"  # the process id without which this worker shall not live on


def work(settings: Settings) -> None:
    """Be a worker until SIGTERM, Ctrl-C or the end of the server that started it."""
    with needs("server", "The server"):
        from haneul.server import logs, metrics, traces
        from haneul.server.worker import Worker
    logs.configure()
    if settings.traces:
        traces.start(settings.traces)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker = Worker(settings)
    worker.start()
    if settings.metrics_port is not None:
        metrics.serve(settings)
    parent = os.environ.get(PARENT)
    while not (stop.wait(0.5) or worker.lost.is_set() or (parent and os.getppid() != int(parent))):
        pass
    left = worker.stop()
    if worker.lost.is_set() or not left:
        logging.shutdown()
        sys.stderr.flush()
        os._exit(_TAKEN_FOR_DEAD if worker.lost.is_set() else 0)  # a thread that cannot be stopped would hold us
