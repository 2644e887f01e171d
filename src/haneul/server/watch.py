"""What passes between a painting thread and the rest of its worker: progress one way, orders the other.

The painting thread touches no database: it leaves its progress here and looks for a reason to stop, at
every sampling step. The worker's pulse carries both.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from haneul.canvas import Frames
from haneul.engines.base import Preview

_PREVIEW = 2.0  # seconds between two previews


class Left(BaseException):
    """This execution is not to go on: it was handed back, or another one took its place.

    No `Exception`, so that nothing on the way records it as the job's failure: the job goes on elsewhere.
    """


class Cancelled(Exception):
    """The user asked the job to stop."""


@dataclass(eq=False)
class Watch:
    """One execution, as its worker sees it."""

    share: float = 0.0  # of the whole job
    doing: str = "preparing"
    previewed_at: float | None = None
    steps: int = 0
    _stop: type[BaseException] | None = None
    _drawn: float = 0.0
    _changed: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        self._order(Cancelled)

    def leave(self) -> None:
        self._order(Left)

    def _order(self, reason: type[BaseException]) -> None:
        if self._stop is not Left:  # a job handed back keeps its cancellation for who goes on
            self._stop = reason
        self._changed.set()

    def check(self) -> None:
        """Raise `Cancelled` or `Left` when the execution shall stop."""
        if self._stop is not None:
            raise self._stop

    def rest(self, seconds: float) -> None:
        """Wait, but no longer than until there is a reason to stop, which is then raised."""
        self._changed.wait(seconds)
        self.check()

    def at(self, share: float, doing: str) -> None:
        """Progress of the whole job, and one more step done."""
        self.check()
        self.share, self.doing, self.steps = max(self.share, share), doing, self.steps + 1

    def picture(self, preview: Preview | None) -> Frames | None:
        """The frames of `preview`, if it is time for another picture."""
        if preview is None or time.monotonic() - self._drawn < _PREVIEW:
            return None
        self._drawn = time.monotonic()
        return preview()
