"""The bytes of a video: the clip itself, a thumbnail, a sheet of frames; whole or in ranges."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse

from haneul.errors import NotFound
from haneul.server import ranges
from haneul.server.authentication import Auth
from haneul.server.desk import Desk, Service
from haneul.server.faults import Fault, invalid
from haneul.server.jobs import CONTENT, content_name
from haneul.server.records import now
from haneul.server.routes.videos import find

TYPES = {"video": "video/mp4", "thumbnail": "image/webp", "spritesheet": "image/jpeg"}
Variant = Annotated[Literal["video", "thumbnail", "spritesheet"], Query(description="Which file of the video.")]


def content(request: Request, desk: Desk, caller: Auth, video_id: str, variant: Variant = "video") -> Response:
    """The MP4, its thumbnail (WebP) or its spritesheet (JPEG). Takes Range and If-None-Match."""
    video = find(desk, caller, video_id)
    if video.status != "completed":
        text = f"{video_id} is {video.status}, not completed; its content is there when it is."
        raise invalid("video_id", text, "video_not_ready")
    if not video.bytes or (video.expires_at is not None and video.expires_at <= now()):
        raise Fault(404, f"The content of {video_id} has expired.", param="video_id", code="expired")
    filename = f"{video.id}.{CONTENT[variant].rpartition('.')[2]}"
    try:
        return send(request, desk, content_name(video.id, variant), TYPES[variant], f'inline; filename="{filename}"')
    except NotFound as error:
        raise Fault(404, f"The content of {video_id} is gone.", param="video_id", code="expired") from error


def send(request: Request, desk: Service, name: str, media_type: str, disposition: str) -> Response:
    """The file `name` of the storage; it never changes, so its name is its tag. Raises `NotFound`."""
    size, tag = desk.storage.size(name), f'"{name.replace("/", "-")}"'
    headers = {"accept-ranges": "bytes", "etag": tag, "content-disposition": disposition, "cache-control": "private"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    wanted = request.headers.get("range") if request.headers.get("if-range", tag) == tag else None
    part = ranges.span(wanted, size)
    start, stop = part or (0, size)
    if part:
        headers["content-range"] = f"bytes {start}-{stop - 1}/{size}"
    headers["content-length"] = str(stop - start)
    status = 206 if part else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=media_type)
    return StreamingResponse(desk.storage.stream(name, start, stop), status, headers, media_type)
