"""Around every request: its id, the limit of its body, headers that browsers need, one line of log.

Plain ASGI, for responses that stream must not be gathered first.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from haneul.server import faults
from haneul.server.faults import Fault
from haneul.server.logs import REQUEST
from haneul.server.records import new_id

LOG = logging.getLogger("haneul.access")
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
_DRAIN_BYTES, _DRAIN_SECONDS = 64 * 2**20, 5.0


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app, self._most = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, headers = time.perf_counter(), Headers(scope=scope)
        number = _request_id(headers.get("x-request-id", ""))
        scope.setdefault("state", {})["request_id"] = number
        seen: dict[str, Any] = {"status": 500, "begun": False}
        token = REQUEST.set(number)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.update(status=message["status"], begun=True)
                _add_headers(message, scope, number, began)
            await send(message)

        try:
            length = headers.get("content-length", "")
            if length.isdecimal() and int(length[:20]) > self._most:
                await _drain(receive)
                await self._refusal().response()(scope, receive, told)
            else:
                await self._app(scope, self._counting(receive), told)
        except Exception as error:
            answer = faults.bug(scope, number, error).response()
            if not seen["begun"]:
                await answer(scope, receive, told)
        finally:
            REQUEST.reset(token)
            _log(scope, number, seen["status"], time.perf_counter() - began)

    def _counting(self, receive: Receive) -> Receive:
        """`receive` that stops a body without a length once it is too long."""
        left = self._most

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                await _drain(receive)
                raise self._refusal()
            return message

        return counted

    def _refusal(self) -> Fault:
        return Fault(413, f"The body is larger than {self._most:,} bytes; send less, or a shorter clip.")


async def _drain(receive: Receive) -> None:
    """Read on for a while: a client that is still sending would never see an answer that comes first."""
    left, until = _DRAIN_BYTES, time.monotonic() + _DRAIN_SECONDS
    while left > 0 and time.monotonic() < until:
        message = await receive()
        left -= len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _request_id(given: str) -> str:
    """The client's own id where it is fit for a log, else a new one."""
    return given if re.fullmatch(r"[A-Za-z0-9._-]{1,100}", given) else new_id("req_")


def _add_headers(message: MutableMapping[str, Any], scope: Scope, number: str, began: float) -> None:
    headers = MutableHeaders(raw=message["headers"])
    message["headers"] = headers.raw
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if scope["path"].startswith("/v1/"):
        headers.setdefault("cache-control", "no-store")
    headers["x-request-id"] = number
    headers["openai-processing-ms"] = str(round(1000 * (time.perf_counter() - began)))


def _log(scope: Scope, number: str, status: int, took: float) -> None:
    about = {"method": scope["method"], "path": scope["path"][:200], "status": status, "ms": round(1000 * took, 1)}
    LOG.info("request", extra=about | {"request_id": number, "key_id": scope["state"].get("key_id")})
