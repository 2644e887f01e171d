"""The database: one section for each kind of record, SQLite or PostgreSQL behind it."""

from haneul.server.store.section import Page, Section
from haneul.server.store.store import Store

__all__ = ["Page", "Section", "Store"]
