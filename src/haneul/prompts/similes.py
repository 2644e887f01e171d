"""Who is named only to say how somebody does it: "bounces like a ball", 새처럼 난다. They are not in the picture."""

from __future__ import annotations

from collections.abc import Sequence

from haneul.prompts.draft import Draft
from haneul.prompts.tokens import Token

BETWEEN = 3  # most words from "like" to the name: like a rubber ball
RESEMBLING = frozenset({"look", "looks", "looking", "looked", "seems", "shaped", "dressed"})
BORN = ("생긴", "생겼", "보이", "보인", "꾸민", "차려")  # 용처럼 생긴 고양이 is half a dragon


def similes(words: Sequence[Token], drafts: Sequence[Draft]) -> dict[int, range]:
    """By place in `drafts`: whoever is only likened to, and the words that do it. Never all of the drafts."""
    found = {at: said for at, draft in enumerate(drafts) if (said := _english(words, draft) or _korean(words, draft))}
    return found if len(found) < len(drafts) else {}


def _english(words: Sequence[Token], draft: Draft) -> range:
    """From "like" on: to be like somebody is nobody's deed, so "looks like a bear" stays."""
    for at in range(draft.first - 1, max(draft.first - 2 - BETWEEN, 0), -1):
        if words[at + 1].breaks:
            break
        if words[at].word == "like" and words[at - 1].word not in RESEMBLING:
            return range(at, draft.last + 1)
    return range(0)


def _korean(words: Sequence[Token], draft: Draft) -> range:
    after = words[draft.last + 1].word if draft.last + 1 < len(words) else ""
    if words[draft.last].word.endswith("처럼") and not after.startswith(BORN):
        return range(draft.first, draft.last + 1)
    return range(draft.first, draft.last + 2) if after in ("같이", "같은") else range(0)
