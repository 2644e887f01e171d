"""The OpenAPI document: what FastAPI reads off the handlers, and the bodies and answers of the list of routes.

The same body is described twice: as JSON, and as a form, which may also hold files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from haneul.server.schemas.things import ErrorObject

if TYPE_CHECKING:
    from haneul.server.app import Route

TEXT = """Video generation that you own, in the words of OpenAI's Videos API and beyond them.

Set `base_url` of an OpenAI client to `http://HOST:PORT/v1`. Errors are `{"error": {message, type, param, code}}`.
Every body of `multipart/form-data` may be sent as JSON as well, files then by id or as URL."""

_REF = "#/components/schemas/"
_FORM = "Form"  # behind the names of schemas that may hold files


def describe(app: FastAPI, routes: Sequence[Route]) -> dict[str, Any]:
    """The document; made once."""
    if app.openapi_schema:
        return app.openapi_schema
    found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= _json_schemas(routes) | _form_schemas(routes)
    for route in routes:
        told = found["paths"][route.path.replace(":path", "")][route.method.lower()]
        told["responses"] = _responses(route)
        if route.body is not None:
            told["requestBody"] = _request_body(route, route.body)
    app.openapi_schema = found
    return found


def _responses(route: Route) -> dict[str, Any]:
    fault = {"description": "Something is wrong; the error says what.", "content": _content(ErrorObject)}
    if isinstance(route.answer, str):
        binary = {
            "schema": {"type": "string"} if route.answer.startswith("text/") else {"type": "string", "format": "binary"}
        }
        good: dict[str, Any] = {"description": "The bytes.", "content": dict.fromkeys(route.answer.split(", "), binary)}
    else:
        good = {"description": "Done.", "content": _content(route.answer)}
    answers = {"200": good}
    if route.path.endswith("/content"):
        answers |= {"206": good, "304": {"description": "Unchanged."}}
    if route.path == "/readyz":
        answers["503"] = good
    return answers | {"4XX": fault, "5XX": fault}


def _request_body(route: Route, body: type[BaseModel]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if route.kind != "json":
        content["multipart/form-data"] = {"schema": {"$ref": f"{_REF}{body.__name__}{_FORM}"}}
    if route.kind != "form":
        content["application/json"] = {"schema": {"$ref": _REF + body.__name__}}
    return {"required": True, "content": content}


def _content(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF + model.__name__}}}


def _json_schemas(routes: Sequence[Route]) -> dict[str, Any]:
    """All answers, and all bodies that may be JSON, where no file can stand."""
    bodies = [route.body for route in routes if route.body is not None and route.kind != "form"]
    answers = [route.answer for route in routes if not isinstance(route.answer, str)]
    made = _definitions([*dict.fromkeys(answers), ErrorObject], "serialization")
    return made | {name: _without_files(schema) for name, schema in _definitions([*dict.fromkeys(bodies)]).items()}


def _form_schemas(routes: Sequence[Route]) -> dict[str, Any]:
    """All bodies that may be forms."""
    bodies = [route.body for route in routes if route.body is not None and route.kind != "json"]
    found = _definitions([*dict.fromkeys(bodies)])
    return {name + _FORM: _renamed(schema) for name, schema in found.items()}


def _definitions(models: list[type[BaseModel]], mode: Any = "validation") -> dict[str, Any]:
    _, found = models_json_schema([(model, mode) for model in models], ref_template=_REF + "{model}")
    definitions: dict[str, Any] = found.get("$defs", {})
    return definitions


def _without_files(value: Any) -> Any:
    """A schema without the alternatives that are files."""
    if isinstance(value, list):
        return [
            _without_files(item) for item in value if not (isinstance(item, dict) and item.get("format") == "binary")
        ]
    return {key: _without_files(item) for key, item in value.items()} if isinstance(value, dict) else value


def _renamed(value: Any) -> Any:
    """A schema that points to the form's variants of others."""
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: item + _FORM if key == "$ref" else _renamed(item) for key, item in value.items()}
