"""`haneul worker`: paints the jobs of a server, on this machine or any other."""

from __future__ import annotations

from cyclopts import App

from haneul.flags import command
from haneul.server.settings import Settings


def add(app: App) -> None:
    app.command(command("worker", _HELP, (Settings,), _work), name="worker")


_HELP = """Take jobs from the queue of `haneul serve` and paint them, until told to stop.

Give it the database and the storage of the server; any number of workers may run, on any machines. One
that is stopped hands its jobs back, and one that dies is noticed: others go on where it was.
"""


def _work(settings: Settings) -> None:
    from haneul.server import running

    running.work(settings)
