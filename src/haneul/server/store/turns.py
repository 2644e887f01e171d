"""Whose turn it is. Higher priority first; among equals the key with the fewest running jobs, then the
key that was served longest ago; within a key the oldest. A key with a thousand jobs delays nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from haneul.server.records import Video
from haneul.server.store.tables import KEYS, VIDEOS

Waiting = Mapping[tuple[str, int], int]  # how many jobs wait, by key and priority
_V = VIDEOS.c
WAITING = sa.and_(_V.status == "queued", _V.dispatched_at.is_(None))
UNDER_WAY = sa.and_(_V.status.in_(("queued", "in_progress")), _V.dispatched_at.is_not(None))


def next_in_turn(connection: sa.Connection, running: int) -> sa.RowMapping | None:
    """The row of the job to start next; `running` limits keys that have no limit of their own."""
    queue = sa.select(_V.key_id, sa.func.max(_V.priority).label("priority")).where(WAITING).group_by(_V.key_id)
    waiting = {row.key_id: row.priority for row in connection.execute(queue)}
    if not waiting:
        return None
    busy = _by_key(connection, sa.func.count(), UNDER_WAY)
    limits = dict(connection.execute(sa.select(KEYS.c.id, KEYS.c.running).where(KEYS.c.running.is_not(None))).all())
    able = [key for key in waiting if busy.get(key, 0) < limits.get(key, running)]
    served = _by_key(connection, sa.func.max(_V.dispatched_at), _V.key_id.in_(able))
    able.sort(key=lambda key: (-waiting[key], busy.get(key, 0), served.get(key) or 0.0, key))
    for key in able:
        mine = sa.select(VIDEOS).where(WAITING, _V.key_id == key).order_by(_V.priority.desc(), _V.number).limit(1)
        found = connection.execute(mine).mappings().first()
        if found is not None:
            return found
    return None


def _by_key(connection: sa.Connection, value: Any, where: Any) -> dict[str, Any]:
    query = sa.select(_V.key_id, value.label("value")).where(where).group_by(_V.key_id)
    return {row.key_id: row.value for row in connection.execute(query)}


def waiting(connection: sa.Connection) -> Waiting:
    """How many jobs wait."""
    query = sa.select(_V.key_id, _V.priority, sa.func.count().label("value")).where(WAITING)
    rows = connection.execute(query.group_by(_V.key_id, _V.priority))
    return {(row.key_id, row.priority): row.value for row in rows}


def ahead(connection: sa.Connection, video: Video, waiting: Waiting) -> int:
    """About how many of `waiting` get their turn before `video`; 0 when it does not wait."""
    if video.status != "queued" or video.dispatched_at is not None:
        return 0
    mine = sa.select(_V.number).where(_V.id == video.id).scalar_subquery()
    before = sa.and_(WAITING, _V.key_id == video.key_id, _V.priority == video.priority, _V.number < mine)
    rank = connection.execute(sa.select(sa.func.count()).where(before)).scalar_one()
    rank += sum(count for at, count in waiting.items() if at[0] == video.key_id and at[1] > video.priority)
    others = {at: count for at, count in waiting.items() if at[0] != video.key_id and at[1] >= video.priority}
    return rank + sum(count if at[1] > video.priority else min(count, rank + 1) for at, count in others.items())
