"""Numbered files that a process of its own makes ahead of whoever reads them."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

Make = Callable[[Path, int], None]
"""Writes the file of a number to a path, aside first."""


class Ahead:
    """Files 0, 1, 2 ... of a folder, made in order by a background process, `ahead` beyond the last one asked for.

    `prepare` runs once in that process and returns what makes a file; it must be picklable.
    """

    def __init__(self, folder: Path, prepare: Callable[[], Make], ahead: int) -> None:
        self.folder, self.prepare, self.ahead = folder, prepare, ahead
        self.folder.mkdir(parents=True, exist_ok=True)
        self.wanted = multiprocessing.get_context("spawn").Value("q", 0)
        self.process: Any = None

    def path(self, number: int) -> Path:
        return path_of(self.folder, number)

    def want(self, last: int) -> None:
        """Let it make files up to `last` - 1 and a few more."""
        self.wanted.value = max(self.wanted.value, last + self.ahead)

    def wait(self, number: int) -> Path:
        """The file of `number`, when it is there; a process that died is started anew."""
        self.want(number + 1)
        while not self.path(number).exists():
            if self.process is None or not self.process.is_alive():
                context = multiprocessing.get_context("spawn")
                arguments = (self.folder, self.prepare, number, self.wanted)
                self.process = context.Process(target=_work, args=arguments, daemon=True)
                self.process.start()
            time.sleep(0.05)
        return self.path(number)

    def close(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.join()


def path_of(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.safetensors"


def _work(folder: Path, prepare: Callable[[], Make], number: int, wanted: Any) -> None:
    """The process: every file up to `wanted`, in order, on one thread; it ends with its parent."""
    torch.set_num_threads(1)
    parent, make = os.getppid(), prepare()
    while os.getppid() == parent:
        if number >= wanted.value:
            time.sleep(0.2)
            continue
        if not path_of(folder, number).exists():
            make(path_of(folder, number), number)
        number += 1
