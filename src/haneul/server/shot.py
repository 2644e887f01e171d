"""What was read from a prompt, as a video tells it. Workers read: it takes the text encoder."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from haneul.prompts.reader import read


def shot(prompt: str | None) -> dict[str, Any] | None:
    """Who does what, where and when, how it looks and is filmed; None without a prompt."""
    return asdict(read(prompt)) if prompt else None
