"""The engine of SQLAlchemy for our own tables and for DBOS's, which live in one database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

import sqlalchemy as sa

from haneul.errors import InvalidInput, StorageFull
from haneul.server.store.tables import METADATA

_POOL = 16
_WAIT = 30  # seconds that one waits for another that holds a lock


def connect(url: str) -> sa.Engine:
    """The engine for `url`; the file of SQLite is made with its folder. `InvalidInput` for other databases."""
    try:
        parts = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise InvalidInput(f"database cannot be {url[:80]!r}; give sqlite:///FILE or postgresql://...") from error
    if parts.get_backend_name() == "sqlite" and parts.database:
        return _sqlite(parts)
    if parts.get_backend_name() != "postgresql":
        raise InvalidInput(f"database cannot be {parts.get_backend_name()}; give sqlite:///FILE or postgresql://...")
    parts = parts.set(drivername="postgresql+psycopg")
    options = {"options": f"-c idle_in_transaction_session_timeout={_WAIT}s"}  # a client that sleeps holds nobody up
    return _told(sa.create_engine(parts, pool_size=_POOL, max_overflow=_POOL, pool_pre_ping=True, connect_args=options))


def _sqlite(url: sa.URL) -> sa.Engine:
    """A file that many processes share: readers never wait, writers wait for each other."""
    Path(url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds secrets
    engine = sa.create_engine(url, pool_size=_POOL, max_overflow=_POOL)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout={_WAIT * 1000}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.isolation_level = "IMMEDIATE"  # else two readers that turn writers fail each other

    return _told(engine)


def _told(engine: sa.Engine) -> sa.Engine:
    """A full disk is told as such, whichever statement met it."""

    @sa.event.listens_for(engine, "handle_error")
    def tell(context: sa.engine.ExceptionContext) -> None:
        said = str(context.original_exception).lower()
        if "disk is full" in said or "no space left" in said:
            raise StorageFull("The database's disk is full; free some space, nothing is lost.") from None

    return engine


def migrate(engine: sa.Engine) -> None:
    """Make what is missing of our tables; a column that a newer version added is added."""
    with locked(engine, "migrate") as connection:
        METADATA.create_all(connection)
        found = sa.inspect(connection)
        for table in METADATA.sorted_tables:
            known = {column["name"] for column in found.get_columns(table.name)}
            for column in table.columns:
                if column.name not in known:
                    kind = column.type.compile(engine.dialect)
                    connection.execute(sa.text(f'ALTER TABLE {table.name} ADD COLUMN "{column.name}" {kind}'))


@contextmanager
def locked(engine: sa.Engine, what: str) -> Iterator[sa.Connection]:
    """A transaction that is alone with `what` among all processes, so that it may look and then write."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(crc32(what.encode()))))
        yield connection
