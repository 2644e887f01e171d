"""The description is as new as the service."""

import json
import runpy
from pathlib import Path

import pytest

pytest.importorskip("fastapi")
ROOT = Path(__file__).parents[2]


def test_the_file_is_up_to_date():
    made = runpy.run_path(str(ROOT / "scripts" / "openapi.py"))["text"]()
    assert (ROOT / "docs" / "openapi.json").read_text("utf-8") == made, "run: python scripts/openapi.py"


def test_every_call_is_described():
    told = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    for path, methods in told["paths"].items():
        for method, call in methods.items():
            assert call["summary"] and call["description"], (method, path)
            assert {"200", "4XX", "5XX"} <= call["responses"].keys(), (method, path)
    for name in ("CreateVideo", "VideoObject", "ErrorObject", "ExtendVideo", "CreateBatch"):
        assert told["components"]["schemas"][name]["examples"], name
