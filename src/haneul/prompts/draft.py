"""Whom a prompt names, while it is still being read: a subject that fills up word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from haneul.prompts.lexicon import Claim
from haneul.prompts.shot import Subject
from haneul.prompts.tokens import Token

ALIVE = frozenset({"animal", "bird", "fish", "insect", "dinosaur", "fantasy", "person"})
RIDDEN = ALIVE | {"vehicle", "aircraft", "boat"}
HELD = frozenset({"thing", "instrument", "clothes", "food", "sport", "plant"})


@dataclass(eq=False)
class Draft:
    """Words `first` to `last` name it. `role`: main, or what another one owns, rides or chases."""

    first: int
    last: int
    words: str
    name: str
    known: bool = True
    near: bool = False  # only a kind of whom the cast shows
    role: str = "main"
    count: int | None = 1
    tint: str = ""
    rear: str = ""
    actions: list[str] = field(default_factory=list)
    side: str = ""
    toward: str = ""
    mount: str = ""
    props: list[str] = field(default_factory=list)

    @property
    def alive(self) -> bool:
        """Whether it can do something by itself; of those outside the cast nobody knows, so they can."""
        return not self.known or kind(self.name) in ALIVE

    @property
    def holdable(self) -> bool:
        return kind(self.name) in HELD

    def does(self, action: str, side: str = "") -> None:
        if action not in self.actions:
            self.actions.append(action)
        self.side = self.side or side

    def subject(self) -> Subject:
        return Subject(
            self.words, self.name, self.known, self.count, self.tint, self.rear, tuple(self.actions), self.side,
            self.toward, self.mount, tuple(dict.fromkeys(self.props)),
        )  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """The words of a prompt, what they say, and whom they name, in order."""

    words: Sequence[Token]
    claims: Sequence[Claim]
    drafts: list[Draft]

    def claim_at(self, i: int) -> Claim | None:
        """What word `i` says, if anything."""
        return next((claim for claim in self.claims if claim.first <= i <= claim.last), None)

    def draft_at(self, i: int) -> Draft | None:
        return next((draft for draft in self.drafts if draft.first <= i <= draft.last), None)

    def word(self, i: int) -> str:
        return self.words[i].word if 0 <= i < len(self.words) else ""

    def broken(self, first: int, last: int) -> bool:
        """Whether a comma or full stop stands between two words."""
        return any(self.words[i].breaks for i in range(first + 1, last + 1))


@cache
def kinds() -> dict[str, str]:
    """The kind of every member of the cast by name."""
    text = files("haneul.prompts").joinpath("kinds.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: kind for kind, names in lines for name in names.split(" | ")}


def kind(name: str) -> str:
    """animal, person, vehicle ...; empty for one outside the cast."""
    return kinds().get(name, "")
