"""What a scene is in words: exactly true captions in English and Korean, and its plain attributes.

People ask for the same thing in many ways, from a film maker's paragraph to a child's keyword list;
a caption is one of them, drawn with `rng`. It never says what the scene does not hold.
`python -m haneul.worlds.caption` prints samples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from haneul.blocking.scene import ACTIONS, CAMERAS, CHANGES, LOOKS, PLACES, TIMES, TINTS, WEATHERS, Scene
from haneul.errors import UnknownName
from haneul.worlds import caption_en, caption_ko, english, korean_verb
from haneul.worlds.catalogue import Subject
from haneul.worlds.mention import choose
from haneul.worlds.names import spans, unmarked
from haneul.worlds.phrases import all_phrases, phrases

Language = Literal["en", "ko"]
Style = Literal["dense", "short"]
LONGEST = 60  # words
TELLERS = {"en": caption_en.tell, "ko": caption_ko.tell}
VALUES: dict[str, tuple[str, ...]] = {
    "action": ACTIONS, "place": PLACES, "time": TIMES, "weather": WEATHERS, "look": LOOKS, "camera": CAMERAS,
    "change": CHANGES[1:], "tint": TINTS[1:], "count": ("2", "3", "4", "5"),
}  # fmt: skip


@dataclass(frozen=True)
class Caption:
    """`names[i]` is the phrase that names actor `i`, at `spans[i]` (start, end) of `text`."""

    text: str
    names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Attributes:
    """A scene as a judge reads it; count and action are those of the first actor."""

    subjects: tuple[str, ...]
    count: int
    action: str
    place: str
    time: str
    weather: str
    look: str
    camera: str


def say(scene: Scene) -> Attributes:
    """The exact attributes of a scene."""
    first = scene.actors[0]
    return Attributes(
        tuple(actor.subject for actor in scene.actors), first.count, first.action, scene.place, scene.time,
        scene.weather, scene.look, scene.camera,
    )  # fmt: skip


def caption(
    scene: Scene,
    catalogue: Sequence[Subject] | Mapping[str, Subject],
    language: Language = "en",
    style: Style = "dense",
    rng: np.random.Generator | None = None,
) -> Caption:
    """One caption of at most 60 words; the same `rng` state gives the same caption.

    `dense` tells all that is not as usual, `short` the essentials. Without `rng` the scene's seed decides.
    """
    if language not in TELLERS or style not in ("dense", "short"):
        raise UnknownName(f"No {style!r} captions in {language!r}; there are dense and short ones in en and ko.")
    rng = np.random.default_rng(scene.seed) if rng is None else rng
    cast = catalogue if isinstance(catalogue, Mapping) else {subject.key: subject for subject in catalogue}
    text = _within(scene, cast, language, style, rng)
    if rng.random() < 0.15:
        text = text.lower().rstrip(".")
    plain, places = unmarked(text), spans(text, len(scene.actors))
    return Caption(plain, tuple(plain[start:end] for start, end in places), places)


def _within(scene: Scene, cast: Mapping[str, Subject], language: str, style: str, rng: np.random.Generator) -> str:
    """Try until the caption is short enough: in fewer words, then without the cuts, then with less and less."""
    tell = TELLERS[language]
    for attempt in range(6):
        text = tell(scene, cast, choose(scene, style, rng, terse=attempt > 2), rng)
        if len(text.split()) <= LONGEST:
            return text
    mention = choose(scene, style, rng, terse=True)
    for attribute in ("shots", "adverb", "side", "prop", "camera", "look", "weather", "time", "place", "tint"):
        mention = mention.without(attribute)
        text = tell(scene, cast, mention, rng)
        if len(text.split()) <= LONGEST:
            return text
    raise AssertionError(f"no caption within {LONGEST} words for {scene}")


def words(attribute: str, value: str, language: Language) -> tuple[str, ...]:
    """Every way in which captions say one value: `words("place", "beach", "en")`.

    Attributes and values are those of `VALUES`. Actions come as "running to the left" and 왼쪽으로 달리는,
    clauses as "the camera zooms in" and 카메라가 줌인한다.
    """
    if value not in VALUES.get(attribute, ()):
        known = ", ".join(VALUES.get(attribute, tuple(VALUES)))
        raise UnknownName(f"Captions have no {attribute} {value!r}; known are: {known}.")
    if attribute != "action":
        fills = {"{who}": "one of them" if language == "en" else "하나가"}
        return _written(all_phrases(language, attribute, value), language, "s", "plain", fills)
    verb, _, side = value.partition(" ")
    raw = all_phrases(language, "action", verb)
    sides = (*phrases(language, "side", side, "to", "bare"), "") if side else ("",)
    fills = {"{other}": "another", "{its}": "its", "*": ""}
    if language == "ko":
        fills |= {"{other}": "다른 하나를", "{mate}": "다른 하나와"}
    sided = []
    for one in raw:
        fit = sides if "{to}" in one else sides[:-1] if "{to!}" in one else ("",)
        sided += [one.replace("{to!}", to).replace("{to}", to) for to in fit]
    return _written(sided, language, "ing", "adnominal", fills)


def _written(raw: Sequence[str], language: str, en: str, ko: str, fills: Mapping[str, str]) -> tuple[str, ...]:
    out = []
    for phrase in raw:
        for slot, fill in fills.items():
            phrase = phrase.replace(slot, fill)
        phrase = english.inflect(phrase, en) if language == "en" else korean_verb.inflect(phrase, ko)
        out.append(" ".join(phrase.split()))
    return tuple(dict.fromkeys(out))


def main(count: int = 20, seconds: float = 4.0, seed: int = 0) -> None:
    """Print samples: scenes of the sampler with a dense and a short caption, languages in turn."""
    from haneul.worlds.catalogue import catalogue
    from haneul.worlds.sampler import sample

    rng, subjects = np.random.default_rng(seed), catalogue()
    for number in range(count):
        scene = sample(rng, subjects, seconds)
        language: Language = "ko" if number % 2 else "en"
        style: Style = "short" if number % 4 > 1 else "dense"
        told = caption(scene, subjects, language, style, rng)
        print(f"{language} {style:5}  {told.text}\n{'':10}{' | '.join(told.names)}")


if __name__ == "__main__":
    main()
