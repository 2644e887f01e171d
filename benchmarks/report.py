"""How every benchmark here ends: a table for people, then one line of JSON for programs."""

from __future__ import annotations

import json
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
