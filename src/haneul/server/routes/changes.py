"""New videos from old ones: remix, edits, extensions, and every other operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request

from haneul.server import orders
from haneul.server.authentication import Auth
from haneul.server.body import reads
from haneul.server.desk import Desk
from haneul.server.materials import Materials
from haneul.server.routes.videos import Folder, accept
from haneul.server.schemas import base
from haneul.server.schemas.source import Place
from haneul.server.schemas.video import EditVideo, ExtendVideo, RemixVideo


def remix(
    request: Request,
    desk: Desk,
    caller: Auth,
    place: Folder,
    video_id: str,
    body: Annotated[RemixVideo, Depends(reads(RemixVideo))],
) -> dict[str, Any]:
    """Make a completed video anew with another prompt; `strength` says how far it may go."""
    materials = Materials(desk, caller, place)
    source = materials.video(video_id, "video_id")
    clip = materials.take(Place(id=source.id), "video")
    return accept(orders.remix(body, clip, source.id), materials, request, desk, caller)


def edit(
    request: Request, desk: Desk, caller: Auth, place: Folder, body: Annotated[EditVideo, Depends(reads(EditVideo))]
) -> dict[str, Any]:
    """Change a video as the prompt says: one of yours by id, or one that is uploaded."""
    materials = Materials(desk, caller, place)
    clip = materials.take(body.video, "video")
    return accept(orders.edit(body, clip, materials), materials, request, desk, caller)


def extend(
    request: Request, desk: Desk, caller: Auth, place: Folder, body: Annotated[ExtendVideo, Depends(reads(ExtendVideo))]
) -> dict[str, Any]:
    """Let a video go on. `seconds` of the answer is the whole length."""
    materials = Materials(desk, caller, place)
    return accept(orders.extension(body, materials.take(body.video, "video")), materials, request, desk, caller)


def operation(name: str, model: type[base.Request]) -> Callable[..., dict[str, Any]]:
    """The handler of the operation `name`, whose body is `model`."""

    def run(
        request: Request,
        desk: Desk,
        caller: Auth,
        place: Folder,
        body: base.Request = Depends(reads(model)),  # noqa: B008
    ) -> dict[str, Any]:
        materials = Materials(desk, caller, place)
        return accept(orders.operation(name, body, materials), materials, request, desk, caller)

    run.__name__, run.__doc__ = f"operation_{name}", model.__doc__
    return run
