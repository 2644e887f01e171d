"""All sections over one database."""

from __future__ import annotations

import sqlalchemy as sa

from haneul.server.records import Batch, Character, Endpoint, File
from haneul.server.settings import Place
from haneul.server.store import tables
from haneul.server.store.database import connect, migrate
from haneul.server.store.keys import Keys
from haneul.server.store.post import Post
from haneul.server.store.section import Section
from haneul.server.store.tallies import Tallies
from haneul.server.store.videos import Videos
from haneul.server.store.workers import Workers


class Store:
    """What the service remembers. Safe for threads; each process opens its own.

    `videos`, `characters`, `files`, `endpoints`, `events`, `batches` and `keys` are sections; `post` holds
    deliveries, `workers` who is alive, `tallies` what is counted for ever.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.characters = Section(engine, tables.CHARACTERS, Character)
        self.files = Section(engine, tables.FILES, File)
        self.endpoints = Section(engine, tables.ENDPOINTS, Endpoint)
        self.batches = Section(engine, tables.BATCHES, Batch)
        self.keys = Keys(engine)
        self.post = Post(engine)
        self.events = self.post.events
        self.tallies = Tallies(engine)
        self.workers = Workers(engine)
        self.videos = Videos(engine, self.post, self.tallies)

    @classmethod
    def open(cls, place: Place) -> Store:
        """The store of `place`, its tables made. `InvalidInput` for an unknown kind of database."""
        engine = connect(place.database)
        migrate(engine)
        return cls(engine)

    def close(self) -> None:
        self.engine.dispose()

    def reachable(self) -> bool:
        """Whether the database answers."""
        try:
            with self.engine.connect() as connection:
                connection.execute(sa.select(1))
        except (sa.exc.SQLAlchemyError, OSError):
            return False
        return True
