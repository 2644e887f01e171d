"""Whom a part of a scene shows, and how."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Names of characters, and how they are drawn."""

    key: str
    tint: str = "none"
    rear: str = ""  # the other half of a hybrid
    front: str = "front"  # where the front half is: left, right or front (top)
    rear_flip: bool = False
