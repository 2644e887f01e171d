"""Parts of the package that need libraries which not everyone installs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from haneul.errors import MissingPart


@contextmanager
def needs(extra: str, who: str) -> Iterator[None]:
    """Around imports: a library that is missing becomes `MissingPart`, which says what to install."""
    try:
        yield
    except ImportError as error:
        if not error.name or error.name.startswith("haneul"):
            raise
        raise MissingPart(f"{who} needs {error.name}: pip install 'haneul[{extra}]'.") from error
