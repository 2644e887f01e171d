"""Something done again and again in a thread of its own, that a fault does not end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

LOG = logging.getLogger("haneul.server")
_LONGEST = 15.0


class Loop:
    """Calls `do` every `seconds`, at once again when it returns True; a fault is logged and tried again later."""

    def __init__(self, name: str, seconds: float, do: Callable[[], object]) -> None:
        self._name, self._seconds, self._do = name, seconds, do
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"haneul-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self._stopped.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(10)

    def _run(self) -> None:
        pause = self._seconds
        while not self._stopped.is_set():
            try:
                pause = 0.0 if self._do() is True else self._seconds
            except Exception as error:  # a database or storage that is away comes back
                pause = min(max(1.0, pause * 2), _LONGEST)
                LOG.warning("%s failed, tried again in %.0f s: %s", self._name, pause, error)
            self._stopped.wait(pause)
