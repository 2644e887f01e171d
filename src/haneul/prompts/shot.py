"""What a prompt says, as data: who does what, where, when, how it is filmed, and what was not understood.

Values are the plain English words of the vocabulary files whatever the prompt's language, so that a
library can search by them. An empty text, None or an empty tuple means that the prompt does not say.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Language = Literal["en", "ko"]

SETTING = ("place", "time", "weather", "change", "mood", "look")
FILMING = ("framing", "angle", "camera", "pace")


@dataclass(frozen=True)
class Subject:
    """One kind of character or thing. `name` is the cast's own name, or `words` for one outside the cast."""

    words: str  # as the prompt spells them
    name: str
    known: bool = True  # the embedded model has seen it
    count: int | None = 1  # None: several, no number said
    tint: str = ""
    rear: str = ""  # a hybrid: the name of its other half
    actions: tuple[str, ...] = ()
    side: str = ""  # left or right
    toward: str = ""  # name of the one it chases or meets
    mount: str = ""  # name of the one it rides
    props: tuple[str, ...] = ()  # names of what it holds or stands at


@dataclass(frozen=True)
class Shot:
    """One shot of a prompt."""

    text: str
    language: Language
    subjects: tuple[Subject, ...] = ()
    place: str = ""
    time: str = ""
    weather: str = ""
    change: str = ""
    mood: str = ""
    look: str = ""
    framing: str = ""  # close, medium, wide
    angle: str = ""
    camera: str = ""  # how it moves
    pace: str = ""
    seconds: float | None = None
    shape: str = ""  # as --size takes it: 9:16, 1920x1080
    negative: tuple[str, ...] = ()  # what shall not be seen
    outside: tuple[str, ...] = ()  # understood or named, but not known to the embedded model
    unread: tuple[str, ...] = ()  # words that nothing was made of

    def __getitem__(self, slot: str) -> str:
        """The value of a slot of `SETTING` or `FILMING`."""
        value: str = getattr(self, slot)
        return value

    def beyond(self) -> tuple[str, ...]:
        """What is `outside`, and whom the cast shows instead where it knows somebody near."""
        near = {one.words: f"{one.words} (painted as {one.name})" for one in self.subjects if one.known}
        return tuple(near.get(words, words) for words in self.outside)

    def record(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        return asdict(self)
