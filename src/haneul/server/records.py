"""What the service remembers, as plain frozen values. Times are whole seconds since 1970.

Every record belongs to a key, and is found only by it. The store makes its tables from these classes:
a new field is one line here.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["queued", "in_progress", "completed", "failed"]
LOCAL_KEY = "key_local"  # whose records are when keys are off


def new_id(prefix: str) -> str:
    """`prefix` and 160 random bits: cannot be guessed."""
    return prefix + secrets.token_hex(20)


def now() -> int:
    return int(time.time())


@dataclass(frozen=True, kw_only=True)
class Owned:
    """What all records share."""

    id: str
    key_id: str
    created_at: int = field(default_factory=now)


@dataclass(frozen=True, kw_only=True)
class Video(Owned):
    """One clip, and the job that makes it.

    `parameters` are those of the operation, as `fields.record` gives them, with the storage names of
    `inputs` where it takes files: a worker fetches them and puts local paths in their place. An operation
    that makes several clips is as many videos that differ in `take`.
    """

    id: str = field(default_factory=lambda: new_id("video_"))
    status: Status = "queued"
    progress: int = 0  # percent
    doing: str = "waiting"  # what the worker is at, for people
    started_at: int | None = None
    completed_at: int | None = None
    expires_at: int | None = None  # from then on the bytes are gone
    model: str = "sora-2"  # as the client said it
    engine: str = "native"  # as the operator mapped it
    operation: str = "generate"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    sampling: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    take: int = 0
    prompt: str | None = None
    seconds: str = "4"
    size: str = "720x1280"
    fps: float | None = None
    seed: int | None = None
    remixed_from_video_id: str | None = None
    priority: int = 0  # higher goes first
    error: Mapping[str, str] | None = None  # code, message
    notes: tuple[str, ...] = ()  # how inputs were read, such as "cat.png was fitted ..."
    shot: Mapping[str, Any] | None = None  # what was read from the prompt
    bytes: int = 0  # of its published files
    windows: int = 0
    windows_done: int = 0
    previewed_at: float | None = None  # when the preview frame changed last
    cancelled_at: int | None = None  # when it was asked to stop
    attempt: int = 0  # executions begun; only the latest may write
    stalled: int = 0  # executions begun since the last finished window
    worker: str | None = None  # who paints it
    dispatched_at: float | None = None  # when a worker had room for it
    batch_id: str | None = None
    custom_id: str | None = None  # of its line in a batch
    request_id: str | None = None

    @property
    def finished(self) -> bool:
        return self.status in ("completed", "failed")


@dataclass(frozen=True, kw_only=True)
class Character(Owned):
    """Somebody to name in prompts: a clip, and the picture of it that stands beside the canvas."""

    id: str = field(default_factory=lambda: new_id("char_"))
    name: str
    clip: str  # storage names
    picture: str
    bytes: int = 0


@dataclass(frozen=True, kw_only=True)
class File(Owned):
    """An uploaded file."""

    id: str = field(default_factory=lambda: new_id("file-"))
    filename: str
    purpose: str = "user_data"
    bytes: int = 0
    mime: str = "application/octet-stream"
    name: str = ""  # storage name
    expires_at: int | None = None


@dataclass(frozen=True, kw_only=True)
class Endpoint(Owned):
    """Where webhooks of a key go. After a rotation the old secret signs as well until `old_until`."""

    id: str = field(default_factory=lambda: new_id("we_"))
    url: str
    name: str = ""
    secret: str
    old_secret: str | None = None
    old_until: int | None = None
    events: tuple[str, ...] = ("video.completed", "video.failed")
    enabled: bool = True
    updated_at: int | None = None  # None: not since it was made


@dataclass(frozen=True, kw_only=True)
class Event(Owned):
    """Something that happened, told to every endpoint of the key that asked for its type."""

    id: str = field(default_factory=lambda: new_id("evt_"))
    type: str
    video_id: str | None = None
    endpoint_id: str | None = None  # to this endpoint alone, such as a test


@dataclass(frozen=True, kw_only=True)
class Delivery(Owned):
    """One event on its way to one endpoint."""

    id: str = field(default_factory=lambda: new_id("dlv_"))
    event_id: str
    endpoint_id: str
    status: Literal["pending", "delivered", "given_up"] = "pending"
    attempts: int = 0
    due_at: float = 0.0
    answer: str = ""  # what the endpoint said last: its status, or the fault


@dataclass(frozen=True, kw_only=True)
class Batch(Owned):
    """Many requests in one file. Its videos carry its id."""

    id: str = field(default_factory=lambda: new_id("batch_"))
    endpoint: str = "/v1/videos"
    input_file_id: str
    completion_window: str = "24h"
    status: str = "validating"
    output_file_id: str | None = None
    error_file_id: str | None = None
    errors: tuple[Mapping[str, Any], ...] = ()
    total: int = 0
    completed: int = 0
    failed: int = 0
    in_progress_at: int | None = None
    completed_at: int | None = None
    failed_at: int | None = None
    cancelled_at: int | None = None
    expires_at: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Key(Owned):
    """A way in. Of the secret only its SHA-256 is kept: it is 256 random bits, nothing slower is needed.

    `key_id` is the key's own id. `running` and `waiting` None: as the settings say.
    """

    id: str = field(default_factory=lambda: new_id("key_"))
    key_id: str = ""
    name: str
    hash: str
    hint: str = ""  # the secret's last letters, to tell keys apart
    scopes: tuple[str, ...] = ("read", "write")
    running: int | None = None
    waiting: int | None = None
    priority: int = 0
    revoked_at: int | None = None
    used_at: int | None = None
