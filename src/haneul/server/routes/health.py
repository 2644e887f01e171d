"""For those who run the service: does it live, can it work, and its figures for Prometheus."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from haneul.server import metrics
from haneul.server.authentication import Auth, require
from haneul.server.desk import Desk


def healthz() -> dict[str, Any]:
    """The process answers."""
    return {"status": "ok"}


def readyz(desk: Desk, response: Response) -> dict[str, Any]:
    """The database answers and the storage takes files; 503 otherwise. Says how many workers live."""
    database = desk.store.reachable()
    storage = desk.storage.writable()
    ready = database and storage
    response.status_code = 200 if ready else 503
    workers = desk.store.workers.alive(desk.settings.lease) if database else 0
    return {"status": "ready" if ready else "not_ready", "database": database, "storage": storage, "workers": workers}


def figures(desk: Desk, caller: Auth) -> Response:
    """Prometheus metrics; where keys are on, for one with the scope admin."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    require(caller.key, "admin")
    registry = metrics.registry(desk.store, desk.storage, desk.settings)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
