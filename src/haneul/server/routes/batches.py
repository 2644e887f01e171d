"""Batches: many create requests in one file."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query

from haneul.errors import NotFound
from haneul.server import batches, paging
from haneul.server.authentication import Auth, Caller
from haneul.server.batches import show
from haneul.server.body import reads
from haneul.server.desk import Desk, Service
from haneul.server.faults import Fault, invalid
from haneul.server.records import Batch, new_id, now
from haneul.server.routes import files
from haneul.server.schemas import present
from haneul.server.schemas.things import CreateBatch

_DAY = 86_400


def create(
    desk: Desk, caller: Auth, body: Annotated[CreateBatch, Depends(reads(CreateBatch, "json"))]
) -> dict[str, Any]:
    """Queue every request of a JSONL file. A file that cannot be read makes a batch that has failed."""
    file = files.find(desk, caller, body.input_file_id, "input_file_id")
    if file.bytes > batches.MOST_BYTES:
        raise invalid("input_file_id", f"The file has {file.bytes:,} bytes; {batches.MOST_BYTES:,} are the most.")
    desk.jobs.check_space()
    raw = desk.storage.read(file.name)
    lines, wrong = batches.read_lines(raw)
    moment = now()
    about: dict[str, Any] = {"status": "in_progress", "in_progress_at": moment, "expires_at": moment + _DAY}
    if wrong:
        about = {"status": "failed", "failed_at": moment, "errors": tuple(wrong[:100])}
    batch = Batch(
        id=new_id("batch_"), key_id=caller.id, input_file_id=file.id, total=len(lines) + len(wrong),
        metadata=body.metadata or {}, created_at=moment, **about,
    )  # fmt: skip
    if not wrong:
        desk.storage.write(batches.copy_name(batch), raw)
    return show(desk.store.batches.create(batch))


def retrieve(desk: Desk, caller: Auth, batch_id: str) -> dict[str, Any]:
    """A batch of yours and how far it is."""
    return show(_find(desk, caller, batch_id))


def listing(
    desk: Desk, caller: Auth, after: paging.After = None, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> dict[str, Any]:
    """Your batches, newest first."""
    return present.listed(paging.page(desk.store.batches, caller.id, after, limit, "desc"), show)


def cancel(desk: Desk, caller: Auth, batch_id: str) -> dict[str, Any]:
    """Stop a batch: what is done stays, what runs stops at its next sampling step."""
    batch = _find(desk, caller, batch_id)
    if batch.status not in batches.UNDER_WAY:
        raise invalid("batch_id", f"{batch_id} is {batch.status} already.", "batch_finished")
    return show(desk.store.batches.update(batch.id, caller.id, status="cancelling"))


def _find(desk: Service, caller: Caller, batch_id: str) -> Batch:
    try:
        return desk.store.batches.get(batch_id, caller.id)
    except NotFound as error:
        raise Fault(404, str(error), param="batch_id") from error
