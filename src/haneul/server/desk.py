"""What handlers work with: the store, the storage, the queue, and what the operator decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from haneul.server.front import Front
from haneul.server.jobs import Jobs
from haneul.server.settings import Settings
from haneul.server.storage import Storage
from haneul.server.store import Store


@dataclass(frozen=True, eq=False)
class Service:
    """One of each, shared by all requests of a process."""

    store: Store
    storage: Storage
    jobs: Jobs
    settings: Settings
    front: Front

    @classmethod
    def open(cls, settings: Settings, front: Front) -> Service:
        """The service of `settings`. Raises `InvalidInput` for a database or storage that cannot be."""
        store, storage = Store.open(settings), Storage(settings.storage)
        return cls(store, storage, Jobs(store, storage, settings), settings, front)


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Desk = Annotated[Service, Depends(_service)]
