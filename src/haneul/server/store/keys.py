"""Keys by the hash of their secret."""

from __future__ import annotations

import sqlalchemy as sa

from haneul.server.records import Key, now
from haneul.server.store import tables
from haneul.server.store.section import Section

_MINUTE = 60


class Keys(Section[Key]):
    """The ways in, all kept: a revoked key stays so that its records can be told apart."""

    def __init__(self, engine: sa.Engine) -> None:
        super().__init__(engine, tables.KEYS, Key)

    def by_hash(self, hash: str) -> Key | None:
        """The key whose secret has this SHA-256, unless it is revoked."""
        found = self.all(None, hash=hash, revoked_at=None)
        return found[0] if found else None

    def used(self, key: Key) -> None:
        """Remember that the key was used, to the minute: a status call shall not cost a write."""
        if key.used_at is None or now() - key.used_at >= _MINUTE:
            self.update(key.id, None, used_at=now())

    def revoke(self, id: str) -> Key:
        """The key, of no use from now on; `NotFound` where there is none."""
        self.get(id, None)
        return self.update(id, None, revoked_at=now())
