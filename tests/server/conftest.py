"""A database and a storage for each test, on SQLite and on a PostgreSQL that the tests start themselves."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest

from haneul.server.settings import Settings
from haneul.server.storage import Storage
from haneul.server.store import Store

BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql():
    """A cluster of our own, as another user where we are root: `make()` gives a new database's address, and
    `restart()` kills and starts the server."""
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/local/bin")]
    programs = next((folder for folder in found if (folder / "initdb").exists()), None)
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    as_user = {"user": user} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="haneul-pg-", dir="/tmp"))
    shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **as_user}
    data = folder / "data"
    subprocess.run([programs / "initdb", "-D", data, "-U", "haneul", "-A", "trust", "--no-sync"], check=True, **quiet)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300"

    def control(*what):
        subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-t", "120", "-o", options, *what], check=True, **quiet)

    def make():
        name = f"t{uuid4().hex}"
        subprocess.run(
            [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "haneul", name], check=True, **quiet
        )
        return f"postgresql://haneul@127.0.0.1:{port}/{name}"

    control("start")
    try:
        yield SimpleNamespace(make=make, restart=lambda: control("-m", "immediate", "restart"))
    finally:
        control("-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=BACKENDS)
def database(request, tmp_path):
    """The address of an empty database."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql").make()
    return f"sqlite:///{tmp_path / 'haneul.db'}"


@pytest.fixture
def settings(database, tmp_path):
    return Settings(database=database, storage=str(tmp_path / "storage"), least_free_gib=0.0, private_webhooks=True)


@pytest.fixture
def store(settings):
    opened = Store.open(settings)
    yield opened
    opened.close()


@pytest.fixture
def storage(settings):
    return Storage(settings.storage)
