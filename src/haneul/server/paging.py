"""How lists are asked for: after, limit, order. A cursor that does not exist is a fault of `after`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query

from haneul.errors import NotFound
from haneul.server.faults import Fault
from haneul.server.store import Page, Section

After = Annotated[str | None, Query(max_length=200, description="The id that the last page ended with.")]
Limit = Annotated[int, Query(ge=0, le=100, description="How many to give.")]
Order = Annotated[Literal["asc", "desc"], Query(description="By time of creation.")]


def page(
    section: Section[Any], key_id: str, after: str | None, limit: int, order: Literal["asc", "desc"], **equal: Any
) -> Page[Any]:
    """A page of the caller's records. Raises `Fault` for an unknown `after`."""
    try:
        return section.list(key_id, after or None, limit, order, **equal)
    except NotFound as error:
        raise Fault(404, str(error), param="after") from error
