"""Which workers are alive: each says so every few seconds, and is taken for dead when it is silent."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from haneul.server.store.database import locked
from haneul.server.store.tables import LEASES, WORKERS


class Workers:
    """The living. Times are the database's only in order; clocks of machines may differ by seconds."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def enter(self, id: str, slots: int) -> None:
        moment = time.time()
        with self._engine.begin() as connection:
            connection.execute(
                WORKERS.insert().values(id=id, started_at=moment, seen_at=moment, slots=slots, steps=0, speed=0.0)
            )

    def beat(self, id: str, steps: int, speed: float) -> bool:
        """Say that `id` is alive; False when it was taken for dead meanwhile."""
        with self._engine.begin() as connection:
            told = WORKERS.update().where(WORKERS.c.id == id).values(seen_at=time.time(), steps=steps, speed=speed)
            return connection.execute(told).rowcount > 0

    def leave(self, id: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(WORKERS.delete().where(WORKERS.c.id == id))

    def bury(self, lease: float, gone: Sequence[str] = (), but: str = "") -> list[str]:
        """Forget those that were silent for longer than `lease` seconds, and those known to be `gone`; their ids.

        The caller, `but`, is alive even after its machine slept.
        """
        dead = sa.or_(WORKERS.c.seen_at < time.time() - lease, WORKERS.c.id.in_(gone))
        with self._engine.begin() as connection:
            told = WORKERS.delete().where(dead, WORKERS.c.id != but).returning(WORKERS.c.id)
            return list(connection.execute(told).scalars())

    def alone(self, what: str, id: str, seconds: float) -> bool:
        """Whether `id` may do `what` for all workers; for `seconds` nobody else may."""
        moment = time.time()
        values = {"name": what, "holder": id, "until": moment + seconds}
        with locked(self._engine, what) as connection:
            free = sa.or_(LEASES.c.until < moment, LEASES.c.holder == id)
            held = connection.execute(sa.select(free).where(LEASES.c.name == what)).scalar()
            if held is None:
                connection.execute(LEASES.insert().values(values))
            elif held:
                connection.execute(LEASES.update().where(LEASES.c.name == what).values(values))
            return held is None or bool(held)

    @contextmanager
    def waiting_for(self, what: str, id: str, seconds: float = 60.0) -> Iterator[None]:
        """`alone`, waited for."""
        while not self.alone(what, id, seconds):
            time.sleep(0.05)
        try:
            yield
        finally:
            self.release(what, id)

    def release(self, what: str, id: str) -> None:
        """Let others do `what` again."""
        with self._engine.begin() as connection:
            connection.execute(LEASES.delete().where(LEASES.c.name == what, LEASES.c.holder == id))

    def all(self) -> list[sa.Row[tuple[object, ...]]]:
        """Rows of id, started_at, seen_at, slots, steps, speed."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(WORKERS).order_by(WORKERS.c.started_at)))

    def alive(self, lease: float) -> int:
        """How many spoke within the last `lease` seconds."""
        return sum(row.seen_at >= time.time() - lease for row in self.all())

    def slots(self) -> int:
        """Jobs that all workers together paint at once."""
        return sum(row.slots for row in self.all())
