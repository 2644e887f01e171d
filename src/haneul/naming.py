"""Whom words name: in one's own references, and in the starter cast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from haneul.canvas import Reference
from haneul.operations.shape import Known

if TYPE_CHECKING:
    from haneul.prompts.cast import Found


def named(text: str, own: Sequence[Reference]) -> list[Found]:
    """Whom the text names, in order: of one's own references first, then of the cast."""
    from haneul.prompts.cast import Found, Member, installed

    mine = [
        Found(one.words, Member(one.words, "", picture=one.picture), 1.0)
        for one in own
        if one.words.casefold() in text.casefold()
    ]
    taken = [one.phrase.casefold() for one in mine]
    others = [one for one in installed(text) if not any(word in one.phrase.casefold() for word in taken)]
    return sorted([*mine, *others], key=lambda one: text.casefold().find(one.phrase.casefold()))


def portraits(words: str) -> Known:
    """Names and cut-outs (h, w, 4) of whom `words` name in the cast; none when no cast is installed."""
    found = (one.member for one in named(words, ()))
    return tuple((member.name_en, member.picture) for member in found if member.picture is not None)
