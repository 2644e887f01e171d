"""The progress bar of the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from haneul.engines.base import Progress


@contextmanager
def progress_bar(what: str, logged: bool = False) -> Iterator[Progress]:
    """A bar with the time left on standard error; where nobody watches nothing, or lines if `logged`."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda share, what, preview=None, /: print(f"{share:4.0%} {what}", file=sys.stderr) if logged else None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share, what, preview=None, /: bar.update(task, completed=share, description=what)
