"""Write docs/reference.md, docs/operations.md and the tables of docs/storyboard.md from the types themselves.

    python scripts/reference.py

A test fails when a page is older than the types. The pictures are made by `scripts/operations.py`.
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
from haneul.operations.board import Board, Card
from haneul.output import Output
from haneul.painting import Choice

DOCS = Path(__file__).parents[1] / "docs"
PICTURES = "pictures/operations"
HEAD = """# Reference

Made by `python scripts/reference.py` from the types themselves; change those, not this page.
What each operation does, with its own parameters and a picture, is in [operations.md](operations.md)."""
OPERATIONS = """# Operations

Made by `python scripts/reference.py` from the operations' own types; change those, not this page.
From Python every operation is a function of the same parameters: `haneul.generate("a corgi", seconds=4)`.
What all of them share, such as `--size` and `--seed`, is in [reference.md](reference.md).

The pictures are made by `python scripts/operations.py` with the weights in the package, by the commands
above them. So are `clip.mp4`, `other.mp4` and `picture.png`, from a prompt each; where there is a first
row, it shows them."""


def pages() -> dict[Path, str]:
    """The text of each page by its path."""
    made = {DOCS / "reference.md": reference(), DOCS / "operations.md": operations()}
    return made | {DOCS / "storyboard.md": storyboard((DOCS / "storyboard.md").read_text("utf-8"))}


def storyboard(page: str) -> str:
    """The hand-written page of storyboards with the tables of keys behind their headings."""
    for heading, kind in (("## The keys of a card", Card), ("## The keys of the board", Board)):
        before, found, after = page.partition(heading)
        words, bar, rest = after.partition("\n| key |")
        rest = rest[rest.index("\n\n") :] if bar else rest
        rows = [f"| `{entry.name}` | {describe(entry)} |" for entry in entries(kind)]
        lines = "\n".join(["| key | meaning |", "|---|---|", *rows])
        page = f"{before}{found}{words.rstrip()}\n\n{lines}{rest}"
    return page


def reference() -> str:
    """What all operations share, and the models."""
    parts = [HEAD, "## Shared by all operations", table(entries(Operation))]
    parts += ["## Sampling and output", table([e for kind in (Sampling, Choice, Output) for e in entries(kind)])]
    parts += ["## Models", "\n".join(f"- `{model.name}`: {model.summary}" for model in MODELS)]
    return "\n\n".join(parts) + "\n"


def operations() -> str:
    """Every operation: what it does, its picture, its own parameters."""
    shared = {entry.name: entry for entry in entries(Operation)}
    parts = [OPERATIONS]
    for name, kind in every().items():
        parts += list(operation(name, kind, shared))
    return "\n\n".join(parts) + "\n"


def operation(name: str, kind: type[Operation], shared: dict[str, Entry]) -> Iterator[str]:
    """Title, what the operation does, how it is called, its own parameters, and what came of its example."""
    own = [entry for entry in entries(kind) if entry.name not in shared or entry.field != shared[entry.name].field]
    words = [e.label.upper() if e.default is MISSING else f"[{e.label.upper()}]" for e in own if e.positional]
    yield f"## {name}"
    yield reflow(inspect.cleandoc(kind.__doc__ or ""))
    yield f"```\n{' '.join(['haneul', name, *words])} [OPTIONS] -o OUT\n```"
    yield table(own)
    if kind.example:
        yield f"```\n{kind.example}\n```"
        yield f"![{name}]({PICTURES}/{name}.jpg)"


def table(rows: tuple[Entry, ...] | list[Entry]) -> str:
    """One line a parameter: how it is written, its default, what it means."""
    lines = ["| parameter | default | meaning |", "|---|---|---|"]
    return "\n".join(lines + [f"| {_written(row)} | {_default(row)} | {describe(row)} |" for row in rows])


def _written(entry: Entry) -> str:
    if entry.positional and entry not in entries(Sampling):
        return f"`{entry.label.upper()}`"
    short = f", `-{entry.field.short}`" if entry.field.short else ""
    return f"`--{entry.label}`{short}"


def _default(entry: Entry) -> str:
    if entry.default is MISSING:
        return "" if entry.drawn else "required"
    return "" if entry.default in (None, "", False) else f"`{entry.default}`"


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, "utf-8")
        print(f"wrote {path}")
