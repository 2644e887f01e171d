"""`haneul read`: what is understood of a prompt, and what it would be enriched to."""

from __future__ import annotations

import json
from dataclasses import KW_ONLY, asdict, dataclass
from typing import TYPE_CHECKING, Annotated

from cyclopts import App

from haneul.errors import InvalidPrompt
from haneul.fields import Field, check
from haneul.flags import command
from haneul.operations.base import PromptText

if TYPE_CHECKING:
    from haneul.prompts.shot import Shot, Subject


@dataclass(frozen=True)
class Read:
    """Show what is understood of a prompt: who does what, where, when, and how it is filmed.

    A story of several sentences is shown shot by shot. Below it stands what the embedded model is told.
    """

    prompt: PromptText
    _: KW_ONLY
    seed: Annotated[int, Field("What is left open is filled in by it.", 0, 2**32 - 1)] = 0
    json: Annotated[bool, Field("Print JSON for programs instead of tables.")] = False

    def __post_init__(self) -> None:
        check(self)
        if not self.prompt.strip():
            raise InvalidPrompt("The prompt is empty; write at least a word.")


def add(app: App) -> None:
    app.command(command("read", Read.__doc__ or "", (Read,), tell), name="read")


def tell(wanted: Read) -> None:
    """Print the shots and the enriched prompt."""
    from haneul.prompts.enrich import enrich
    from haneul.prompts.reader import shots

    told, made = shots(wanted.prompt), enrich(wanted.prompt, wanted.seed)
    if wanted.json:
        record = {"shots": [asdict(shot) for shot in told], "enriched": made.text, "added": made.added}
        print(json.dumps(record, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, highlight=False)
    for number, shot in enumerate(told, 1):
        table = Table("", f"shot {number}" if len(told) > 1 else "said")
        for name, value in rows(shot):
            table.add_row(name, value)
        console.print(table)
    console.print(f"enriched: {made.text}", soft_wrap=True)


def rows(shot: Shot) -> list[tuple[str, str]]:
    """Name and value of all that the shot says."""
    found = [("who", describe(one)) for one in shot.subjects]
    for name in ("place", "time", "weather", "change", "mood", "look", "framing", "angle", "camera", "pace", "shape"):
        found.append((name, getattr(shot, name)))
    found += [
        ("seconds", f"{shot.seconds:g}" if shot.seconds else ""), ("not shown", ", ".join(shot.negative)),
        ("language", {"en": "English", "ko": "Korean"}[shot.language]),
        ("not known to the embedded model", ", ".join(shot.beyond())), ("not understood", ", ".join(shot.unread)),
    ]  # fmt: skip
    return [(name, value) for name, value in found if value]


def describe(one: Subject) -> str:
    """A subject in one line: "2 golden retriever (골든 리트리버를): podcasts"."""
    several = "" if one.count == 1 else "several " if one.count is None else f"{one.count} "
    name = f"{several}{one.tint + ' ' if one.tint else ''}{one.name}{f' / {one.rear}' if one.rear else ''}"
    spelled = f" ({one.words})" if one.words.casefold() != one.name.casefold() else ""
    deeds = [*one.actions, one.side and f"to the {one.side}", one.toward and f"towards {one.toward}",
             one.mount and f"riding {one.mount}", one.props and f"with {', '.join(one.props)}"]  # fmt: skip
    told = ", ".join(deed for deed in deeds if deed)
    return f"{name}{spelled}{f': {told}' if told else ''}"
