"""Texts inside the parameters of an operation, however deep: names of files among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The value with every text in it that is a key of `names` replaced; keys of mappings stay."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {key: renamed(item, names) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(renamed(item, names) for item in value)
    return value


def texts(value: Any) -> list[str]:
    """Every text in a value."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []
