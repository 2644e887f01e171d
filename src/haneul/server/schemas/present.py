"""Records as clients see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from haneul.server.records import Owned, Video
from haneul.server.store import Page

Record = TypeVar("Record", bound=Owned)


def video(record: Video, estimate: float | None = None, variants: Sequence[Video] = ()) -> dict[str, Any]:
    """The record as a VideoObject; `variants` are all videos of the request that made it."""
    return {
        "id": record.id,
        "object": "video",
        "created_at": record.created_at,
        "completed_at": record.completed_at if record.status == "completed" else None,
        "expires_at": record.expires_at,
        "model": record.model,
        "status": record.status,
        "progress": record.progress,
        "prompt": record.prompt,
        "remixed_from_video_id": record.remixed_from_video_id,
        "seconds": record.seconds,
        "size": record.size,
        "error": dict(record.error) if record.error else None,
        "seed": record.seed,
        "fps": record.fps,
        "operation": record.operation,
        "notes": list(record.notes),
        "variants": [one.id for one in variants] or None,
        "shot": dict(record.shot) if record.shot else None,
        "estimated_seconds": None if estimate is None else round(estimate, 1),
    }


def listed(page: Page[Record], show: Callable[[Record], dict[str, Any]]) -> dict[str, Any]:
    """A page with the ids that clients page by."""
    data = [show(record) for record in page.items]
    first, last = (data[0]["id"], data[-1]["id"]) if data else (None, None)
    return {"object": "list", "data": data, "first_id": first, "last_id": last, "has_more": page.has_more}
