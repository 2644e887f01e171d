"""A new operation is one file: dropped into the folder, it is a command, a function and works."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import haneul

FREEZE = '''
"""A still made from one colour: the smallest operation there is."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from haneul.fields import Field
from haneul.operations.base import Operation


@dataclass(frozen=True)
class Freeze(Operation):
    """Keep one grey for a quarter of a second."""

    grey: Annotated[int, Field("How bright.", 0, 255)]

    def canvas(self, defaults):
        canvas = self.blank(defaults, 0.25)
        return canvas.put(np.full((*canvas.shape, 3), self.grey, np.uint8))
'''


@pytest.fixture
def run(tmp_path):
    """Run Python with a package that is ours, by links, and one file more."""
    source = Path(haneul.__file__).parent
    copy = tmp_path / "with" / "haneul"
    (copy / "operations").mkdir(parents=True)
    for part in source.iterdir():
        if part.name != "operations":
            (copy / part.name).symlink_to(part)
    for part in (source / "operations").glob("*.py"):
        (copy / "operations" / part.name).symlink_to(part)
    (copy / "operations" / "freeze.py").write_text(FREEZE)

    def call(*arguments):
        environment = os.environ | {"PYTHONPATH": str(tmp_path / "with")}
        line = [sys.executable, *arguments]
        return subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return call


def test_a_dropped_file_is_a_command_and_a_function(run, tmp_path):
    help = run("-m", "haneul", "--help").stdout
    assert "freeze" in help and "Keep one grey for a quarter of a second." in help
    assert "GREY" in run("-m", "haneul", "freeze", "--help").stdout
    done = run("-m", "haneul", "freeze", "77", "--model", "fake", "--size", "64x64")
    assert done.returncode == 0 and (tmp_path / "freeze.mp4").exists(), done.stderr
    wrong = run("-m", "haneul", "freeze", "300", "--model", "fake")
    assert wrong.returncode == 2 and "grey cannot be 300; give a whole number from 0 to 255." in wrong.stderr
    function = "import haneul; print(haneul.freeze(77, model='fake', size='64x64').clip.frames.mean())"
    assert run("-c", function).stdout == "77.0\n"
