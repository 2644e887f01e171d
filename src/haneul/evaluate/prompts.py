"""The fixed questions of the evaluation: a prompt, and what must be seen in the clip it makes.

Question k is a pure function of k and the catalogue, so that two models answer the same ones. They come in
rounds of ten: four seen scenes, each asked in English and in Korean (pairs, so that the languages are compared
on equal terms only), held-out pairs, words that no caption contained, characters that were never trained on.
Only what the prompt says is asked; who stands alone is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from haneul.blocking.scene import Actor, Scene
from haneul.worlds.caption import LONGEST, TELLERS
from haneul.worlds.catalogue import Subject, catalogue, plural
from haneul.worlds.heldout import HELD_OUT
from haneul.worlds.mention import choose
from haneul.worlds.names import unmarked
from haneul.worlds.sampler import sample, sample_about, sample_held_out
from haneul.worlds.truth import truth

SEED = 20_240_215
ROUND = (
    "seen", "seen", "held out", "novel word", "seen", "seen", "held out", "novel word", "never trained", "held out",
)  # fmt: skip
GROUPS = tuple(dict.fromkeys(ROUND))


@dataclass(frozen=True)
class Question:
    """A prompt with what must be seen; `pair` names the attribute that a held-out pair is about."""

    number: int
    group: str
    language: str
    text: str
    scene: Scene
    asked: dict[str, Any]
    pair: str = ""


def questions(count: int, seconds: float = 4.0, subjects: Sequence[Subject] | None = None) -> list[Question]:
    """The first `count` questions about scenes of `seconds`; `subjects` (the catalogue) may be fewer for tests."""
    cast = tuple(catalogue() if subjects is None else subjects)
    return [question(number, seconds, cast) for number in range(count)]


def question(number: int, seconds: float, cast: Sequence[Subject]) -> Question:
    turn, place = divmod(number, len(ROUND))
    group = ROUND[place]
    twin = place % 2 == 1 and group == "seen"  # the Korean one of a pair asks for the scene before it
    rng = np.random.default_rng([SEED, number - twin])
    language = "ko" if (twin or (group != "seen" and (turn + place) % 2)) else "en"
    known = [one for one in cast if one.lead] or [one for one in cast if one.core and not one.unseen]
    make = {"held out": _held_out, "novel word": _novel, "never trained": _unseen}.get(group, _seen)
    made = make(rng, known, cast, seconds, language)
    if made is None:  # the catalogue has none of that kind
        group, made = "seen", _seen(rng, known, cast, seconds, language)
    scene, names, pair = made
    text, said = tell(scene, names, language, np.random.default_rng([SEED, number, 1]))
    true = truth(scene)
    asked = {name: value for name, value in true.items() if name in ("subjects", "count") or name in said}
    asked = {name: value for name, value in asked.items() if value is not None}
    if scene.actors[0].tint == "none":
        asked.pop("tint", None)
    return Question(number, group, language, text, scene, asked, pair)


Made = tuple[Scene, Mapping[str, Subject], str]


def _seen(
    rng: np.random.Generator, known: Sequence[Subject], cast: Sequence[Subject], seconds: float, language: str
) -> Made:
    """Any scene of one shot in which nothing changes."""
    while True:
        scene = sample(rng, known, seconds, allow_shots=False)
        plain = replace(scene, shots=(replace(scene.shots[0], closeness=1.0),))
        if scene.change == "none":
            return plain, {one.key: one for one in cast}, ""


def _held_out(
    rng: np.random.Generator, known: Sequence[Subject], cast: Sequence[Subject], seconds: float, language: str
) -> Made | None:
    """A subject with an action, a place or a tint with which it was never seen."""
    keys = {one.key for one in known}
    if not any(key in keys for _, key, _ in HELD_OUT):
        return None
    scene = sample_held_out(rng, known, seconds)
    return scene, {one.key: one for one in cast}, held_pair(scene.actors[0], scene.place)


def held_pair(actor: Actor, place: str) -> str:
    """The attribute in which this actor at this place is held out, or ""."""
    tried = (("action", actor.action), ("place", place), ("tint", actor.tint))
    return next((kind for kind, value in tried if (kind, actor.subject, value) in HELD_OUT), "")


def _novel(
    rng: np.random.Generator, known: Sequence[Subject], cast: Sequence[Subject], seconds: float, language: str
) -> Made | None:
    """A plain scene whose subject is called by a word that captions never use."""
    words = [(one, word) for one in known for word in sorted(one.novel) if language_of(word) == language]
    if not words:
        return None
    one, word = words[int(rng.integers(len(words)))]
    called = replace(one, english=word, korean=word, plural=plural(word), synonyms_en=(), synonyms_ko=())
    scene = sample_about(rng, one, seconds)
    return scene, {other.key: other for other in cast} | {one.key: called}, ""


def _unseen(
    rng: np.random.Generator, known: Sequence[Subject], cast: Sequence[Subject], seconds: float, language: str
) -> Made | None:
    """A plain scene of a character that the model knows from one picture of the cast only."""
    strangers = [one for one in cast if one.unseen]
    if not strangers:
        return None
    scene = sample_about(rng, strangers[int(rng.integers(len(strangers)))], seconds)
    return scene, {one.key: one for one in cast}, ""


def language_of(word: str) -> str:
    """`ko` for a word with Hangul in it, else `en`."""
    return "ko" if any("가" <= letter <= "힣" for letter in word) else "en"


def tell(
    scene: Scene, names: Mapping[str, Subject], language: str, rng: np.random.Generator
) -> tuple[str, frozenset[str]]:
    """A dense caption, sides of movements always told, and the attributes that it speaks of."""
    for attempt in range(20):
        mention = choose(scene, "dense", rng, terse=attempt > 4)
        mention = replace(mention, said=(mention.said | {"side"}) - {"adverb"})
        text = unmarked(TELLERS[language](scene, names, mention, rng))
        if len(text.split()) <= LONGEST:
            break
    return text, mention.said
