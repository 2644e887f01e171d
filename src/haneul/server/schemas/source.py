"""A picture or clip that a request gives: a file of the form, or where it is to be found."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from haneul.server.multipart import Upload

LONGEST_URL = 20_971_520  # characters of a URL or data URL
_ID = {"min_length": 1, "max_length": 200}


class Place(BaseModel):
    """Where a picture or clip is: exactly one of these."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str | None, Field(description="A completed video of yours.", **_ID)] = None
    file_id: Annotated[str | None, Field(description="A file uploaded to /v1/files.", **_ID)] = None
    image_url: Annotated[
        str | None, Field(description="An http(s) address or a data URL.", min_length=1, max_length=LONGEST_URL)
    ] = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Place:
        given = [name for name in ("id", "file_id", "image_url") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"give exactly one of a file, id, file_id or image_url, got {' and '.join(given) or 'none'}"
            )
        return self


def _told(value: Any) -> Any:
    """Anything but a file or an object: said in words instead of by Pydantic's list of alternatives."""
    if isinstance(value, str) and value.lstrip()[:1] == "{":  # an object in the text of a form
        with suppress(ValueError):
            value = json.loads(value)
    if not isinstance(value, (Upload, dict, Place)):
        raise ValueError("give a file, or an object with id, file_id or image_url")
    return value


def _which(value: Any) -> str:
    return "Upload" if isinstance(value, Upload) else "Place"


Source = Annotated[
    Annotated[Upload, Tag("Upload")] | Annotated[Place, Tag("Place")], Discriminator(_which), BeforeValidator(_told)
]
