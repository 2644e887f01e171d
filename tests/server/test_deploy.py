"""What operators are told to type exists."""

import dataclasses
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from haneul.commands.keys import New
from haneul.server import metrics
from haneul.server.front import Front
from haneul.server.settings import Settings

ROOT = Path(__file__).parents[2]
FLAGS = {"--" + field.name.replace("_", "-") for kind in (Settings, Front, New) for field in dataclasses.fields(kind)}
OTHERS = {"--system", "--home", "--now", "--create-home", "--uid", "--no-cache-dir", "--build", "--rm", "--help"}


@pytest.mark.parametrize(
    "name", ["docs/operate.md", "deploy/compose.yaml", "deploy/Dockerfile", "deploy/haneul.service"]
)
def test_every_flag_exists(name):
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", (ROOT / name).read_text("utf-8")))
    assert told - OTHERS <= FLAGS
    assert told


def test_compose_starts_what_there_is():
    services = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text("utf-8"))["services"]
    assert [services[name]["command"][0] for name in ("server", "worker")] == ["serve", "worker"]
    assert services["server"]["environment"] == services["worker"]["environment"]


def test_every_metric_is_in_the_manual():
    manual = (ROOT / "docs/operate.md").read_text("utf-8")
    names = set(re.findall(r"haneul_[a-z_]+", metrics.__doc__))
    assert names
    assert all(name in manual for name in names)


def test_help_is_instant():
    code = "import sys; from haneul.cli import main; main(['--help']); main(['worker', '--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert not loaded & {"dbos", "sqlalchemy", "fastapi", "fsspec", "httpx", "prometheus_client", "torch", "av"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_unit(tmp_path):
    unit = (ROOT / "deploy/haneul.service").read_text("utf-8")
    program = "/opt/haneul/bin/haneul"
    assert program in unit
    path = tmp_path / "haneul.service"
    path.write_text(unit.replace(program, sys.executable))
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
