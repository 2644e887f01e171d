"""Where a caption names its actors: marks that travel inside the text while it is being composed.

A sentence is cut, joined, capitalised and reordered; two private-use characters around each name
(which Unicode reserves for such purposes) survive all that, so that the exact place is known.
"""

from __future__ import annotations

import re

FIRST, LAST = 0xE000, 0xE010  # opening mark of actor 0, closing mark of every actor
MARKS = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]")


def mark(actor: int, name: str) -> str:
    """`name` between the marks of an actor (0 to 15)."""
    assert 0 <= actor < LAST - FIRST, actor
    return f"{chr(FIRST + actor)}{name}{chr(LAST)}"


def unmarked(text: str) -> str:
    """The text as people see it."""
    return MARKS.sub("", text)


def spans(text: str, actors: int) -> tuple[tuple[int, int], ...]:
    """For each actor where its first name starts and ends in the unmarked text."""
    found: dict[int, tuple[int, int]] = {}
    open_marks: list[tuple[int, int]] = []
    place = 0
    for letter in text:
        code = ord(letter)
        if FIRST <= code < LAST:
            open_marks.append((code - FIRST, place))
        elif code == LAST:
            actor, start = open_marks.pop()
            found.setdefault(actor, (start, place))
        else:
            place += 1
    assert set(found) >= set(range(actors)), f"actors {set(range(actors)) - set(found)} have no name"
    return tuple(found[actor] for actor in range(actors))
