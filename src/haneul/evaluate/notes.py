"""What an interrupted evaluation has already done: one line of JSON a prompt, and its strip of frames.

The first line says with what it was made; when that has changed, everything is asked anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from haneul.canvas import Frames


class Notes:
    """Answers kept in `folder`, or nowhere when it is None."""

    def __init__(self, folder: Path | None, settings: Mapping[str, Any]) -> None:
        self.folder = folder
        self.rows: dict[int, dict[str, Any]] = {}
        self.strips: dict[int, Frames] = {}
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        lines = self._file.read_text("utf-8").splitlines() if self._file.exists() else []
        first = json.dumps(dict(settings), sort_keys=True)
        if lines[:1] == [first]:
            for row in map(_parsed, lines[1:]):
                if row is not None and self._picture(row["number"]).exists():
                    self.rows[row["number"]] = row
        else:
            self._file.write_text(first + "\n", "utf-8")

    def add(self, row: dict[str, Any], strip: Frames) -> None:
        """Keep the answer to one question."""
        self.rows[row["number"]] = row
        if self.folder is None:
            self.strips[row["number"]] = strip
            return
        Image.fromarray(strip).save(self._picture(row["number"]))
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def strip(self, number: int) -> Frames:
        """The frames shown of one answer."""
        if self.folder is None:
            return self.strips[number]
        return np.asarray(Image.open(self._picture(number)).convert("RGB"))

    @property
    def _file(self) -> Path:
        assert self.folder is not None
        return self.folder / "answers.jsonl"

    def _picture(self, number: int) -> Path:
        assert self.folder is not None
        return self.folder / f"{number:04d}.png"


def _parsed(line: str) -> dict[str, Any] | None:
    """A line that was cut off by a kill is none."""
    try:
        row: dict[str, Any] = json.loads(line)
        return row
    except json.JSONDecodeError:
        return None
