"""Keys: the secret is shown once, its hash is kept, and what it may do is written beside it."""

from __future__ import annotations

import hashlib
import secrets

from haneul.errors import InvalidInput
from haneul.server.records import Key, new_id
from haneul.server.store import Store

PREFIX = "hnl_"
SCOPES = ("read", "write", "admin")  # look at one's own, make and delete one's own, see the server's metrics


def create(
    store: Store,
    name: str,
    scopes: tuple[str, ...] = ("read", "write"),
    running: int | None = None,
    waiting: int | None = None,
    priority: int = 0,
) -> tuple[Key, str]:
    """A new key and its secret, which nobody can look up later.

    Raises `InvalidInput` for a name that is empty or over 80 letters, or a scope that does not exist.
    """
    if not 1 <= len(name.strip()) <= 80:
        raise InvalidInput("A key needs a name of 1 to 80 letters, so that it can be told apart.")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise InvalidInput(f"scopes cannot be {', '.join(unknown) or 'empty'}; choose from {', '.join(SCOPES)}.")
    secret, id = PREFIX + secrets.token_urlsafe(32), new_id("key_")
    key = Key(
        id=id, key_id=id, name=name.strip(), hash=digest(secret), hint=secret[-4:],
        scopes=scopes, running=running, waiting=waiting, priority=priority,
    )  # fmt: skip
    return store.keys.create(key), secret


def check(store: Store, secret: str) -> Key | None:
    """The key of this secret; None when there is none, or it was revoked."""
    key = store.keys.by_hash(digest(secret))
    if key is not None:
        store.keys.used(key)
    return key


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
