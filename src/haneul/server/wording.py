"""What the core says, in the words of the service: a client has fields, no flags."""

from __future__ import annotations

import re


def in_fields(text: str) -> str:
    """`--no-enrich` as "enrich: false", `--picture FILE` as "picture FILE"."""
    return re.sub(r"--([a-z]+)", r"\1", re.sub(r"--no-([a-z]+)", r"\1: false", text))
