"""Schemathesis against the description: no 5xx, and every answer as it is described.

A few examples of each call by default; HANEUL_FUZZ=200 asks for so many:

    HANEUL_FUZZ=200 pytest tests/server/api/test_fuzz.py
"""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from haneul.server.app import create
from haneul.server.front import Front
from haneul.server.settings import Settings

schemathesis = pytest.importorskip("schemathesis")

FEW = 3
EXAMPLES = int(os.environ.get("HANEUL_FUZZ", FEW))


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    """A service without a worker: what is accepted waits, and is refused once twenty do."""
    folder = tmp_path_factory.mktemp("fuzz")
    told = Settings(
        database=f"sqlite:///{folder}/haneul.db", storage=str(folder / "storage"), least_free_gib=0, waiting=20,
        private_webhooks=True,
    )  # fmt: skip
    app = create(told, Front(model="fake", default_size="64x64", upload_mib=2))
    yield schemathesis.openapi.from_asgi("/openapi.json", app, headers={"host": "localhost"})
    app.state.service.store.close()


CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
PATHS = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text("utf-8"))["paths"]
CALLS = [(method, path) for path, methods in PATHS.items() for method in methods if not path.endswith("/events")]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("method", "path"), CALLS, ids=lambda part: str(part))
def test_every_answer_is_as_described(schema, method, path):
    checks = schemathesis.checks.CHECKS.get_by_names(list(CHECKS))

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= FEW, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(schema[path][method].as_strategy())
    def ask(case):
        case.call_and_validate(checks=checks)

    ask()
