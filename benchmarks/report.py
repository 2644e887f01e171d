"""How every benchmark here ends: a table for people, then one line of JSON for programs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table


def report(title: str, rows: Mapping[str, tuple[float, str]], **facts: object) -> None:
    """Print `rows` (key -> (value, what it is and its unit)), then all of it as JSON."""
    table = Table(title=title)
    table.add_column("what")
    table.add_column("value", justify="right")
    for value, meaning in rows.values():
        table.add_row(meaning, f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}")
    console = Console(width=110)
    console.print(table)
    for name, fact in facts.items():
        console.print(f"[dim]{name}: {fact}", highlight=False)
    print(json.dumps({"benchmark": title, **{key: value for key, (value, _) in rows.items()}, **facts}))


def apart(file: str, *arguments: str) -> dict[str, float]:
    """What `file` prints on its last line, run with `arguments` in a process of its own: memory is counted apart."""
    command = [sys.executable, file, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result
