"""What all schemas share: nothing unknown is let through, and a parameter's help and range are its own class's.

`about(entry)` turns a parameter of an operation into Pydantic's terms, so that what is said once there
holds here as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic import Field as About
from pydantic.fields import FieldInfo

from haneul.fields import Entry, entries
from haneul.server.schemas.source import Source

Thing = TypeVar("Thing")
MOST_FILES = 32  # in one list


class Request(BaseModel):
    """A body: a field that nobody knows is an error, never silently dropped."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, protected_namespaces=())


class Answer(BaseModel):
    """A response."""

    model_config = ConfigDict(protected_namespaces=())


class Listing(Answer, Generic[Thing]):
    object: Literal["list"] = "list"
    data: list[Thing]


class Page(Listing[Thing], Generic[Thing]):
    first_id: str | None
    last_id: str | None
    has_more: bool


def number(value: Any) -> Any:
    """Pydantic takes true for 1: here it is the wrong type. Forms give numbers as text."""
    if isinstance(value, bool):
        raise ValueError("give a number")
    return value


def key(entry: Entry) -> str:
    """What a request calls the parameter: `from_` is "from", which only Python keeps for itself."""
    return entry.name.rstrip("_")


def written(value: Any) -> Any:
    """0.4 as "0.4": for texts that may be numbers, such as a strength."""
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def unfolded(value: Any) -> Any:
    """An object or list that came as JSON in the text of a form."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError("it is not valid JSON") from None
    return value


def parameter(entry: Entry) -> tuple[Any, Any]:
    """The annotation and default that make `entry` a field of a Pydantic model."""
    kind = _kind(entry)
    if entry.drawn or entry.default in (None, "") or entry.default is MISSING:
        default = ... if entry.default is MISSING and not entry.drawn else None
    else:
        default = entry.default
    return (kind if default is not None else kind | None), about(entry, default)


def optional(entry: Entry) -> tuple[Any, Any]:
    """The same, that may always be left out: the operation then has its own way."""
    return _kind(entry) | None, about(entry)


def about(entry: Entry, default: Any = None) -> FieldInfo:
    """Help text and range of `entry`, as Pydantic checks and the OpenAPI document shows them."""
    limits: dict[str, Any] = {}
    field = entry.field
    kinds = {entry.type, *get_args(entry.type)}
    if kinds & {int, float} and not entry.choices:
        limits = {"ge": field.least, "le": field.most}
    elif str in kinds:
        limits = {"min_length": field.least and int(field.least), "max_length": field.most and int(field.most)}
    info: FieldInfo = About(default, description=field.help, **{k: v for k, v in limits.items() if v is not None})
    return info


def _kind(entry: Entry) -> Any:
    """The type of `entry` as a request gives it: a file for a path."""
    if get_origin(entry.type) is Mapping:
        return Annotated[dict[str, Source], BeforeValidator(unfolded)]
    if entry.is_file and get_origin(entry.type) is tuple:
        return Annotated[list[Source], BeforeValidator(unfolded), About(max_length=MOST_FILES)]
    kinds = {entry.type, *get_args(entry.type)} - {type(None)}
    if entry.choices:
        return Literal[entry.choices]
    if entry.is_file:
        return Source
    if kinds & {int, float}:
        return Annotated[float if float in kinds else int, BeforeValidator(number)]
    if bool in kinds:
        return bool
    return Annotated[str, BeforeValidator(written)] if entry.field.least is None else str  # a code, or prose


def named(owner: type, name: str) -> FieldInfo:
    """`about` the parameter `name` of `owner`, for a schema that is written by hand."""
    return about(next(entry for entry in entries(owner) if entry.name == name))
