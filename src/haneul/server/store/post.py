"""Events and their deliveries: written with what they tell of, in one transaction, and delivered later."""

from __future__ import annotations

import time

import sqlalchemy as sa

from haneul.server.records import Delivery, Endpoint, Event
from haneul.server.store import tables
from haneul.server.store.section import Section


class Post:
    """The sections of events and deliveries, and which delivery is due."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.events = Section(engine, tables.EVENTS, Event)
        self.deliveries = Section(engine, tables.DELIVERIES, Delivery)
        self._endpoints = Section(engine, tables.ENDPOINTS, Endpoint)

    def announce(self, connection: sa.Connection, event: Event) -> None:
        """Write the event and a delivery for each endpoint of its key that asked for its type."""
        self.events.insert(connection, event)
        table = tables.ENDPOINTS
        query = sa.select(table).where(table.c.key_id == event.key_id, table.c.enabled)
        for found in connection.execute(query).mappings():
            endpoint = tables.record(Endpoint, found)
            asked = event.type in endpoint.events if event.endpoint_id is None else event.endpoint_id == endpoint.id
            if asked:
                delivery = Delivery(key_id=event.key_id, event_id=event.id, endpoint_id=endpoint.id)
                self.deliveries.insert(connection, delivery)

    def forget(self, before: int) -> None:
        """Delete events from before that moment, with deliveries that are over by then."""
        with self._engine.begin() as connection:
            connection.execute(tables.DELIVERIES.delete().where(tables.DELIVERIES.c.created_at < before))
            connection.execute(tables.EVENTS.delete().where(tables.EVENTS.c.created_at < before))

    def due(self, most: int, hidden: float) -> list[Delivery]:
        """Up to `most` pending deliveries whose time has come; nobody else is given them for `hidden` seconds.

        Whoever takes one and dies leaves it to the next after that time: at least once, never lost.
        """
        table, moment = tables.DELIVERIES, time.time()
        ready = sa.and_(table.c.status == "pending", table.c.due_at <= moment)
        chosen = sa.select(table.c.id).where(ready).order_by(table.c.due_at).limit(most)
        if self._engine.dialect.name != "sqlite":
            chosen = chosen.with_for_update(skip_locked=True)
        with self._engine.begin() as connection:
            ids = list(connection.execute(chosen).scalars())  # not within the update: PostgreSQL may choose twice
            taken = table.update().where(table.c.id.in_(ids), ready).values(due_at=moment + hidden)
            found = connection.execute(taken.returning(*table.c)).mappings().all()
        return [tables.record(Delivery, row) for row in found]
