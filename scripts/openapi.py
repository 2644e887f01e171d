"""Write docs/openapi.json, the description of the HTTP service, from the service itself.

    python scripts/openapi.py

A test fails when the file is older than the service.
"""

from __future__ import annotations

import json
from pathlib import Path

from haneul.server.app import document

FILE = Path(__file__).parents[1] / "docs" / "openapi.json"


def text() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
    print(FILE)
