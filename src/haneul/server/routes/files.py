"""Files: uploaded once, used by their ids in requests and batches."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import Depends, Query, Request, Response

from haneul.errors import NotFound
from haneul.server import paging
from haneul.server.authentication import Auth, Caller
from haneul.server.body import reads
from haneul.server.desk import Desk, Service
from haneul.server.faults import Fault
from haneul.server.records import File, new_id, now
from haneul.server.routes.content import send
from haneul.server.schemas import present
from haneul.server.schemas.things import CreateFile

_MONTH = 30 * 86_400
_OF_BATCHES = ("batch", "batch_output")
Limit = Annotated[int, Query(ge=1, le=10_000, description="How many to give.")]
Purpose = Annotated[str | None, Query(max_length=40, description="Only files of this purpose.")]


def create(desk: Desk, caller: Auth, body: Annotated[CreateFile, Depends(reads(CreateFile, "form"))]) -> dict[str, Any]:
    """Upload a file. Those of batches go after 30 days, others when they are deleted, unless you say when."""
    desk.jobs.check_space()
    id, expires = new_id("file-"), None
    if body.expires_after or body.purpose == "batch":
        expires = now() + (body.expires_after.seconds if body.expires_after else _MONTH)
    name = f"files/{id}"
    size = desk.storage.put(name, body.file.path)
    filename = body.file.filename.replace("\0", "")[:255] or "upload"
    file = File(
        id=id, key_id=caller.id, filename=filename, purpose=body.purpose, bytes=size, name=name, expires_at=expires
    )
    return show(desk.store.files.create(file))


def retrieve(desk: Desk, caller: Auth, file_id: str) -> dict[str, Any]:
    """A file of yours, without its bytes."""
    return show(find(desk, caller, file_id))


def listing(
    desk: Desk,
    caller: Auth,
    after: paging.After = None,
    limit: Limit = 10_000,
    order: Annotated[Literal["asc", "desc"], Query()] = "desc",
    purpose: Purpose = None,
) -> dict[str, Any]:
    """Your files, newest first unless `order` is asc."""
    equal = {} if purpose is None else {"purpose": purpose}
    return present.listed(paging.page(desk.store.files, caller.id, after, limit, order, **equal), show)


def content(request: Request, desk: Desk, caller: Auth, file_id: str) -> Response:
    """The bytes of a file. Takes Range and If-None-Match."""
    file = find(desk, caller, file_id)
    disposition = f"attachment; filename*=UTF-8''{quote(file.filename, safe='', errors='replace')}"
    try:
        return send(request, desk, file.name, "application/octet-stream", disposition)
    except NotFound as error:
        raise Fault(404, f"The content of {file_id} is gone.", param="file_id", code="expired") from error


def delete(desk: Desk, caller: Auth, file_id: str) -> dict[str, Any]:
    """Delete a file. Jobs that were made from it go on: they have copies."""
    file = find(desk, caller, file_id)
    desk.store.files.delete(file.id, caller.id)
    desk.storage.delete(file.name)
    return {"id": file.id, "deleted": True, "object": "file"}


def show(file: File) -> dict[str, Any]:
    told = {key: getattr(file, key) for key in ("id", "bytes", "created_at", "expires_at", "filename", "purpose")}
    return told | {"object": "file", "status": "processed"}


def find(desk: Service, caller: Caller, file_id: str, param: str = "file_id") -> File:
    """The caller's file; `Fault` 404 where there is none or it has expired."""
    try:
        file = desk.store.files.get(file_id, caller.id)
    except NotFound as error:
        raise Fault(404, str(error), param=param) from error
    if file.expires_at is not None and file.expires_at <= now():
        raise Fault(404, f"The file {file_id} has expired; upload it again.", param=param, code="expired")
    return file
