"""The reference page is as new as the types that it is made from."""

import runpy
from pathlib import Path

from haneul.operations.base import every

ROOT = Path(__file__).parents[2]


def test_the_page_is_up_to_date():
    page = runpy.run_path(str(ROOT / "scripts" / "reference.py"))["page"]()
    stored = (ROOT / "docs" / "reference.md").read_text("utf-8")
    assert stored == page, "run: python scripts/reference.py"


def test_every_parameter_has_its_line():
    stored = (ROOT / "docs" / "reference.md").read_text("utf-8")
    for kind in every().values():
        for field in kind.__dataclass_fields__.values():
            if field.name not in ("_", "suffix"):
                assert f"`--{field.name}`" in stored or f"`{field.name.upper()}`" in stored, field.name
