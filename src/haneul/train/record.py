"""What a training clip shows, in words: captions in both languages, and who their phrases name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal

import numpy as np

from haneul.blocking.scene import Scene
from haneul.worlds.caption import caption
from haneul.worlds.catalogue import Subject

Told = tuple[Literal["en", "ko"], Literal["dense", "short"]]
CAPTIONS: tuple[Told, ...] = (("en", "dense"), ("en", "dense"), ("en", "short"), ("ko", "dense"), ("ko", "short"))


def record(scene: Scene, subjects: Sequence[Subject], seed: int) -> dict[str, Any]:
    """Captions [text, names], subjects of each actor, and the scene, as plain data for a file's header."""
    rng = np.random.default_rng(seed)
    told = [caption(scene, subjects, language, style, rng) for language, style in CAPTIONS]
    return {
        "captions": [[one.text, list(one.names)] for one in told],
        "subjects": [[name for name in (actor.subject, actor.rear) if name] for actor in scene.actors],
        "scene": asdict(scene),
    }
