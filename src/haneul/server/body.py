"""A request's body, JSON or form, as the typed value that a handler asks for.

The same routes take both. A temporary folder holds what was uploaded and whatever a handler needs next
to it; it vanishes with the request.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from haneul.server.brackets import nested
from haneul.server.faults import Fault, invalid, unfit
from haneul.server.multipart import read_form

Kind = Literal["json", "form", "both"]
FORM, JSON = "multipart/form-data", "application/json"
Model = TypeVar("Model", bound=BaseModel)


async def folder(request: Request) -> AsyncIterator[Path]:
    """A temporary folder for the time of the request."""
    with tempfile.TemporaryDirectory(prefix="haneul-request-", ignore_cleanup_errors=True) as name:
        yield Path(name)


async def read_body(request: Request, kind: Kind, place: Path) -> dict[str, Any]:
    """The body as nested values; `Fault` 415 for another content type, 400 for a broken one."""
    content_type = request.headers.get("content-type", "")
    media = content_type.partition(";")[0].strip().lower()
    if media == FORM and kind != "json":
        found = nested(await read_form(content_type, request.stream(), place))
    elif kind != "form" and (media == JSON or media.endswith("+json") or not media):
        found = parse_json(await request.body())
    else:
        raise _unsupported(media, kind)
    readable(found)
    return found


def _unsupported(media: str, kind: Kind) -> Fault:
    wanted = {"json": JSON, "form": FORM, "both": f"{FORM} or {JSON}"}[kind]
    return Fault(415, f"Content-Type cannot be {media[:80]!r} here; send {wanted}.", code="unsupported_content_type")


def validated(model: type[Model], values: dict[str, Any]) -> Model:
    """`values` as `model`; `Fault` that names the first field at fault."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise unfit(error.errors()) from error


def parse_json(raw: bytes) -> dict[str, Any]:
    """An object from JSON text. Raises `Fault` for anything else, and for a name that is given twice."""
    if not raw.strip():
        return {}
    try:
        value = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_constant)
    except UnicodeDecodeError:
        raise Fault(
            400, "The body is not valid UTF-8; check the program's encoding.", code="invalid_encoding"
        ) from None
    except RecursionError:
        raise Fault(400, "The JSON body is nested too deeply.", code="invalid_json") from None
    except ValueError as error:
        raise Fault(400, f"The body is not valid JSON: {error}.", code="invalid_json") from error
    if not isinstance(value, dict):
        raise Fault(400, "The JSON body must be an object.", code="invalid_json")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of which no name is given twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)[:80]
        raise invalid(twice, f"{twice!r} is given twice; give it once.", "duplicate_parameter")
    return found


def readable(value: Any, param: str = "") -> None:
    """Raise `Fault` for text that cannot be stored and shown: null characters, half surrogate pairs."""
    if isinstance(value, str):
        if "\0" in value or any(0xD800 <= ord(letter) <= 0xDFFF for letter in value):
            text = f"{param or 'The body'} holds characters that are no text; check the program's encoding."
            raise invalid(param or "body", text, "invalid_encoding")
    elif isinstance(value, dict):
        for name, item in value.items():
            readable(name)
            readable(item, f"{param}.{name}" if param else name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            readable(item, f"{param}[{number}]")


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def reads(model: type[Model], kind: Kind = "both") -> Callable[..., Any]:
    """A dependency that gives a handler its body as `model`."""
    from fastapi import Depends

    async def read(request: Request, place: Path = Depends(folder)) -> Model:  # noqa: B008
        return validated(model, await read_body(request, kind, place))

    return read
