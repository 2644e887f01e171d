"""Tables made from the records, so that a field is said once.

Texts and numbers are columns, everything else is JSON. `number` counts rows in the order of their
making: lists page by it, since many records share a second.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import sqlalchemy as sa

from haneul.server import records

Record = TypeVar("Record")
METADATA = sa.MetaData()
COUNTING = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite counts INTEGER keys only
_COLUMNS = {str: sa.Text, int: sa.BigInteger, float: sa.Double, bool: sa.Boolean}


def table(name: str, kind: type, *indexed: tuple[str, ...]) -> sa.Table:
    """The table for the dataclass `kind`, with an index for each tuple of column names."""
    hints = get_type_hints(kind)
    columns = [_column(field.name, hints[field.name]) for field in dataclasses.fields(kind)]
    indices = [sa.Index(f"{name}_by_{'_'.join(parts)}", *parts) for parts in indexed]
    number = sa.Column("number", COUNTING, primary_key=True, autoincrement=True)
    return sa.Table(name, METADATA, number, *columns, *indices)


def _column(name: str, hint: Any) -> sa.Column[Any]:
    optional = get_origin(hint) is UnionType and type(None) in get_args(hint)
    kind = next(part for part in get_args(hint) if part is not type(None)) if optional else hint
    if get_origin(kind) is Literal:
        kind = str
    column = sa.Column(name, _COLUMNS.get(kind, sa.JSON(none_as_null=True)), nullable=optional)
    column.unique = name == "id"
    return column


def row(record: Any) -> dict[str, Any]:
    """The values of a record as its table takes them."""
    return {field.name: plain(getattr(record, field.name)) for field in dataclasses.fields(record)}


def plain(value: Any) -> Any:
    """Tuples as lists and mappings as dictionaries: what JSON knows."""
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return value


def record(kind: type[Record], found: Mapping[str, Any] | sa.RowMapping) -> Record:
    """The record that the row `found` holds; its lists come back as tuples."""
    names = (field.name for field in dataclasses.fields(kind))  # type: ignore[arg-type]
    return kind(**{name: tuple(v) if isinstance(v := found[name], list) else v for name in names})


VIDEOS = table("videos", records.Video, ("key_id", "number"), ("key_id", "dispatched_at"), ("status", "dispatched_at"))
CHARACTERS = table("characters", records.Character, ("key_id", "number"))
FILES = table("files", records.File, ("key_id", "number"))
ENDPOINTS = table("endpoints", records.Endpoint, ("key_id", "number"))
EVENTS = table("events", records.Event, ("key_id", "number"))
DELIVERIES = table("deliveries", records.Delivery, ("status", "due_at"), ("event_id",))
BATCHES = table("batches", records.Batch, ("key_id", "number"))
KEYS = table("keys", records.Key, ("hash",))

WORKERS = sa.Table(
    "workers",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("started_at", sa.Double, nullable=False),
    sa.Column("seen_at", sa.Double, nullable=False),
    sa.Column("slots", sa.Integer, nullable=False),
    sa.Column("steps", sa.BigInteger, nullable=False, default=0),
    sa.Column("speed", sa.Double, nullable=False, default=0.0),  # sampling steps a second, of late
)

TALLIES = sa.Table(  # what is counted for ever: rows of videos go with retention, these stay
    "tallies",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("label", sa.Text, primary_key=True),
    sa.Column("value", sa.Double, nullable=False, default=0.0),
)

LEASES = sa.Table(  # work that one process does for all
    "leases",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", sa.Double, nullable=False),
)
