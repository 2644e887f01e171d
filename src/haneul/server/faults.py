"""What a client is told when something goes wrong: `{"error": {message, type, param, code}}`, always.

Handlers raise `Fault`, or any of Haneul's own errors; whatever else happens is a bug, is logged with its
request id and told as a bare 500. The status decides whether the official clients try again: they do on
408, 409, 429 and 5xx, so that none of those is ever the answer to "not ready yet".
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from haneul.errors import HaneulError, InvalidPrompt, InvalidSize, MissingPart, NotFound, StorageFull, TooManyJobs

LOG = logging.getLogger("haneul.server")
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_CODES = {
    401: "invalid_api_key", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 408: "timeout",
    413: "request_too_large", 416: "range_not_satisfiable", 429: "rate_limit_exceeded", 507: "insufficient_storage",
}  # fmt: skip


class Fault(HaneulError):
    """An answer other than 2xx. `param` names the field at fault as the client spelt it."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.param, self.headers = status, " ".join(message.split()), param, headers
        self.type = _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
        self.code = code or _CODES.get(status, "invalid_value" if status < 500 else "server_error")

    @property
    def error(self) -> dict[str, str | None]:
        return {"message": self.message, "type": self.type, "param": self.param, "code": self.code}

    def response(self) -> JSONResponse:
        return JSONResponse({"error": self.error}, self.status, dict(self.headers or {}))


def invalid(param: str, message: str, code: str = "invalid_value") -> Fault:
    """A 400 that names the field `param`."""
    return Fault(400, message, param=param, code=code)


def of(error: HaneulError, params: Sequence[str] = ()) -> Fault:
    """Haneul's own error as the answer to a request that has the fields `params`."""
    text = str(error)
    if isinstance(error, Fault):
        return error
    if isinstance(error, NotFound):
        return Fault(404, text)
    if isinstance(error, TooManyJobs):
        return Fault(429, text, headers={"retry-after": "10"})
    if isinstance(error, StorageFull):
        return Fault(507, text, headers={"retry-after": "60"})
    if isinstance(error, MissingPart):
        return Fault(501, text, code="missing_part")
    return Fault(400, text, param=blamed(error, params))


def blamed(error: HaneulError, params: Sequence[str]) -> str | None:
    """Which of `params` the error speaks of: the first that it names, or the one of its kind."""
    words = [word.replace("-", "_") for word in re.findall(r"[a-z_-]+", str(error)[:200])]
    named = [word for word in words if word in params]
    kinds = {InvalidPrompt: "prompt", InvalidSize: "size"}
    guess = next((param for kind, param in kinds.items() if isinstance(error, kind)), None)
    return named[0] if named else guess if guess in params else None


def unfit(errors: Sequence[Any]) -> Fault:
    """The first of Pydantic's complaints as a 400 that names the field."""
    first = errors[0]
    place = [part for part in first["loc"] if part not in ("body", "query", "path", "header")]
    param = spelt(place)
    if first["type"] == "missing":
        return invalid(param, f"Missing required parameter: '{param}'.", "missing_required_parameter")
    if first["type"] == "extra_forbidden":
        param = ".".join(filter(None, [spelt(place[:-1]) if place[1:] else "", str(place[-1])[:80]]))
        return invalid(param, f"Unknown parameter: '{param}'.", "unknown_parameter")
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    return invalid(param, f"Invalid value for '{param}': {message[:1].lower()}{message[1:]}.")


def spelt(place: Sequence[Any]) -> str:
    """("characters", 0, "id") as characters[0].id, without the names of Pydantic's alternatives."""
    text = ""
    for part in place:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part[:1].islower() and "[" not in part and "(" not in part and "-" not in part:
            text += f".{part}" if text else part
    return text or "body"


def install(app: FastAPI) -> None:
    """Make every failure of `app` an answer of this shape."""
    app.add_exception_handler(HaneulError, _known)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _gone)


def _known(request: Request, error: Any) -> JSONResponse:
    return of(error).response()


def _unfit(request: Request, error: Any) -> JSONResponse:
    return unfit(error.errors()).response()


def _http(request: Request, error: Any) -> JSONResponse:
    status, where = error.status_code, f"{request.method} {request.url.path[:200]}"
    messages = {
        404: f"Unknown request URL: {where}. Please check the address.",
        405: f"Not allowed: {where}. Allowed: {(error.headers or {}).get('Allow', 'another method')}.",
    }
    message = messages.get(status) or str(error.detail) or HTTPStatus(status).phrase
    return Fault(status, message, headers=error.headers, code="unknown_url" if status == 404 else None).response()


def _gone(request: Request, error: Any) -> JSONResponse:
    return Fault(400, "The request ended before its body did; send it again.", code="incomplete_body").response()


def bug(scope: Mapping[str, Any], number: str, error: Exception) -> Fault:
    """What a client is told of a fault of ours: nothing but where the log has more."""
    LOG.error("request failed", extra={"method": scope["method"], "path": scope["path"][:200]}, exc_info=error)
    return Fault(500, f"The server failed on this request; its log tells more under {number}.")
