"""A video's progress as it happens: server-sent events, with the picture that is being made.

event: video.progress    data: the video
event: video.preview     data: {"video_id", "image": a JPEG as data URL}
event: video.completed   data: the video; or video.failed. Then the stream ends.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from haneul.server.authentication import Auth
from haneul.server.desk import Desk, Service
from haneul.server.records import Video
from haneul.server.routes.videos import find
from haneul.server.schemas import present

_LOOK, _ALIVE = 0.5, 15.0  # seconds between looks; without news a comment keeps the connection open


async def events(desk: Desk, caller: Auth, video_id: str) -> StreamingResponse:
    """Progress and preview pictures until the video is completed or failed (text/event-stream)."""
    video = await run_in_threadpool(find, desk, caller, video_id)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_stream(desk, video), headers=headers, media_type="text/event-stream")


async def _stream(desk: Service, video: Video) -> AsyncIterator[str]:
    told: Any = None
    previewed, spoke = None, time.monotonic()
    while True:
        state = (video.status, video.progress, video.doing)
        if video.previewed_at != previewed and not video.finished:
            previewed = video.previewed_at
            if picture := await run_in_threadpool(desk.jobs.preview, video.id):
                url = "data:image/jpeg;base64," + base64.b64encode(picture).decode()
                yield _event("video.preview", {"video_id": video.id, "image": url})
        if state != told:
            told, spoke = state, time.monotonic()
            kind = video.status if video.finished else "progress"
            yield _event(f"video.{kind}", present.video(video) | {"doing": video.doing})
        if video.finished:
            return
        if time.monotonic() - spoke > _ALIVE:
            spoke = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(_LOOK)
        fresh = await run_in_threadpool(desk.store.videos.find, video.id, video.key_id)
        if fresh is None:
            yield _event("video.deleted", {"id": video.id})
            return
        video = fresh


def _event(kind: str, data: dict[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"
