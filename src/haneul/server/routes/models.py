"""Models: the names that clients may ask for, which the operator chose."""

from __future__ import annotations

from typing import Any

from haneul.errors import UnknownName
from haneul.server.authentication import Auth
from haneul.server.desk import Desk
from haneul.server.faults import Fault

_BORN = 1_780_000_000  # models need a time of creation; this server's are as old as its first release


def listing(desk: Desk, caller: Auth) -> dict[str, Any]:
    """The models that may be asked for."""
    return {"object": "list", "data": [show(name) for name in desk.front.models]}


def retrieve(desk: Desk, caller: Auth, model: str) -> dict[str, Any]:
    """One model."""
    try:
        desk.front.engine(model)
    except UnknownName as error:
        raise Fault(404, str(error), param="model", code="model_not_found") from error
    return show(model)


def show(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": _BORN, "owned_by": "haneul"}
