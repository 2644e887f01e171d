"""Videos: create, look at, list, delete, cancel."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from haneul.engines import registry
from haneul.errors import InvalidInput, NotFound
from haneul.server import orders, paging, plan, retention
from haneul.server.authentication import Auth, Caller
from haneul.server.body import folder, reads
from haneul.server.desk import Desk, Service
from haneul.server.faults import Fault, invalid
from haneul.server.materials import Materials
from haneul.server.orders import Order
from haneul.server.records import Video
from haneul.server.schemas import present
from haneul.server.schemas.video import CreateVideo

Folder = Annotated[Path, Depends(folder)]
_POLL = (250, 2000)  # milliseconds; the official client keeps the first that it is told


def create(
    request: Request, desk: Desk, caller: Auth, place: Folder, body: Annotated[CreateVideo, Depends(reads(CreateVideo))]
) -> dict[str, Any]:
    """Make a video from a prompt, and from pictures or clips next to it."""
    materials = Materials(desk, caller, place)
    return accept(created(body, materials, desk), materials, request, desk, caller)


def created(body: CreateVideo, materials: Materials, desk: Service) -> Order:
    """The order of a create request, for the engine that it names."""
    try:
        engine = registry.engine(desk.front.engine(body.model or orders.DEFAULT_MODEL))
    except InvalidInput as error:
        raise invalid("model", str(error), "model_not_found") from error
    return orders.creation(body, materials, desk.front.default_size, engine.abilities.fps)


def accept(order: Order, materials: Materials, request: Request, desk: Service, caller: Caller) -> dict[str, Any]:
    """Put the order into the queue; the first of its videos, which tells the others' ids."""
    videos = plan.place(order, materials, desk, caller, request.state.request_id)
    return present.video(videos[0], desk.jobs.estimate(videos[0]), videos)


def retrieve(response: Response, desk: Desk, caller: Auth, video_id: str) -> dict[str, Any]:
    """A video and how far it is. The header openai-poll-after-ms says when to ask again."""
    video = find(desk, caller, video_id)
    if video.finished:
        return present.video(video)
    estimate = desk.jobs.estimate(video)
    response.headers["openai-poll-after-ms"] = str(poll_after(estimate))
    return present.video(video, estimate)


def poll_after(estimate: float | None) -> int:
    """Milliseconds until it is worth asking again: about a tenth of the time that is left."""
    return int(min(max(100 * (estimate or 0.0), _POLL[0]), _POLL[1]))


def listing(
    desk: Desk, caller: Auth, after: paging.After = None, limit: paging.Limit = 20, order: paging.Order = "desc"
) -> dict[str, Any]:
    """Your videos, newest first unless `order` is asc."""
    return present.listed(paging.page(desk.store.videos, caller.id, after, limit, order), present.video)


def delete(desk: Desk, caller: Auth, video_id: str) -> dict[str, Any]:
    """Delete a completed or failed video and its files. What was made from it stays."""
    video = find(desk, caller, video_id)
    if not retention.delete(desk.store, desk.storage, video.id, caller.id):
        text = f"{video_id} is {video.status}; cancel it first, or wait until it is completed or failed."
        raise invalid("video_id", text, "video_not_finished")
    return {"id": video.id, "deleted": True, "object": "video.deleted"}


def cancel(desk: Desk, caller: Auth, video_id: str) -> dict[str, Any]:
    """Stop a video that waits or is being made: at its next sampling step. A finished one stays as it is."""
    return present.video(desk.jobs.cancel(find(desk, caller, video_id).id, caller.id))


def find(desk: Service, caller: Caller, video_id: str) -> Video:
    """The caller's video; `Fault` 404."""
    try:
        return desk.store.videos.get(video_id, caller.id)
    except NotFound as error:
        raise Fault(404, str(error), param="video_id") from error
