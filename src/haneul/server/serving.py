"""The server as a process: the API here, its workers beside it, both told to stop by one signal.

The listening socket is opened before anything else starts, so that a port that is taken is told at once.
"""

from __future__ import annotations

import signal
import socket
import sys

import uvicorn

from haneul.errors import InvalidInput
from haneul.server import logs, traces
from haneul.server.app import create
from haneul.server.crew import Crew
from haneul.server.front import Front
from haneul.server.settings import Settings

_LEAVING = 10  # seconds for answers that are under way
_BACKLOG = 2048


def serve(front: Front, settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises `InvalidInput` for an address, database or storage that cannot be."""
    logs.configure()
    if settings.traces:
        traces.start(settings.traces)
    listener = _listen(front)
    app = create(settings, front)
    server = uvicorn.Server(uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=_LEAVING,
        proxy_headers=False, h11_max_incomplete_event_size=64 * 1024,
    ))  # fmt: skip
    for number in (signal.SIGTERM, signal.SIGINT):  # uvicorn has its own while it runs, and raises it again after
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    crew = Crew(settings, front.workers) if front.workers else None
    if crew:
        crew.start()
    try:
        _tell(front, listener, app.state.service.store.keys.count(None))
        server.run(sockets=[listener])
    finally:
        if crew:
            crew.stop()


def _listen(front: Front) -> socket.socket:
    host = front.host.strip("[]")
    try:
        family = socket.getaddrinfo(host, front.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, front.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        raise InvalidInput(
            f"Cannot listen at {front.host}:{front.port}: {(error.strerror or str(error)).lower()}; "
            "choose another --port."
        ) from error
    return listener


def _tell(front: Front, listener: socket.socket, keys: int) -> None:
    """Say where it listens and what a client needs."""
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    line = f"haneul: serving http://{shown}:{port}/v1; sora-2 is {front.model}"
    if not keys and not (front.is_loopback and front.keys == "auto"):
        line += "; nobody has a key yet: make one with `haneul keys create NAME`"
    print(line, file=sys.stderr, flush=True)
