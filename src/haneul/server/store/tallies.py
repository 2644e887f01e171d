"""Counters that outlive the rows they count, for metrics."""

from __future__ import annotations

import sqlalchemy as sa

from haneul.server.store.tables import TALLIES


class Tallies:
    """Numbers by name and label; they only grow."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, connection: sa.Connection, name: str, label: str, value: float = 1.0) -> None:
        """Count in a transaction of the caller, so that what did not happen is not counted."""
        if connection.dialect.name == "sqlite":
            from sqlalchemy.dialects.sqlite import insert
        else:
            from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
        statement = insert(TALLIES).values(name=name, label=label, value=value)
        added = {"value": TALLIES.c.value + statement.excluded.value}
        connection.execute(statement.on_conflict_do_update(index_elements=["name", "label"], set_=added))

    def count(self, name: str, label: str, value: float = 1.0) -> None:
        """Count in a transaction of its own."""
        with self._engine.begin() as connection:
            self.add(connection, name, label, value)

    def all(self) -> dict[tuple[str, str], float]:
        """Every value by name and label."""
        with self._engine.connect() as connection:
            return {(row.name, row.label): row.value for row in connection.execute(sa.select(TALLIES))}
