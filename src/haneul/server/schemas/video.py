"""Bodies of create, remix, edit and extend, and the video that they answer with."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, create_model

from haneul.engines.base import Sampling
from haneul.fields import entries
from haneul.operations.base import MOST_LETTERS, Operation
from haneul.operations.edit import Edit
from haneul.operations.generate import Generate
from haneul.operations.remix import Remix
from haneul.server.schemas.base import Answer, Page, Request, named, number, optional, unfolded, written
from haneul.server.schemas.source import Source

LONGEST = 60  # seconds


def _whole(value: Any) -> int:
    """Seconds as clients give them: "4" or 4."""
    text = str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    digits = text.removesuffix(".0")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 4 and 1 <= int(digits) <= LONGEST):
        raise ValueError(f"give whole seconds from 1 to {LONGEST}")
    return int(digits)


Number = Annotated[float, BeforeValidator(number)]
Whole = Annotated[int, BeforeValidator(number)]
Words = Annotated[
    str, Field(min_length=1, max_length=MOST_LETTERS, description="What the clip shows, in English or Korean.")
]
Seconds = Annotated[
    int,
    BeforeValidator(_whole, json_schema_input_type=int | str),
    Field(json_schema_extra={"anyOf": [
        {"type": "string", "pattern": "^([1-9]|[1-5][0-9]|60)$"}, {"type": "integer", "minimum": 1, "maximum": LONGEST},
    ]}),
]  # fmt: skip
Model = Annotated[
    str | None, Field(min_length=1, max_length=200, description="sora-2, sora-2-pro or another of `GET /v1/models`.")
]
Strength = Annotated[
    str | None, BeforeValidator(written, json_schema_input_type=float | str | None), named(Remix, "strength")
]


class CharacterPlace(Request):
    """A character that the prompt names."""

    id: Annotated[str, Field(min_length=1, max_length=200)]


Characters = Annotated[list[CharacterPlace] | None, BeforeValidator(unfolded), Field(max_length=8)]


class Card(Request):
    """One shot of a storyboard. Cards that touch are cut; a gap between two becomes a transition."""

    prompt: Annotated[str | None, Field(min_length=1, max_length=MOST_LETTERS, description="What it shows.")] = None
    input_reference: Annotated[Source | None, Field(description="Its first frame, or the clip it begins with.")] = None
    at: Annotated[
        Number | None, Field(ge=0, le=LONGEST, description="Second at which it begins; after the one before without.")
    ] = None
    seconds: Annotated[Number | None, Field(gt=0, le=LONGEST, description="How long it lasts.")] = None


OWN = ("size", "fps", "cast")  # of the shared parameters, those that a request has in its own way
SHARED = {entry.name: entry for entry in (*entries(Operation), *entries(Sampling)) if entry.name not in OWN}
NAMES = {"negative": "negative_prompt"}  # what clients call them, where it differs
_FIELDS: dict[str, Any] = {NAMES.get(name, name): optional(entry) for name, entry in SHARED.items()}
_Shared: Any = create_model("_Shared", __base__=Request, **_FIELDS)


class Shared(_Shared):  # type: ignore[misc]
    """What all requests for a video take beyond the hosted service's: read off the operations themselves."""

    model: Model = None
    characters: Characters = None


class CreateVideo(Shared):
    """A new video from a prompt, with or without pictures."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"prompt": "a corgi runs on the beach at sunset", "seconds": "4", "size": "1280x720"},
        {"prompt": "the lantern sways", "input_reference": {"file_id": "file-abc"}, "seed": 7, "variants": 2},
    ]})  # fmt: skip

    prompt: Words
    input_reference: Annotated[
        Source | None, Field(description="A picture to begin with; a clip is re-imagined at `strength`.")
    ] = None
    last_frame: Annotated[Source | None, Field(description="A picture to end with.")] = None
    seconds: Annotated[Seconds | None, Field(description="Whole seconds, 1 to 60; 4 when left out.")] = None
    size: Annotated[str | None, named(Generate, "size")] = None
    fps: Annotated[Number | None, named(Generate, "fps")] = None
    strength: Strength = None
    timeline: Annotated[
        list[Card] | None,
        BeforeValidator(unfolded),
        Field(min_length=1, max_length=60, description="A storyboard; the prompt then holds for all its cards."),
    ] = None


class RemixVideo(Shared):
    """The same clip with something else in it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"prompt": "the corgi is a fox", "strength": 0.6}]})

    prompt: Words
    strength: Strength = None


class EditVideo(Shared):
    """A clip that is changed as the prompt says: all of it, or a region with the rest left as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"prompt": "make it night", "video": {"id": "video_a"}}]})

    prompt: Words
    video: Source
    strength: Strength = None
    box: Annotated[str | None, named(Edit, "box")] = None
    mask: Annotated[Source | None, named(Edit, "mask")] = None
    subject: Annotated[str | None, named(Edit, "subject")] = None
    feather: Annotated[Whole | None, named(Edit, "feather")] = None
    still: Annotated[bool | None, named(Edit, "still")] = None


class ExtendVideo(Shared):
    """A clip that goes on, or begins earlier."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"prompt": "it runs away", "seconds": "4", "video": {"id": "video_a"}}]}
    )

    prompt: Words
    video: Source
    seconds: Annotated[Seconds, Field(description="How much is added.")]
    backward: Annotated[bool | None, Field(description="Add before the beginning instead of after the end.")] = None


class VideoError(Answer):
    """Why a video failed."""

    code: str
    message: str


class VideoObject(Answer):
    """A video and the job that makes it. What follows `error` goes beyond the hosted service."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "id": "video_1f0c", "object": "video", "created_at": 1790000000, "completed_at": None, "expires_at": None,
        "model": "sora-2", "status": "in_progress", "progress": 40, "prompt": "a corgi runs on the beach",
        "remixed_from_video_id": None, "seconds": "4", "size": "1280x720", "error": None, "seed": 7, "fps": 12,
        "operation": "generate", "notes": [], "variants": ["video_1f0c"], "shot": None, "estimated_seconds": 12.5,
    }]})  # fmt: skip

    id: str
    object: Literal["video"] = "video"
    created_at: int
    completed_at: int | None
    expires_at: int | None
    model: str
    status: Literal["queued", "in_progress", "completed", "failed"]
    progress: int
    prompt: str | None
    remixed_from_video_id: str | None
    seconds: str
    size: str
    error: VideoError | None
    seed: Annotated[int | None, Field(description="The same seed gives the same clip.")] = None
    fps: float | None = None
    operation: Annotated[str, Field(description="What made it, such as generate or remix.")] = "generate"
    notes: Annotated[
        list[str], Field(default_factory=list, description="How what you gave was read, such as a picture fitted.")
    ]
    variants: Annotated[list[str] | None, Field(description="All videos of the request, on its answer.")] = None
    shot: Annotated[dict[str, Any] | None, Field(description="What was read from the prompt.")] = None
    estimated_seconds: Annotated[float | None, Field(description="Until it is likely to begin, or to end.")] = None


class VideoList(Page[VideoObject]):
    """Some videos, and where the next page begins."""


class VideoDeleted(Answer):
    id: str
    deleted: Literal[True] = True
    object: Literal["video.deleted"] = "video.deleted"
