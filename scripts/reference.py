"""Write docs/reference.md from the types that the commands themselves are made from.

    python scripts/reference.py

A test fails when the page is older than the types.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import MISSING
from pathlib import Path

from haneul.engines.base import Sampling
from haneul.engines.registry import MODELS
from haneul.fields import Entry, entries
from haneul.flags import describe, reflow
from haneul.operations.base import Operation, every
from haneul.output import Output
from haneul.painting import Choice

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"
HEAD = """# Reference

Made by `python scripts/reference.py` from the operations' own types; change those, not this page.
From Python every operation is a function of the same parameters: `haneul.generate("a corgi", seconds=4)`."""


def page() -> str:
    """The whole page as Markdown."""
    shared = entries(Operation)
    parts = [HEAD]
    for name, kind in every().items():
        parts += list(operation(name, kind, {entry.name for entry in shared}))
    parts += ["## Shared by all operations", table(shared)]
    parts += ["## Sampling and output", table([e for kind in (Sampling, Choice, Output) for e in entries(kind)])]
    parts += ["## Models", "\n".join(f"- `{model.name}`: {model.summary}" for model in MODELS)]
    return "\n\n".join(parts) + "\n"


def operation(name: str, kind: type[Operation], shared: set[str]) -> Iterator[str]:
    """Title, what the operation does, how it is called, and its own parameters."""
    own = [entry for entry in entries(kind) if entry.name not in shared]
    words = [e.name.upper() if e.default is MISSING else f"[{e.name.upper()}]" for e in own if e.positional]
    yield f"## {name}"
    yield reflow(inspect.cleandoc(kind.__doc__ or ""))
    yield f"```\nhaneul {name} {' '.join(words)} [OPTIONS] -o OUT\n```"
    yield table(own)


def table(rows: tuple[Entry, ...] | list[Entry]) -> str:
    """One line a parameter: how it is written, its default, what it means."""
    lines = ["| parameter | default | meaning |", "|---|---|---|"]
    return "\n".join(lines + [f"| {_written(row)} | {_default(row)} | {describe(row)} |" for row in rows])


def _written(entry: Entry) -> str:
    if entry.positional and entry not in entries(Sampling):
        return f"`{entry.name.upper()}`"
    short = f", `-{entry.field.short}`" if entry.field.short else ""
    return f"`--{entry.name.replace('_', '-')}`{short}"


def _default(entry: Entry) -> str:
    if entry.default is MISSING:
        return "" if entry.drawn else "required"
    return "" if entry.default in (None, "", False) else f"`{entry.default}`"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
    print(f"wrote {PAGE}")
