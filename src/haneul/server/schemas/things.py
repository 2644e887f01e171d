"""Characters, files, batches, webhook endpoints and models: what is sent and what is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from haneul.server.delivery import EVENT_TYPES
from haneul.server.multipart import Upload
from haneul.server.schemas.base import Answer, Listing, Page, Request, number, unfolded

HOUR, MONTH = 3600, 2_592_000  # seconds
Purpose = Literal["assistants", "batch", "fine-tune", "vision", "user_data", "evals"]
EventType = Literal[EVENT_TYPES]  # type: ignore[valid-type]


class CreateCharacter(Request):
    """Somebody to name in prompts, from a short clip."""

    name: Annotated[str, Field(min_length=1, max_length=80, description="How prompts call them.")]
    video: Annotated[Upload, Field(description="A clip, or a picture, that shows them.")]


class CharacterObject(Answer):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "char_9a", "name": "Mango", "created_at": 1790000000}]}
    )

    id: str
    name: str
    created_at: int


class CharacterList(Page[CharacterObject]):
    pass


class CharacterDeleted(Answer):
    id: str
    deleted: Literal[True] = True
    object: Literal["character.deleted"] = "character.deleted"


class Expiry(Request):
    """When a file goes by itself."""

    anchor: Literal["created_at"]
    seconds: Annotated[int, BeforeValidator(number), Field(ge=HOUR, le=MONTH)]


class CreateFile(Request):
    """A file to be used by its id."""

    file: Annotated[Upload, Field(description="Any file up to the server's limit.")]
    purpose: Purpose
    expires_after: Annotated[Expiry | None, BeforeValidator(unfolded)] = None


class FileObject(Answer):
    id: str
    object: Literal["file"] = "file"
    bytes: int
    created_at: int
    expires_at: int | None
    filename: str
    purpose: str
    status: Literal["processed"] = "processed"


class FileList(Page[FileObject]):
    pass


class FileDeleted(Answer):
    id: str
    deleted: Literal[True] = True
    object: Literal["file"] = "file"


class CreateBatch(Request):
    """Many create requests in one JSONL file."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"input_file_id": "file-abc", "endpoint": "/v1/videos", "completion_window": "24h"}
    ]})  # fmt: skip

    input_file_id: Annotated[str, Field(min_length=1, max_length=200)]
    endpoint: Literal["/v1/videos"]
    completion_window: Literal["24h"]
    metadata: Annotated[dict[str, Annotated[str, Field(max_length=512)]] | None, Field(max_length=16)] = None


class BatchCounts(Answer):
    total: int
    completed: int
    failed: int


class BatchObject(Answer):
    id: str
    object: Literal["batch"] = "batch"
    endpoint: str
    errors: dict[str, Any] | None
    input_file_id: str
    completion_window: str
    status: str
    output_file_id: str | None
    error_file_id: str | None
    created_at: int
    in_progress_at: int | None
    expires_at: int | None
    completed_at: int | None
    failed_at: int | None
    cancelled_at: int | None
    request_counts: BatchCounts
    metadata: dict[str, str] | None


class BatchList(Page[BatchObject]):
    pass


Url = Annotated[str, Field(min_length=1, max_length=2000, description="An http(s) address that takes POST.")]
Events = Annotated[list[EventType], Field(min_length=1, max_length=len(EVENT_TYPES))]


class CreateEndpoint(Request):
    """Where events are to be sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"name": "my app", "url": "https://example.com/hooks", "event_types": ["video.completed", "video.failed"]}
    ]})  # fmt: skip

    name: Annotated[str, Field(min_length=1, max_length=200)]
    url: Url
    event_types: Events


class UpdateEndpoint(Request):
    """What is to be other; the rest stays."""

    name: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    url: Url | None = None
    event_types: Events | None = None


class RotateSecret(Request):
    keep_old_secret_active_for_24_hours: bool | None = None


class TestEndpoint(Request):
    event_type: EventType


class EndpointObject(Answer):
    id: str
    object: Literal["webhook_endpoint"] = "webhook_endpoint"
    created_at: int
    updated_at: Annotated[int, Field(description="When it or its secret was last changed; at first when it was made.")]
    name: str
    url: str
    event_types: list[str]
    signing_secret_hint: str | None


class EndpointWithSecret(EndpointObject):
    signing_secret: Annotated[str, Field(description="Shown only now.")]


class EndpointList(Page[EndpointObject]):
    pass


class EndpointDeleted(Answer):
    id: str
    deleted: Literal[True] = True
    object: Literal["webhook_endpoint.deleted"] = "webhook_endpoint.deleted"


class EndpointTested(Answer):
    object: Literal["webhook_endpoint.test"] = "webhook_endpoint.test"
    event_type: str
    status_code: int
    success: Literal[True] = True
    webhook_endpoint_id: str


class EventTypeList(Listing[str]):
    pass


class ModelObject(Answer):
    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelList(Listing[ModelObject]):
    pass


class ErrorDetail(Answer):
    message: str
    type: str
    param: str | None
    code: str | None


class ErrorObject(Answer):
    """Every answer that is not a success."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"error": {
        "message": "Missing required parameter: 'prompt'.", "type": "invalid_request_error", "param": "prompt",
        "code": "missing_required_parameter",
    }}]})  # fmt: skip

    error: ErrorDetail


class Health(Answer):
    status: Literal["ok"]


class Readiness(Answer):
    status: Literal["ready", "not_ready"]
    database: bool
    storage: bool
    workers: int
