"""`haneul serve`: OpenAI's Videos API on this machine, and the workers behind it."""

from __future__ import annotations

from cyclopts import App

from haneul.extras import needs
from haneul.flags import command

_HELP = """Serve OpenAI's Videos API, and more, at http://HOST:PORT/v1.

A client needs nothing but its base address changed. Jobs are kept: whatever is stopped or killed goes on
when it is started again. On loopback no keys are needed until the first is made with haneul keys create.
"""


def add(app: App) -> None:
    from haneul.server.front import Front
    from haneul.server.settings import Settings

    app.command(command("serve", _HELP, (Front, Settings), _serve), name="serve")


def _serve(front: object, settings: object) -> None:
    with needs("server", "The server"):
        from haneul.server.serving import serve
    serve(front, settings)  # type: ignore[arg-type]
