"""The program of docs/migrate-from-sora.md, word for word, with nothing changed but the address."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("openai")
PAGE = Path(__file__).parents[3] / "docs" / "migrate-from-sora.md"


def test_the_program_for_the_dead_service_runs(address, worker, tmp_path):
    program = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[0]
    assert "base_url" not in program
    environment = os.environ | {"OPENAI_BASE_URL": f"{address}/v1", "OPENAI_API_KEY": "any", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"corgi.mp4", "corgi.webp", "fox.mp4"}
    assert done.stdout.count("video_") >= 2
