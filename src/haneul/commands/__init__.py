"""Commands that are no operations: one file each, found by looking into this folder.

Each file has `add(app)`, which puts its command into the application. Whatever is heavy is imported
when a command runs, so that `haneul --help` stays instant.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from cyclopts import App


def add_all(app: App) -> None:
    """Put every command of this folder into `app`."""
    for file in pkgutil.iter_modules([str(Path(__file__).parent)], __name__ + "."):
        importlib.import_module(file.name).add(app)
