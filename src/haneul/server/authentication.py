"""Who calls: bearer keys, and for a server on loopback without keys, nobody but this machine.

Keys are off only on loopback, and only while none was made. Even then a page in the user's browser must
not reach the server behind the user's back, nor a proxy open it to the world: other hosts' names, other
origins and forwarded requests are refused.
"""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from haneul.server import keys
from haneul.server.desk import Desk, Service
from haneul.server.faults import Fault
from haneul.server.records import LOCAL_KEY, Key

_SCHEME = HTTPBearer(auto_error=False, description="A key made by `haneul keys create`. Any text will do on loopback.")
_SAFE = ("GET", "HEAD", "OPTIONS")
_FRESH = 2.0  # seconds for which it is not looked up again whether there are keys


@dataclass(frozen=True)
class Caller:
    """Whose records a request sees. `key` is None where keys are off."""

    id: str
    key: Key | None = None


def _caller(request: Request, desk: Desk) -> Caller:
    """The caller; `Fault` 401 without a valid key, 403 where the key may not do this."""
    if not needed(request, desk):
        _refuse_strangers(request, desk)
        return Caller(LOCAL_KEY)
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise _unauthorized("You didn't provide an API key. Give it in the header Authorization: Bearer YOUR_KEY.")
    key = keys.check(desk.store, secret.strip())
    if key is None:
        raise _unauthorized("Incorrect API key provided; it does not exist or was revoked.")
    request.state.key_id = key.id
    require(key, "read" if request.method in _SAFE else "write")
    return Caller(key.id, key)


def require(key: Key | None, scope: str) -> None:
    """Raise `Fault` 403 unless `key` may do what `scope` names; where keys are off everything may be done."""
    if key is not None and scope not in key.scopes:
        raise Fault(403, f"This key has not the scope {scope!r}; make one with `haneul keys create`.")


def needed(request: Request, desk: Service) -> bool:
    """Whether callers need a key. Once one was made they do for good, as long as the process lives."""
    front, state = desk.front, request.app.state
    if front.keys == "required" or not front.is_loopback or getattr(state, "has_keys", False):
        return True
    if time.monotonic() - getattr(state, "keys_looked", -_FRESH) >= _FRESH:
        state.keys_looked, state.has_keys = time.monotonic(), desk.store.keys.count(None) > 0
    return bool(state.has_keys)


def _refuse_strangers(request: Request, desk: Service) -> None:
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        raise _unauthorized("Keys are off, and a proxy stands before the server; make one with `haneul keys create`.")
    origin = request.headers.get("origin")
    own = origin is None or origin in desk.front.origins or _is_loopback(urlsplit(origin).hostname)
    if not own or not _is_loopback(urlsplit(f"//{request.headers.get('host', '')}").hostname):
        raise Fault(403, "Keys are off, so only this machine may call; make one with `haneul keys create`.")


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _unauthorized(message: str) -> Fault:
    return Fault(401, message, headers={"www-authenticate": "Bearer"})


Auth = Annotated[Caller, Depends(_caller)]
SCHEME = Depends(_SCHEME)  # tells the OpenAPI document that there are keys; `_caller` reads them
