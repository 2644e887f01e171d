"""What an evaluation shows: a table for people, a last line of JSON for machines, and a file with samples."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from haneul import media
from haneul.evaluate.notes import Notes

LEFT = ("attribute", "operation", "measure", "reached")  # columns of words; all others are figures
ON_SHEET, SHEET_COLUMNS = 40, 2  # clips on the sheet of samples, and in a row of it


@dataclass(frozen=True)
class Page:
    """A table with its `settings`, `remarks` on what it cannot say, and all of it as plain values."""

    title: str
    settings: Mapping[str, Any]
    columns: Sequence[str]
    cells: Sequence[Sequence[str]]
    remarks: Sequence[str]
    figures: Mapping[str, Any]

    @property
    def asked(self) -> str:
        """The settings in a line."""
        return ", ".join(f"{name} {value}" for name, value in self.settings.items())

    def show(self) -> None:
        """Print the table, the remarks and, as the last line, the figures as JSON."""
        from rich.box import SIMPLE_HEAD
        from rich.console import Console
        from rich.table import Table

        console, table = Console(), Table(title=self.asked, box=SIMPLE_HEAD, padding=0)
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="left" if column in LEFT else "right", no_wrap=number == 0)
        for row in self.cells:
            table.add_row(*row)
        console.print(table)
        for remark in self.remarks:
            console.print(remark, soft_wrap=True)
        print(json.dumps(self.figures, ensure_ascii=False))

    def write(
        self, path: Path, notes: Notes, labels: Mapping[int, str], answers: Sequence[Any], told: str = ""
    ) -> None:
        """The file (Markdown by suffix .md, with `told` at its end; else JSON with `answers`), aside first.

        Beside it goes a sheet of the samples in `notes` that have `labels`.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = path.with_suffix(".png")
        shown = list(labels)[:ON_SHEET]
        strips = [notes.strip(number) for number in shown]
        media.write_picture(picture, media.sheet(strips, [labels[number] for number in shown], SHEET_COLUMNS))
        text = json.dumps({**self.figures, "answers": answers}, ensure_ascii=False, indent=1)
        if path.suffix == ".md":
            text = "\n\n".join([self._markdown(), f"![samples]({picture.name})", *([told] if told else [])]) + "\n"
        aside = path.with_suffix(".part")
        aside.write_text(text, "utf-8")
        aside.rename(path)

    def _markdown(self) -> str:
        """Title, settings, table and remarks."""
        table = markdown(self.columns, self.cells)
        return "\n\n".join([f"# {self.title}", f"{self.asked}.", table, *self.remarks])


def markdown(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (columns, ["---"] * len(columns), *cells))


def rounded(told: Mapping[str, Any]) -> dict[str, Any]:
    """The figures with four places."""
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in told.items()}
