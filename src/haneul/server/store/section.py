"""One kind of record: create, get, list, update, delete.

Callers from outside always give their key's id, and find nothing of another key. Where the service
itself looks (`key_id` None), it finds everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import sqlalchemy as sa

from haneul.errors import NotFound
from haneul.server.records import Owned
from haneul.server.store import tables

Record = TypeVar("Record", bound=Owned)
Order = Literal["asc", "desc"]


@dataclass(frozen=True)
class Page(Generic[Record]):
    """Some records in order, and whether more follow."""

    items: tuple[Record, ...]
    has_more: bool


class Section(Generic[Record]):
    """The records of one kind in their table."""

    def __init__(self, engine: sa.Engine, table: sa.Table, kind: type[Record]) -> None:
        self.engine, self.table, self.kind = engine, table, kind

    def create(self, record: Record) -> Record:
        with self.engine.begin() as connection:
            self.insert(connection, record)
        return record

    def insert(self, connection: sa.Connection, record: Record) -> None:
        """`create` inside a transaction of the caller."""
        connection.execute(self.table.insert().values(tables.row(record)))

    def find(self, id: str, key_id: str | None) -> Record | None:
        """The record, or None where there is none or it is another key's."""
        found = self._rows(self._of(id, key_id))
        return found[0] if found else None

    def get(self, id: str, key_id: str | None) -> Record:
        """The record; `NotFound` where there is none or it is another key's."""
        found = self.find(id, key_id)
        if found is None:
            raise NotFound(f"There is no {self.kind.__name__.lower()} {id[:80]!r}; it may have been deleted.")
        return found

    def list(
        self, key_id: str | None, after: str | None = None, limit: int = 20, order: Order = "desc", **equal: Any
    ) -> Page[Record]:
        """Up to `limit` records that follow `after`, newest first unless `order` is asc.

        `equal`: only those whose columns have these values. Raises `NotFound` for an unknown `after`.
        """
        number = self.table.c.number
        query = self._where(key_id, **equal)
        if after is not None:
            start = self._number(after, key_id)
            query = query.where(number > start if order == "asc" else number < start)
        query = query.order_by(number.asc() if order == "asc" else number.desc()).limit(limit + 1)
        found = self._rows(query)
        return Page(tuple(found[:limit]), len(found) > limit)

    def all(self, key_id: str | None, **equal: Any) -> tuple[Record, ...]:
        """Every record whose columns have these values, oldest first."""
        return tuple(self._rows(self._where(key_id, **equal).order_by(self.table.c.number)))

    def update(self, id: str, key_id: str | None, **changes: Any) -> Record:
        """The record with `changes` made; `NotFound` as for `get`."""
        with self.engine.begin() as connection:
            connection.execute(self._matching(self.table.update(), id, key_id).values(tables.plain(changes)))
        return self.get(id, key_id)

    def delete(self, id: str, key_id: str | None) -> bool:
        """Whether there was one to delete."""
        with self.engine.begin() as connection:
            return connection.execute(self._matching(self.table.delete(), id, key_id)).rowcount > 0

    def count(self, key_id: str | None, **equal: Any) -> int:
        with self.reading() as connection:
            query = self._where(key_id, **equal).with_only_columns(sa.func.count(), maintain_column_froms=True)
            return connection.execute(query).scalar_one()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for one statement, without the cost of a transaction."""
        # SQLite reads outside a transaction anyway, and would forget to begin IMMEDIATE after AUTOCOMMIT.
        level = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
        with self.engine.connect() as connection:
            yield connection.execution_options(**level)

    def _rows(self, query: sa.Select[Any]) -> Sequence[Record]:
        with self.reading() as connection:
            return [tables.record(self.kind, found) for found in connection.execute(query).mappings()]

    def _where(self, key_id: str | None, **equal: Any) -> sa.Select[Any]:
        query = sa.select(self.table)
        if key_id is not None:
            query = query.where(self.table.c.key_id == key_id)
        for name, value in equal.items():
            query = query.where(self.table.c[name] == value)
        return query

    def _of(self, id: str, key_id: str | None) -> sa.Select[Any]:
        return self._where(key_id, id=id)

    def _matching(self, statement: Any, id: str, key_id: str | None) -> Any:
        statement = statement.where(self.table.c.id == id)
        return statement if key_id is None else statement.where(self.table.c.key_id == key_id)

    def _number(self, id: str, key_id: str | None) -> int:
        with self.reading() as connection:
            found = connection.execute(self._of(id, key_id).with_only_columns(self.table.c.number)).scalar()
        if found is None:
            raise NotFound(f"There is no {self.kind.__name__.lower()} {id[:80]!r} to list on from.")
        return int(found)
