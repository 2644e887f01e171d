"""What an operator decides: where things are kept, who may have how much, and for how long.

One frozen dataclass is the source of the flags of `haneul serve`, `haneul worker` and `haneul keys`. The
server and its workers must be given the same database and storage; everything else may differ.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from haneul.fields import Field, check

GIB = 2**30


def home() -> Path:
    """The folder of a server that was told no other: HANEUL_HOME, or the user's data folder."""
    from platformdirs import user_data_path

    return Path(os.environ.get("HANEUL_HOME") or user_data_path("haneul") / "server")


def _database() -> str:
    return os.environ.get("HANEUL_DATABASE") or f"sqlite:///{home() / 'haneul.db'}"


def _storage() -> str:
    return os.environ.get("HANEUL_STORAGE") or str(home() / "storage")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where jobs, keys and files are kept: what all processes of one service share."""

    database: Annotated[
        str,
        Field("sqlite:///FILE or postgresql://...; HANEUL_DATABASE, or a file in the user's data folder without."),
    ] = field(default_factory=_database)
    storage: Annotated[
        str,
        Field("A folder, or any fsspec address such as s3://bucket/haneul; HANEUL_STORAGE, or a local folder without."),
    ] = field(default_factory=_storage)

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, kw_only=True)
class Settings(Place):
    """Place, limits, retention and the behaviour of workers."""

    running: Annotated[int, Field("Jobs of one key that run at once, unless the key says otherwise.", 1, 10_000)] = 2
    waiting: Annotated[int, Field("Jobs of one key that may wait, unless the key says otherwise.", 1, 10**6)] = 100
    keep_days: Annotated[float, Field("How long finished videos are kept.", 0.0001, 36_500, "days")] = 30.0
    keep_gib: Annotated[
        float | None, Field("Space for finished videos; the oldest go first. No limit without.", 0.001, 10**6, "GiB")
    ] = None
    least_free_gib: Annotated[
        float, Field("Free space below which no job is accepted; local storage only.", 0, 10**6, "GiB")
    ] = 1.0
    jobs: Annotated[int, Field("Jobs that one worker paints at once.", 1, 64)] = 1
    lease: Annotated[
        float,
        Field("A worker that is silent for so long is taken for dead, and its jobs go on elsewhere.", 1, 600, "s"),
    ] = 15.0
    private_webhooks: Annotated[
        bool, Field("Deliver webhooks to loopback and private networks as well: only where every key is trusted.")
    ] = False
    metrics_port: Annotated[
        int | None, Field("Where a worker shows its Prometheus metrics; nowhere without.", 1, 65_535)
    ] = None
    traces: Annotated[str, Field("OTLP address that OpenTelemetry spans go to, http://HOST:4318; none without.")] = ""

    @property
    def keep_seconds(self) -> int:
        return round(self.keep_days * 86_400)

    @property
    def keep_bytes(self) -> int | None:
        return None if self.keep_gib is None else round(self.keep_gib * GIB)

    @property
    def least_free(self) -> int:
        return round(self.least_free_gib * GIB)
