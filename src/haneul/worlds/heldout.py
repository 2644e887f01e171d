"""Pairs that no training scene ever contains, so that new combinations can be tested honestly.

Each word is seen often, only never together: a penguin is seen, and so is the desert.
"""

from __future__ import annotations

from haneul.blocking.scene import Actor, Scene

ACTION_PAIRS = (
    ("cat", "floats"), ("duck", "jumps"), ("dragon", "bounces"), ("hamster", "runs left"), ("fox", "spins"),
    ("panda", "runs right"), ("penguin", "flies right"), ("golden retriever", "flies left"), ("rabbit", "falls"),
    ("robot", "circles"), ("unicorn", "walks left"), ("elephant", "jumps"),
)  # fmt: skip
PLACE_PAIRS = (
    ("penguin", "desert"), ("cat", "space"), ("dragon", "city street"), ("duck", "room"), ("fox", "beach"),
    ("panda", "underwater"), ("golden retriever", "stage"), ("hamster", "mountain top"), ("robot", "farm"),
    ("rabbit", "sky"), ("unicorn", "snow"), ("elephant", "sea"),
)  # fmt: skip
TINT_PAIRS = (
    ("blue", "cat"), ("pink", "dragon"), ("green", "golden retriever"), ("red", "penguin"), ("purple", "duck"),
    ("yellow", "elephant"), ("orange", "unicorn"), ("blue", "hamster"), ("green", "rabbit"), ("purple", "fox"),
)  # fmt: skip

HELD_OUT = frozenset(
    [("action", *pair) for pair in ACTION_PAIRS]
    + [("place", *pair) for pair in PLACE_PAIRS]
    + [("tint", subject, tint) for tint, subject in TINT_PAIRS]
)
"""(kind, subject, action | place | tint)."""


def actor_held_out(actor: Actor, place: str) -> bool:
    """Whether this one, at this place, is a held-out pair."""
    who = actor.subject
    pairs = {("action", who, actor.action), ("tint", who, actor.tint)}
    # Half of somebody, or somebody small beside, is seen at a place too.
    pairs |= {("place", one, place) for one in (who, actor.rear, actor.prop)}
    return not pairs.isdisjoint(HELD_OUT)


def held_out(scene: Scene) -> bool:
    """Whether a scene contains a pair that training never sees."""
    return any(actor_held_out(actor, scene.place) for actor in scene.actors)
